package org.multijvm.ipc.memory;

import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A {@link SharedArray} of booleans, a byte each: 0 is false. Each method that takes an index throws {@link IndexOutOfBoundsException}
 * outside of the array and {@link IllegalStateException} after {@link #close}.
 */
public final class SharedBooleanArray implements SharedArray {
    private static final long serialVersionUID = 1;

    private final transient SharedByteArray bytes;

    SharedBooleanArray(ArrayMemory memory) {
        this(new SharedByteArray(memory));
    }

    private SharedBooleanArray(SharedByteArray bytes) {
        this.bytes = bytes;
    }

    @Override
    public long length() {
        return bytes.length();
    }

    /** Reads an element, plain. */
    public boolean get(long index) {
        return bytes.get(index) != 0;
    }

    /** Writes an element, plain. */
    public void set(long index, boolean value) {
        bytes.set(index, (byte) (value ? 1 : 0));
    }

    /** Reads an element with volatile semantics. */
    public boolean getVolatile(long index) {
        return bytes.getVolatile(index) != 0;
    }

    /** Writes an element with volatile semantics. */
    public void setVolatile(long index, boolean value) {
        bytes.setVolatile(index, (byte) (value ? 1 : 0));
    }

    /** Writes an element atomically, and returns what was there before. */
    public boolean getAndSet(long index, boolean value) {
        return bytes.getAndSet(index, (byte) (value ? 1 : 0)) != 0;
    }

    /** Writes a new value if the element has the expected one; true if it did. */
    public boolean compareAndSet(long index, boolean expected, boolean value) {
        while (true) {
            byte before = bytes.getVolatile(index);
            if ((before != 0) != expected) {
                return false;
            }
            // true is any bit, if somebody wrote by the buffer
            if (bytes.compareAndSet(index, before, (byte) (value ? 1 : 0))) {
                return true;
            }
        }
    }

    /** Writes one value to all elements, plain. */
    public void fill(boolean value) {
        bytes.fill((byte) (value ? 1 : 0));
    }

    /** Writes one value to the elements from one to before another, plain. */
    public void fill(long from, long to, boolean value) {
        bytes.fill(from, to, (byte) (value ? 1 : 0));
    }

    /** Copies {@code count} elements from {@code from} on to a Java array from {@code at} on. */
    public void copyTo(long from, boolean[] target, int at, int count) {
        bytes.memory().checkRange(from, count, at, target.length);
        for (int i = 0; i < count; i++) {
            target[at + i] = get(from + i);
        }
    }

    /** Copies {@code count} elements of a Java array from {@code at} on to here, from {@code to} on. */
    public void copyFrom(long to, boolean[] source, int at, int count) {
        bytes.memory().checkRange(to, count, at, source.length);
        for (int i = 0; i < count; i++) {
            set(to + i, source[at + i]);
        }
    }

    /**
     * All elements as a Java array.
     *
     * @throws IllegalStateException if they are more than a Java array holds
     */
    public boolean[] toArray() {
        boolean[] copy = new boolean[bytes.memory().javaLength()];
        copyTo(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * The same memory as a buffer, a byte an element; it stays usable after close. To show a larger array, take a slice at a time.
     *
     * @throws IllegalStateException if the array has more than one buffer shows: up to 1 GiB always fits
     */
    public ByteBuffer buffer() {
        return bytes.buffer();
    }

    /** The elements in order, read plain while the stream runs; it can be made parallel. */
    public Stream<Boolean> stream() {
        return LongStream.range(0, length()).mapToObj(this::get);
    }

    @Override
    public SharedBooleanArray slice(long from, long to) {
        return new SharedBooleanArray(bytes.slice(from, to));
    }

    @Override
    public void close() {
        bytes.close();
    }

    /** What is sent in the array's place. */
    @Override
    public Object writeReplace() {
        return bytes.writeReplace();
    }

    @Override
    public String toString() {
        return bytes.memory().text("SharedBooleanArray", (text, index) -> text.append(get(index)));
    }
}
