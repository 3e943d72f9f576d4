package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import org.multijvm.codec.Handle;

/**
 * An array in memory that several JVMs share, of a fixed length, zeroed when it is made; Python's {@code multiprocessing.Array}.
 *
 * <p>An array may be larger than a Java array: more than 2 GiB and, as far as memory goes, more than 2^31 elements. What is sent
 * to another JVM as an argument, a result or a message is a handle: it arrives as the same memory.
 *
 * <p>Every element can be read and written in three ways. Plain access costs what a Java array costs and promises as little: other
 * threads and JVMs see it once something orders it, such as a {@code SharedLock} or the end of a task. Volatile access is ordered
 * and seen at once, and the atomic ones are for counters. Plain long and double access is not torn on 64-bit machines. All are
 * thread-safe in this sense, as are bulk copies, which are plain.
 *
 * <p>{@link #close} ends this handle: from then on it throws {@link IllegalStateException}, though another thread that is
 * using it may notice late. The handle of the JVM that made the array also removes its file: nobody can attach any more, those who have go on. The
 * memory itself is given back when the garbage collector of each JVM has found its mapping unused. An array that is not closed
 * lives as long as the JVM that made it; when that dies, those who are attached keep it.
 */
public sealed interface SharedArray extends AutoCloseable, Handle
        permits SharedIntArray, SharedLongArray, SharedDoubleArray {
    /**
     * An array of these ints.
     *
     * @throws UncheckedIOException if there is no space: the message says how much is needed and how much is free
     */
    static SharedIntArray ofInts(int... values) {
        SharedIntArray array = ints(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /** As {@link #ofInts(int...)}, of longs. */
    static SharedLongArray ofLongs(long... values) {
        SharedLongArray array = longs(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /** As {@link #ofInts(int...)}, of doubles. */
    static SharedDoubleArray ofDoubles(double... values) {
        SharedDoubleArray array = doubles(values.length);
        array.copyFrom(0, values, 0, values.length);
        return array;
    }

    /**
     * An array of so many ints, all 0. Takes about 1 s a GiB, since its space is reserved at once.
     *
     * @throws IllegalArgumentException if the length is negative
     * @throws UncheckedIOException if there is no space: the message says how much is needed and how much is free
     */
    static SharedIntArray ints(long length) {
        return new SharedIntArray(ArrayMemory.create(ElementKind.INTS, length));
    }

    /** As {@link #ints(long)}, of longs. */
    static SharedLongArray longs(long length) {
        return new SharedLongArray(ArrayMemory.create(ElementKind.LONGS, length));
    }

    /** As {@link #ints(long)}, of doubles. */
    static SharedDoubleArray doubles(long length) {
        return new SharedDoubleArray(ArrayMemory.create(ElementKind.DOUBLES, length));
    }

    /** The number of elements. */
    long length();

    /** Ends this handle, and the array if this JVM made it; a second call does nothing. */
    @Override
    void close();
}
