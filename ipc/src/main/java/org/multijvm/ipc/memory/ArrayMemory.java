package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** What the shared arrays of all types have in common: the file, the length, bounds and the handle's end. */
final class ArrayMemory {
    private static final int SHOWN = 16;

    private final SharedFile file;
    private final boolean creator;
    private final int shift;
    private volatile boolean closed;

    private ArrayMemory(SharedFile file, boolean creator) {
        this.file = file;
        this.creator = creator;
        this.shift = Integer.numberOfTrailingZeros(file.kind().bytes());
    }

    /**
     * A file of zeros of its own for a new array.
     *
     * @throws IllegalArgumentException if the length is negative
     * @throws UncheckedIOException if there is no space
     */
    static ArrayMemory create(ElementKind kind, long length) {
        return new ArrayMemory(SharedFile.create("array", kind, length), true);
    }

    static ArrayMemory attached(SharedFile file) {
        return new ArrayMemory(file, false);
    }

    long length() {
        check();
        return file.length();
    }

    /** The memory, from the handle's beginning to its end the same; after close it is up to the caller to let go of it. */
    ByteBuffer[] pieces() {
        return file.pieces();
    }

    /** The piece that the element lies in. */
    ByteBuffer piece(long index) {
        check(index);
        return file.pieces()[(int) (index >>> (SharedFile.PIECE_SHIFT - shift))];
    }

    /** Where in its piece the element lies, in bytes. */
    int at(long index) {
        return ((int) index << shift) & ((1 << SharedFile.PIECE_SHIFT) - 1);
    }

    void check() {
        if (closed) {
            throw new IllegalStateException("the array is closed: file=" + file.name());
        }
    }

    void check(long index) {
        check();
        if (index < 0 || index >= file.length()) {
            throw new IndexOutOfBoundsException("no such element: index=" + index + ", length=" + file.length());
        }
    }

    /** Sees that {@code count} elements from {@code from} on are here, and in the Java array of {@code size} from {@code at} on. */
    void checkRange(long from, long count, int at, int size) {
        check();
        if (from < 0 || count < 0 || from > file.length() - count) {
            throw new IndexOutOfBoundsException(
                    "no such elements: from=" + from + ", count=" + count + ", length=" + file.length());
        }
        if (at < 0 || at > size - count) {
            throw new IndexOutOfBoundsException(
                    "the Java array does not reach so far: at=" + at + ", count=" + count + ", length=" + size);
        }
    }

    /** How many elements a Java array or buffer of all of them has. */
    int javaLength() {
        if (length() > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("more elements than a Java array holds: length=" + length());
        }
        return (int) length();
    }

    /** The one piece, for a view of the whole array. */
    ByteBuffer onlyPiece() {
        check();
        if (file.pieces().length > 1) {
            throw new IllegalStateException("more than the 1 GiB that one buffer shows: length=" + file.length()
                    + ", bytes each=" + file.kind().bytes());
        }
        return file.pieces()[0];
    }

    /** Ends this handle; the creator's removes the file. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            if (creator) {
                file.unlink();
            }
        }
    }

    ArrayTicket ticket() {
        check();
        return new ArrayTicket(file.name());
    }

    String text(String name, ElementText elements) {
        if (closed) {
            return name + "(closed)";
        }
        StringBuilder text = new StringBuilder(name).append('[');
        for (long i = 0; i < Math.min(SHOWN, file.length()); i++) {
            elements.append(i == 0 ? text : text.append(", "), i);
        }
        return file.length() <= SHOWN
                ? text.append(']').toString()
                : text.append(", ... length=" + file.length() + "]").toString();
    }

    /** Writes one element as text. */
    interface ElementText {
        void append(StringBuilder text, long index);
    }
}
