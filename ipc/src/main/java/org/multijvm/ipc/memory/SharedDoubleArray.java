package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.multijvm.ipc.file.SharedFile;

/**
 * A {@link SharedArray} of doubles. Each method that takes an index throws {@link IndexOutOfBoundsException} outside of the array
 * and {@link IllegalStateException} after {@link #close}.
 */
public final class SharedDoubleArray implements SharedArray {
    private static final long serialVersionUID = 1;
    private static final int SHIFT = SharedFile.PIECE_SHIFT - 3;
    private static final int MASK = (1 << SHIFT) - 1;
    private static final VarHandle CELLS =
            MethodHandles.byteBufferViewVarHandle(double[].class, ByteOrder.nativeOrder());
    private static final DoubleBuffer NONE =
            ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder()).asDoubleBuffer();

    private final transient ArrayMemory memory;
    private final transient ByteBuffer[] pieces;
    private final transient long offset;
    private final transient DoubleBuffer[] views;

    /** The elements of the first piece, for most arrays all; none after close, so that the short way needs one check. */
    private transient DoubleBuffer first;

    private transient int firstLength;

    /** Of all pieces; 0 after close. */
    private transient long length;

    SharedDoubleArray(ArrayMemory memory) {
        this.memory = memory;
        this.pieces = memory.pieces();
        this.offset = memory.offset();
        this.length = memory.length();
        this.views = new DoubleBuffer[memory.pieces().length];
        for (int i = 0; i < views.length; i++) {
            views[i] = memory.pieces()[i].asDoubleBuffer();
        }
        this.first = memory.first().asDoubleBuffer();
        this.firstLength = first.capacity();
    }

    @Override
    public long length() {
        return memory.length();
    }

    /** Reads an element, plain. */
    public double get(long index) {
        int at = (int) index;
        if (at == index && at >= 0 && at < firstLength) {
            return first.get(at);
        }
        // the long way, without a call of a method, which the compiler would leave one
        if (index < 0 || index >= length) {
            memory.check(index);
        }
        long slot = offset + index;
        return (double)
                CELLS.get(pieces[(int) (slot >>> SHIFT)], ((int) slot & MASK) << SharedFile.PIECE_SHIFT - SHIFT);
    }

    /** Writes an element, plain. */
    public void set(long index, double value) {
        int at = (int) index;
        if (at == index && at >= 0 && at < firstLength) {
            first.put(at, value);
            return;
        }
        if (index < 0 || index >= length) {
            memory.check(index);
        }
        long slot = offset + index;
        CELLS.set(pieces[(int) (slot >>> SHIFT)], ((int) slot & MASK) << SharedFile.PIECE_SHIFT - SHIFT, value);
    }

    /** Reads an element with volatile semantics. */
    public double getVolatile(long index) {
        return (double) CELLS.getVolatile(memory.piece(index), memory.at(index));
    }

    /** Writes an element with volatile semantics. */
    public void setVolatile(long index, double value) {
        CELLS.setVolatile(memory.piece(index), memory.at(index), value);
    }

    /** Writes an element atomically, and returns what was there before. */
    public double getAndSet(long index, double value) {
        return (double) CELLS.getAndSet(memory.piece(index), memory.at(index), value);
    }

    /** Adds atomically, and returns what was there before. */
    public double getAndAdd(long index, double delta) {
        while (true) {
            double before = getVolatile(index);
            if (compareAndSet(index, before, before + delta)) {
                return before;
            }
        }
    }

    /** Adds atomically, and returns the sum. */
    public double addAndGet(long index, double delta) {
        return getAndAdd(index, delta) + delta;
    }

    /** Writes a new value if the element has the expected one, bit for bit; true if it did. */
    public boolean compareAndSet(long index, double expected, double value) {
        return CELLS.compareAndSet(memory.piece(index), memory.at(index), expected, value);
    }

    /** Applies a function, and returns what was there before; the function may be called again when others write at once. */
    public double getAndUpdate(long index, DoubleUnaryOperator update) {
        while (true) {
            double before = getVolatile(index);
            if (compareAndSet(index, before, update.applyAsDouble(before))) {
                return before;
            }
        }
    }

    /** Applies a function, and returns its result; the function may be called again when others write at once. */
    public double updateAndGet(long index, DoubleUnaryOperator update) {
        while (true) {
            double before = getVolatile(index);
            double after = update.applyAsDouble(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Writes one value to all elements, plain. */
    public void fill(double value) {
        fill(0, length(), value);
    }

    /** Writes one value to the elements from one to before another, plain. */
    public void fill(long from, long to, double value) {
        memory.checkRange(from, to - from);
        for (long i = from; i < to; ) {
            DoubleBuffer view = view(i);
            int begin = memory.slot(i);
            int end = begin + memory.together(i, to - i);
            for (int slot = begin; slot < end; slot++) {
                view.put(slot, value);
            }
            i += end - begin;
        }
    }

    /** Copies {@code count} elements from {@code from} on to a Java array from {@code at} on. */
    public void copyTo(long from, double[] target, int at, int count) {
        memory.checkRange(from, count, at, target.length);
        for (int done = 0; done < count; ) {
            int some = memory.together(from + done, count - done);
            view(from + done).get(memory.slot(from + done), target, at + done, some);
            done += some;
        }
    }

    /** Copies {@code count} elements of a Java array from {@code at} on to here, from {@code to} on. */
    public void copyFrom(long to, double[] source, int at, int count) {
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
    public double[] toArray() {
        double[] copy = new double[memory.javaLength()];
        copyTo(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * The same memory as a buffer; it stays usable after close. To show a larger array, take a slice at a time.
     *
     * @throws IllegalStateException if the array has more than one buffer shows: up to 1 GiB always fits
     */
    public DoubleBuffer buffer() {
        return memory.buffer().asDoubleBuffer();
    }

    /** The elements in order, read plain while the stream runs; it can be made parallel. */
    public DoubleStream stream() {
        return LongStream.range(0, length()).mapToDouble(this::get);
    }

    @Override
    public SharedDoubleArray slice(long from, long to) {
        return new SharedDoubleArray(memory.slice(from, to));
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
        return memory.text("SharedDoubleArray", (text, index) -> text.append(get(index)));
    }

    /** Of the piece that the element lies in. */
    private DoubleBuffer view(long index) {
        return views[memory.pieceNumber(index)];
    }
}
