package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.ElementKind;

/**
 * An array in memory that several JVMs share, of a fixed length, zeroed when it is made; Python's {@code multiprocessing.Array}.
 *
 * <p>An array may be larger than a Java array: more than 2 GiB and, as far as memory goes, more than 2^31 elements. What is sent
 * to another JVM as an argument, a result or a message is a handle: it arrives as the same memory.
 *
 * <p>Every element can be read and written in three ways. Plain access costs what a Java array costs and promises as little: other
 * threads and JVMs see it once something orders it, such as a {@code SharedLock} or the end of a task. Volatile access is ordered
 * and seen at once, and the atomic ones are for counters; both also for bytes, shorts, chars and booleans. Plain long and double access is not torn on 64-bit machines. All are
 * thread-safe in this sense, as are bulk copies, which are plain. Memory consistency: a volatile or releasing write {@linkplain org.multijvm.ipc.memory
 * happens-before} every volatile or acquiring read that sees it, in any JVM.
 *
 * <p>In an array of more than 2 GiB an element costs some 2-4 ns more in a loop, since the piece must be found each time; a {@link #slice} of
 * up to 1 GiB is as fast as a small array.
 *
 * <p>{@link #close} ends this handle: from then on it throws {@link IllegalStateException}, though another thread that is
 * using it may notice late. The handle of the JVM that made the array also removes its file: nobody can attach any more, those who have go on. Its
 * {@linkplain org.multijvm.ipc.memory space comes back} later. An array that is not closed lives as long as the JVM that made it; when that dies, those who
 * are attached keep it. So one that a child makes must have arrived in other JVMs before the child ends.
 */
public sealed interface SharedArray extends AutoCloseable, Handle
        permits SharedBooleanArray,
                SharedByteArray,
                SharedShortArray,
                SharedCharArray,
                SharedIntArray,
                SharedLongArray,
                SharedFloatArray,
                SharedDoubleArray,
                SharedTypedArray,
                SharedStructArray {
    /**
     * An array of these bytes.
     *
     * @throws UncheckedIOException if there is no space: the message says how much is needed and how much is free
     */
    static SharedByteArray ofBytes(byte... values) {
        SharedByteArray array = bytes(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /** As {@link #ofBytes(byte...)}, of shorts. */
    static SharedShortArray ofShorts(short... values) {
        SharedShortArray array = shorts(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /** As {@link #ofBytes(byte...)}, of chars. */
    static SharedCharArray ofChars(char... values) {
        SharedCharArray array = chars(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /** As {@link #ofBytes(byte...)}, of booleans. */
    static SharedBooleanArray ofBooleans(boolean... values) {
        SharedBooleanArray array = booleans(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /** As {@link #ofBytes(byte...)}, of ints. */
    static SharedIntArray ofInts(int... values) {
        SharedIntArray array = ints(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /** As {@link #ofBytes(byte...)}, of longs. */
    static SharedLongArray ofLongs(long... values) {
        SharedLongArray array = longs(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /** As {@link #ofBytes(byte...)}, of floats. */
    static SharedFloatArray ofFloats(float... values) {
        SharedFloatArray array = floats(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /** As {@link #ofBytes(byte...)}, of doubles. */
    static SharedDoubleArray ofDoubles(double... values) {
        SharedDoubleArray array = doubles(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /**
     * An array of so many bytes, all 0. Takes about 1 s a GiB, since its space is reserved at once.
     *
     * @throws IllegalArgumentException if the length is negative
     * @throws UncheckedIOException if there is no space: the message says how much is needed and how much is free
     */
    static SharedByteArray bytes(long length) {
        return new SharedByteArray(ArrayMemory.create(ElementKind.BYTES, length));
    }

    /** As {@link #bytes(long)}, of shorts. */
    static SharedShortArray shorts(long length) {
        return new SharedShortArray(ArrayMemory.create(ElementKind.SHORTS, length));
    }

    /** As {@link #bytes(long)}, of chars. */
    static SharedCharArray chars(long length) {
        return new SharedCharArray(ArrayMemory.create(ElementKind.CHARS, length));
    }

    /** As {@link #bytes(long)}, of booleans, all false. */
    static SharedBooleanArray booleans(long length) {
        return new SharedBooleanArray(ArrayMemory.create(ElementKind.BOOLEANS, length));
    }

    /** As {@link #bytes(long)}, of ints. */
    static SharedIntArray ints(long length) {
        return new SharedIntArray(ArrayMemory.create(ElementKind.INTS, length));
    }

    /** As {@link #bytes(long)}, of longs. */
    static SharedLongArray longs(long length) {
        return new SharedLongArray(ArrayMemory.create(ElementKind.LONGS, length));
    }

    /** As {@link #bytes(long)}, of floats. */
    static SharedFloatArray floats(long length) {
        return new SharedFloatArray(ArrayMemory.create(ElementKind.FLOATS, length));
    }

    /** As {@link #bytes(long)}, of doubles. */
    static SharedDoubleArray doubles(long length) {
        return new SharedDoubleArray(ArrayMemory.create(ElementKind.DOUBLES, length));
    }

    /** An array of a typecode; as with Python's {@code Array} the low bits of what is too large are kept. */
    static SharedTypedArray of(Typecode typecode, long... values) {
        SharedTypedArray array = zeros(typecode, values.length);
        array.fillFrom(values);
        return array;
    }

    /**
     * As {@link #of(Typecode, long...)}, for {@code f} and {@code d}.
     *
     * @throws IllegalArgumentException if the typecode is one of whole numbers
     */
    static SharedTypedArray of(Typecode typecode, double... values) {
        // before there is a file: one of whole numbers refuses the first of them, or any
        typecode.store(values.length == 0 ? 0.0 : values[0]);
        SharedTypedArray array = zeros(typecode, values.length);
        array.fillFrom(values);
        return array;
    }

    /** An array of a typecode and a length, all 0, as {@link #bytes(long)}; Python's {@code Array('i', 10)}. */
    static SharedTypedArray zeros(Typecode typecode, long length) {
        return SharedTypedArray.create(typecode, length);
    }

    /**
     * An array of so many records whose components are primitive, all of them 0, as {@link #bytes(long)}.
     *
     * @throws IllegalArgumentException if the class is no such record
     */
    static <R extends Record> SharedStructArray<R> structs(Class<R> type, long length) {
        return SharedStructArray.create(StructLayout.of(type), length);
    }

    /** The number of elements. */
    long length();

    /**
     * The elements from one to before another as an array of its own, which shows the same memory and can be sent like any other.
     * Its close does not touch this array; when this one is closed, the slice goes on, but what was sent of it arrives no more.
     *
     * @throws IndexOutOfBoundsException if not all of them are here
     */
    SharedArray slice(long from, long to);

    /**
     * Ends this handle, and the array if this JVM made it and it is no slice; a second call does nothing.
     *
     * <p>The space of an array that has ended comes back {@linkplain org.multijvm.ipc.memory as that of all here}.
     */
    @Override
    void close();
}
