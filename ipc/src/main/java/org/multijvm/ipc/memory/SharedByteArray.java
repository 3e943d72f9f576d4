package org.multijvm.ipc.memory;

import java.nio.ByteBuffer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.multijvm.ipc.file.SharedFile;

/**
 * A {@link SharedArray} of bytes. Each method that takes an index throws {@link IndexOutOfBoundsException} outside of the
 * array and {@link IllegalStateException} after {@link #close}. The volatile and atomic forms work on the int that holds the element and
 * its three neighbours: updates of them at once slow each other down, and lose nothing.
 */
public final class SharedByteArray implements SharedArray {
    private static final long serialVersionUID = 1;
    private static final int SHIFT = SharedFile.PIECE_SHIFT;
    private static final int MASK = (1 << SHIFT) - 1;
    private static final ByteBuffer NONE = ByteBuffer.allocateDirect(0);

    private final transient ArrayMemory memory;
    private final transient long offset;
    private final transient ByteBuffer[] views;

    /** The elements of the first piece, for most arrays all; none after close, so that the short way needs one check. */
    private transient ByteBuffer first;

    private transient int firstLength;

    /** Of all pieces; 0 after close. */
    private transient long length;

    SharedByteArray(ArrayMemory memory) {
        this.memory = memory;
        this.offset = memory.offset();
        this.length = memory.length();
        this.views = memory.pieces();
        this.first = memory.first();
        this.firstLength = first.capacity();
    }

    @Override
    public long length() {
        return memory.length();
    }

    /** Reads an element, plain. */
    public byte get(long index) {
        int at = (int) index;
        if (at == index && at >= 0 && at < firstLength) {
            return first.get(at);
        }
        // the long way, without a call of a method, which the compiler would leave one
        if (index < 0 || index >= length) {
            memory.check(index);
        }
        long slot = offset + index;
        return views[(int) (slot >>> SHIFT)].get((int) slot & MASK);
    }

    /** Writes an element, plain. */
    public void set(long index, byte value) {
        int at = (int) index;
        if (at == index && at >= 0 && at < firstLength) {
            first.put(at, value);
            return;
        }
        if (index < 0 || index >= length) {
            memory.check(index);
        }
        long slot = offset + index;
        views[(int) (slot >>> SHIFT)].put((int) slot & MASK, value);
    }

    /** Reads an element with volatile semantics. */
    public byte getVolatile(long index) {
        return (byte) NarrowCells.BYTES.get(memory.piece(index), memory.at(index));
    }

    /** Writes an element with volatile semantics. */
    public void setVolatile(long index, byte value) {
        getAndSet(index, value);
    }

    /** Writes an element atomically, and returns what was there before. */
    public byte getAndSet(long index, byte value) {
        return (byte) NarrowCells.BYTES.getAndSet(memory.piece(index), memory.at(index), value);
    }

    /** Adds atomically, and returns what was there before; overflows as bytes do. */
    public byte getAndAdd(long index, int delta) {
        return (byte) NarrowCells.BYTES.getAndAdd(memory.piece(index), memory.at(index), delta);
    }

    /** Adds atomically, and returns the sum; overflows as bytes do. */
    public byte addAndGet(long index, int delta) {
        return (byte) (getAndAdd(index, delta) + delta);
    }

    /** Writes a new value if the element has the expected one; true if it did. */
    public boolean compareAndSet(long index, byte expected, byte value) {
        return NarrowCells.BYTES.compareAndSet(memory.piece(index), memory.at(index), expected, value);
    }

    /** Applies a function, and returns what was there before; the function may be called again when others write at once. */
    public byte getAndUpdate(long index, IntUnaryOperator update) {
        while (true) {
            byte before = getVolatile(index);
            if (compareAndSet(index, before, (byte) update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** Applies a function, and returns its result; the function may be called again when others write at once. */
    public byte updateAndGet(long index, IntUnaryOperator update) {
        while (true) {
            byte before = getVolatile(index);
            byte after = (byte) update.applyAsInt(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Writes one value to all elements, plain. */
    public void fill(byte value) {
        fill(0, length(), value);
    }

    /** Writes one value to the elements from one to before another, plain. */
    public void fill(long from, long to, byte value) {
        memory.checkRange(from, to - from);
        for (long i = from; i < to; ) {
            ByteBuffer view = view(i);
            int begin = memory.slot(i);
            int end = begin + memory.together(i, to - i);
            for (int slot = begin; slot < end; slot++) {
                view.put(slot, value);
            }
            i += end - begin;
        }
    }

    /** Copies {@code count} elements from {@code from} on to a Java array from {@code at} on. */
    public void copyTo(long from, byte[] target, int at, int count) {
        memory.checkRange(from, count, at, target.length);
        for (int done = 0; done < count; ) {
            int some = memory.together(from + done, count - done);
            view(from + done).get(memory.slot(from + done), target, at + done, some);
            done += some;
        }
    }

    /** Copies {@code count} elements of a Java array from {@code at} on to here, from {@code to} on. */
    public void copyFrom(long to, byte[] source, int at, int count) {
        memory.checkRange(to, count, at, source.length);
        for (int done = 0; done < count; ) {
            int some = memory.together(to + done, count - done);
            view(to + done).put(memory.slot(to + done), source, at + done, some);
            done += some;
        }
    }

    /**
     * All elements as a Java array.
     *
     * @throws IllegalStateException if they are more than a Java array holds
     */
    public byte[] toArray() {
        byte[] copy = new byte[memory.javaLength()];
        copyTo(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * The same memory as a buffer; it stays usable after close. To show a larger array, take a slice at a time.
     *
     * @throws IllegalStateException if the array has more than one buffer shows: up to 1 GiB always fits
     */
    public ByteBuffer buffer() {
        return memory.buffer();
    }

    /** The elements in order, read plain while the stream runs; it can be made parallel. */
    public IntStream stream() {
        return LongStream.range(0, length()).mapToInt(this::get);
    }

    @Override
    public SharedByteArray slice(long from, long to) {
        return new SharedByteArray(memory.slice(from, to));
    }

    @Override
    public void close() {
        memory.close();
        length = 0;
        firstLength = 0;
        first = NONE;
    }

    /** What is sent in the array's place. */
    @Override
    public Object writeReplace() {
        return memory.ticket();
    }

    @Override
    public String toString() {
        return memory.text("SharedByteArray", (text, index) -> text.append(get(index)));
    }

    ArrayMemory memory() {
        return memory;
    }

    /** Of the piece that the element lies in. */
    private ByteBuffer view(long index) {
        return views[memory.pieceNumber(index)];
    }
}
