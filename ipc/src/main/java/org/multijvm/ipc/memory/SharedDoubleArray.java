package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * A {@link SharedArray} of doubles. Each method that takes an index throws {@link IndexOutOfBoundsException} outside of the array
 * and {@link IllegalStateException} after {@link #close}.
 */
public final class SharedDoubleArray implements SharedArray {
    private static final long serialVersionUID = 1;
    private static final VarHandle CELLS =
            MethodHandles.byteBufferViewVarHandle(double[].class, ByteOrder.nativeOrder());
    private static final int SHIFT = SharedFile.PIECE_SHIFT - 3;
    private static final int MASK = (1 << SHIFT) - 1;
    private static final DoubleBuffer NONE =
            ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder()).asDoubleBuffer();

    private final transient ArrayMemory memory;
    private final transient DoubleBuffer[] views;

    /** The first piece, which for most arrays is all, and its size; nothing after close, so that the short way needs one check. */
    private transient DoubleBuffer first;

    private transient int firstLength;

    SharedDoubleArray(ArrayMemory memory) {
        this.memory = memory;
        this.views = new DoubleBuffer[memory.pieces().length];
        for (int i = 0; i < views.length; i++) {
            views[i] = memory.pieces()[i].asDoubleBuffer();
        }
        this.first = views[0];
        this.firstLength = first.limit();
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
        return view(index).get(at & MASK);
    }

    /** Writes an element, plain. */
    public void set(long index, double value) {
        int at = (int) index;
        if (at == index && at >= 0 && at < firstLength) {
            first.put(at, value);
        } else {
            view(index).put(at & MASK, value);
        }
    }

    /** Reads an element with volatile semantics. */
    public double getVolatile(long index) {
        return (double) CELLS.getVolatile(memory.piece(index), memory.at(index));
    }

    /** Writes an element with volatile semantics. */
    public void setVolatile(long index, double value) {
        CELLS.setVolatile(memory.piece(index), memory.at(index), value);
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

    /** Writes a new value if the element has the expected one, bit for bit; true if it did. */
    public boolean compareAndSet(long index, double expected, double value) {
        return CELLS.compareAndSet(memory.piece(index), memory.at(index), expected, value);
    }

    /** Writes one value to all elements, plain. */
    public void fill(double value) {
        memory.check();
        for (DoubleBuffer view : views) {
            for (int i = 0, length = view.limit(); i < length; i++) {
                view.put(i, value);
            }
        }
    }

    /** Copies {@code count} elements from {@code from} on to a Java array from {@code at} on. */
    public void copyTo(long from, double[] target, int at, int count) {
        memory.checkRange(from, count, at, target.length);
        for (int done = 0; done < count; ) {
            int begin = (int) (from + done) & MASK;
            int some = Math.min(count - done, MASK + 1 - begin);
            view(from + done).get(begin, target, at + done, some);
            done += some;
        }
    }

    /** Copies {@code count} elements of a Java array from {@code at} on to here, from {@code to} on. */
    public void copyFrom(long to, double[] source, int at, int count) {
        memory.checkRange(to, count, at, source.length);
        for (int done = 0; done < count; ) {
            int begin = (int) (to + done) & MASK;
            int some = Math.min(count - done, MASK + 1 - begin);
            view(to + done).put(begin, source, at + done, some);
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
     * The same memory as a buffer; it stays usable after close.
     *
     * @throws IllegalStateException if the array has more than 1 GiB
     */
    public DoubleBuffer buffer() {
        return memory.onlyPiece().duplicate().order(ByteOrder.nativeOrder()).asDoubleBuffer();
    }

    /** The elements in order, read while the stream runs; it can be made parallel. */
    public DoubleStream stream() {
        return LongStream.range(0, length()).mapToDouble(this::get);
    }

    @Override
    public void close() {
        memory.close();
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

    /** The long way: any piece, and the errors. */
    private DoubleBuffer view(long index) {
        memory.check(index);
        return views[(int) (index >>> SHIFT)];
    }
}
