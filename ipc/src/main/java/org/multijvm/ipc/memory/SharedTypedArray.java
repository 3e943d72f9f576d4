package org.multijvm.ipc.memory;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * A {@link SharedArray} of a {@link Typecode}; Python's {@code Array('I', [1, 2])}.
 *
 * <p>As in Python a negative index counts from the end, and {@code set} keeps the low bits of what is too large and says nothing;
 * {@code setExact} refuses it. Unlike in Python a slice is the same memory and no copy, it has no step, and its bounds must lie in the array.
 * Each method that takes an index throws {@link IndexOutOfBoundsException} outside of the array and {@link IllegalStateException} after
 * {@link #close}. Access is plain but for the atomic forms; it costs more than that of {@link #storage}, which has no typecode to ask.
 */
public final class SharedTypedArray implements SharedArray {
    private static final long serialVersionUID = 1;

    private final transient Typecode typecode;
    private final transient SharedArray storage;

    /** The storage has the kind of the typecode. */
    SharedTypedArray(Typecode typecode, SharedArray storage) {
        this.typecode = typecode;
        this.storage = storage;
    }

    static SharedTypedArray create(Typecode typecode, long length) {
        ArrayMemory memory = ArrayMemory.create(typecode.kind(), length);
        return new SharedTypedArray(typecode, ArrayTicket.arrayOf(typecode.kind(), memory));
    }

    /** What type the elements are of. */
    public Typecode typecode() {
        return typecode;
    }

    /**
     * The same memory as an array of the Java type that has the elements' width, for volatile and bulk access and for speed: a
     * {@link SharedByteArray}, {@link SharedShortArray}, {@link SharedIntArray}, {@link SharedLongArray}, {@link SharedFloatArray} or
     * {@link SharedDoubleArray}.
     */
    public SharedArray storage() {
        return storage;
    }

    @Override
    public long length() {
        return storage.length();
    }

    /** Reads an element: a Double for {@code f} and {@code d}, a BigInteger for {@code L} and {@code Q}, else a Long. */
    public Number get(long index) {
        return typecode.number(stored(at(index)));
    }

    /**
     * Reads an element; the upper half of {@code L} and {@code Q} is negative, as with {@link Long#toUnsignedString(long)}.
     *
     * @throws UnsupportedOperationException for {@code f} and {@code d}
     */
    public long getLong(long index) {
        return typecode.integer(stored(at(index)));
    }

    /** Reads an element, rounded if it is a long that no double has. */
    public double getDouble(long index) {
        return typecode.real(stored(at(index)));
    }

    /** Writes the low bits of the value. */
    public void set(long index, long value) {
        store(at(index), typecode.store(value));
    }

    /**
     * Writes the value, rounded to a float for {@code f}.
     *
     * @throws IllegalArgumentException if the typecode is one of whole numbers
     */
    public void set(long index, double value) {
        store(at(index), typecode.store(value));
    }

    /**
     * Writes the value.
     *
     * @throws IllegalArgumentException if it is out of range: the message says which that is
     */
    public void setExact(long index, long value) {
        setExact(index, BigInteger.valueOf(value));
    }

    /** As {@link #setExact(long, long)}, also for the upper half of {@code L} and {@code Q}. */
    public void setExact(long index, BigInteger value) {
        store(at(index), typecode.storeExact(value));
    }

    /** As {@link #setExact(long, long)}; a finite number must not become infinite. */
    public void setExact(long index, double value) {
        store(at(index), typecode.storeExact(value));
    }

    /** Adds atomically, wrapping, and returns what was there before; for whole numbers. */
    public long getAndAdd(long index, long delta) {
        long at = at(index);
        switch (typecode.kind()) {
            case BYTES:
                return typecode.store((long) ((SharedByteArray) storage).getAndAdd(at, (int) delta));
            case SHORTS:
                return typecode.store((long) ((SharedShortArray) storage).getAndAdd(at, (int) delta));
            case INTS:
                return typecode.store((long) ((SharedIntArray) storage).getAndAdd(at, (int) delta));
            default:
                // of a floating-point number this is refused
                typecode.integer(0);
                return ((SharedLongArray) storage).getAndAdd(at, delta);
        }
    }

    /** Writes the low bits of a new value, atomically, if the element has the expected one; true if it did. For whole numbers. */
    public boolean compareAndSet(long index, long expected, long value) {
        long at = at(index);
        switch (typecode.kind()) {
            case BYTES:
                return ((SharedByteArray) storage).compareAndSet(at, (byte) expected, (byte) value);
            case SHORTS:
                return ((SharedShortArray) storage).compareAndSet(at, (short) expected, (short) value);
            case INTS:
                return ((SharedIntArray) storage).compareAndSet(at, (int) expected, (int) value);
            default:
                typecode.integer(0);
                return ((SharedLongArray) storage).compareAndSet(at, expected, value);
        }
    }

    /** The elements in order as {@link #getLong} has them; for whole numbers. */
    public LongStream longs() {
        typecode.integer(0);
        return LongStream.range(0, length()).map(this::getLong);
    }

    /** The elements in order as {@link #getDouble} has them. */
    public DoubleStream doubles() {
        return LongStream.range(0, length()).mapToDouble(this::getDouble);
    }

    /**
     * Of a {@code c} array the bytes before the first 0.
     *
     * @throws UnsupportedOperationException for all other typecodes
     */
    public byte[] value() {
        byte[] all = raw();
        int end = 0;
        while (end < all.length && all[end] != 0) {
            end++;
        }
        return Arrays.copyOf(all, end);
    }

    /**
     * Writes bytes to the beginning of a {@code c} array, and a 0 behind them if there is room.
     *
     * @throws IllegalArgumentException if they are more than the array has
     */
    public void value(byte[] bytes) {
        raw(bytes);
        if (bytes.length < length()) {
            chars().set(bytes.length, (byte) 0);
        }
    }

    /** Of a {@code c} array all bytes. */
    public byte[] raw() {
        return chars().toArray();
    }

    /** Writes bytes to the beginning of a {@code c} array; what is behind them stays. */
    public void raw(byte[] bytes) {
        SharedByteArray chars = chars();
        if (bytes.length > chars.length()) {
            throw new IllegalArgumentException(
                    "the bytes are too long: bytes=" + bytes.length + ", length=" + chars.length());
        }
        chars.copyFrom(0, bytes, 0, bytes.length);
    }

    /** The part from one element to before another, of the same typecode; negative bounds count from the end. */
    @Override
    public SharedTypedArray slice(long from, long to) {
        long length = length();
        return new SharedTypedArray(
                typecode, storage.slice(from < 0 ? from + length : from, to < 0 ? to + length : to));
    }

    @Override
    public void close() {
        storage.close();
    }

    /** What is sent in the array's place. */
    @Override
    public Object writeReplace() {
        storage.length();
        return new TypedArrayTicket(typecode.code(), storage);
    }

    @Override
    public String toString() {
        long length;
        try {
            length = length();
        } catch (IllegalStateException closed) {
            return "SharedTypedArray(" + typecode.code() + ", closed)";
        }
        return ArrayMemory.text(
                "SharedTypedArray(" + typecode.code() + ")", length, (text, index) -> text.append(get(index)));
    }

    void fillFrom(long[] values) {
        for (int i = 0; i < values.length; i++) {
            store(i, typecode.store(values[i]));
        }
    }

    void fillFrom(double[] values) {
        for (int i = 0; i < values.length; i++) {
            store(i, typecode.store(values[i]));
        }
    }

    private long at(long index) {
        long length = storage.length();
        if (index < -length || index >= length) {
            throw new IndexOutOfBoundsException("no such element: index=" + index + ", length=" + length);
        }
        return index < 0 ? index + length : index;
    }

    private long stored(long at) {
        switch (typecode.kind()) {
            case BYTES:
                return typecode.store((long) ((SharedByteArray) storage).get(at));
            case SHORTS:
                return typecode.store((long) ((SharedShortArray) storage).get(at));
            case INTS:
                return typecode.store((long) ((SharedIntArray) storage).get(at));
            case LONGS:
                return ((SharedLongArray) storage).get(at);
            case FLOATS:
                return typecode.store((double) ((SharedFloatArray) storage).get(at));
            default:
                return typecode.store(((SharedDoubleArray) storage).get(at));
        }
    }

    private void store(long at, long stored) {
        switch (typecode.kind()) {
            case BYTES:
                ((SharedByteArray) storage).set(at, (byte) stored);
                break;
            case SHORTS:
                ((SharedShortArray) storage).set(at, (short) stored);
                break;
            case INTS:
                ((SharedIntArray) storage).set(at, (int) stored);
                break;
            case LONGS:
                ((SharedLongArray) storage).set(at, stored);
                break;
            case FLOATS:
                ((SharedFloatArray) storage).set(at, (float) Double.longBitsToDouble(stored));
                break;
            default:
                ((SharedDoubleArray) storage).set(at, Double.longBitsToDouble(stored));
        }
    }

    private SharedByteArray chars() {
        if (typecode != Typecode.CHAR) {
            throw new UnsupportedOperationException("only arrays of c have it: typecode=" + typecode.code());
        }
        return (SharedByteArray) storage;
    }
}
