package org.multijvm.ipc.memory;

import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A {@link SharedArray} of records whose components are primitive; Python's {@code Array} of a {@code ctypes.Structure}.
 *
 * <p>The records lie in memory as C lays out a struct of the same fields. A record is read and written as a whole, plain, and
 * not in one step: a process that reads while another writes may see components of both, unless a lock says whose turn it is
 * ({@code org.multijvm.ipc.sync.Locked}). In a modular program the record's package must be open to {@code org.multijvm.ipc}. Each method
 * that takes an index throws {@link IndexOutOfBoundsException} outside of the array and {@link IllegalStateException} after {@link #close}.
 *
 * @param <R> the record class
 */
public final class SharedStructArray<R extends Record> implements SharedArray {
    private static final long serialVersionUID = 1;

    private final transient StructLayout<R> layout;
    private final transient SharedByteArray bytes;

    SharedStructArray(StructLayout<R> layout, SharedByteArray bytes) {
        this.layout = layout;
        this.bytes = bytes;
    }

    static <R extends Record> SharedStructArray<R> create(StructLayout<R> layout, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative: length=" + length);
        }
        if (length > Long.MAX_VALUE / layout.bytes()) {
            throw new IllegalArgumentException(
                    "no file can be so long: length=" + length + ", bytes each=" + layout.bytes());
        }
        return new SharedStructArray<>(layout, SharedArray.bytes(length * layout.bytes()));
    }

    /** The record class. */
    public Class<R> type() {
        return layout.type();
    }

    /** How many bytes an element takes, with the gap behind it. */
    public int elementBytes() {
        return layout.bytes();
    }

    /** The bytes that the records lie in. */
    public SharedByteArray storage() {
        return bytes;
    }

    @Override
    public long length() {
        return bytes.length() / layout.bytes();
    }

    /** Reads a record, plain. */
    public R get(long index) {
        long at = at(index);
        return layout.read(bytes.memory().piece(at), bytes.memory().at(at));
    }

    /** Writes a record, plain. */
    public void set(long index, R element) {
        long at = at(index);
        layout.write(bytes.memory().piece(at), bytes.memory().at(at), element);
    }

    /** The records in order, read while the stream runs; it can be made parallel. */
    public Stream<R> stream() {
        return LongStream.range(0, length()).mapToObj(this::get);
    }

    @Override
    public SharedStructArray<R> slice(long from, long to) {
        if (from < 0 || to < from || to > length()) {
            throw new IndexOutOfBoundsException(
                    "no such elements: from=" + from + ", to=" + to + ", length=" + length());
        }
        return new SharedStructArray<>(layout, bytes.slice(from * layout.bytes(), to * layout.bytes()));
    }

    @Override
    public void close() {
        bytes.close();
    }

    /** What is sent in the array's place. */
    @Override
    public Object writeReplace() {
        bytes.length();
        return new StructTicket<>(layout.type(), bytes);
    }

    @Override
    public String toString() {
        return "SharedStructArray(" + layout.type().getSimpleName() + ", " + bytes + ")";
    }

    private long at(long index) {
        if (index < 0 || index >= length()) {
            throw new IndexOutOfBoundsException("no such element: index=" + index + ", length=" + length());
        }
        return index * layout.bytes();
    }
}
