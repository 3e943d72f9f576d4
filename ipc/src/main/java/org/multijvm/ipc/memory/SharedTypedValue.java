package org.multijvm.ipc.memory;

import java.math.BigInteger;
import java.util.function.LongUnaryOperator;

/**
 * A {@link SharedValue} of a {@link Typecode}; Python's {@code Value('I', 5)}.
 *
 * <p>As in Python {@code set} keeps the low bits of what is too large and says nothing; {@code setExact} refuses it. Unlike Python's
 * every access is volatile or atomic without a lock.
 */
public final class SharedTypedValue implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient Typecode typecode;
    private final transient ValueMemory memory;

    SharedTypedValue(Typecode typecode, ValueMemory memory) {
        this.typecode = typecode;
        this.memory = memory;
    }

    /** What type it is of. */
    public Typecode typecode() {
        return typecode;
    }

    /** Reads the value: a Double for {@code f} and {@code d}, a BigInteger for {@code L} and {@code Q}, else a Long. */
    public Number get() {
        return typecode.number(memory.bits());
    }

    /**
     * Reads the value; the upper half of {@code L} and {@code Q} is negative, as with {@link Long#toUnsignedString(long)}.
     *
     * @throws UnsupportedOperationException for {@code f} and {@code d}
     */
    public long getLong() {
        return typecode.integer(memory.bits());
    }

    /** Reads the value, rounded if it is a long that no double has. */
    public double getDouble() {
        return typecode.real(memory.bits());
    }

    /** Writes the low bits of the value. */
    public void set(long value) {
        memory.bits(typecode.store(value));
    }

    /**
     * Writes the value, rounded to a float for {@code f}.
     *
     * @throws IllegalArgumentException if the typecode is one of whole numbers
     */
    public void set(double value) {
        memory.bits(typecode.store(value));
    }

    /**
     * Writes the value.
     *
     * @throws IllegalArgumentException if it is out of range: the message says which that is
     */
    public void setExact(long value) {
        setExact(BigInteger.valueOf(value));
    }

    /** As {@link #setExact(long)}, also for the upper half of {@code L} and {@code Q}. */
    public void setExact(BigInteger value) {
        memory.bits(typecode.storeExact(value));
    }

    /** As {@link #setExact(long)}; a finite number must not become infinite. */
    public void setExact(double value) {
        memory.bits(typecode.storeExact(value));
    }

    /** Adds, wrapping, and returns what was there before; for whole numbers. */
    public long getAndAdd(long delta) {
        while (true) {
            long before = getLong();
            if (compareAndSet(before, before + delta)) {
                return before;
            }
        }
    }

    /** Writes the low bits of a new value if the old one is the expected one; true if it was. For whole numbers. */
    public boolean compareAndSet(long expected, long value) {
        return memory.compareAndSet(typecode.integer(typecode.store(expected)), typecode.store(value));
    }

    /** Applies a function, and returns its result as stored; it may be called again when others write at once. For whole numbers. */
    public long updateAndGet(LongUnaryOperator update) {
        while (true) {
            long before = getLong();
            long after = typecode.store(update.applyAsLong(before));
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    @Override
    public void close() {
        memory.close();
    }

    /** What is sent in the value's place. */
    @Override
    public Object writeReplace() {
        return memory.ticket();
    }

    @Override
    public String toString() {
        return "SharedTypedValue(" + (memory.isClosed() ? "closed" : typecode.code() + ", " + get()) + ")";
    }
}
