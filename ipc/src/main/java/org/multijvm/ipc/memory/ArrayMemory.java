package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.Collected;
import org.multijvm.ipc.file.ElementKind;
import org.multijvm.ipc.file.SharedFile;

/** What the shared arrays of all types have in common: the file, the part of it that is the array, bounds and the handle's end. */
final class ArrayMemory {
    private static final int SHOWN = 16;

    private final SharedFile file;
    private final boolean creator;
    private final int shift;
    private final long offset;
    private final long length;
    /** For the creator of a small array: what it frees. */
    private final ArrayPage.@Nullable Place place;

    private final Cleaner.@Nullable Cleanable cleanable;

    /** What this is a part of, which must not be given back before it. */
    private @Nullable ArrayMemory whole;

    /** Where in the file the small array begins of which this is all or a part, in elements. */
    private final long placeAt;

    private volatile boolean closed;

    private ArrayMemory(
            SharedFile file, boolean creator, long offset, long length, ArrayPage.@Nullable Place place, long placeAt) {
        this.place = place;
        this.placeAt = placeAt;
        this.cleanable = place == null ? null : Collected.when(this, place::freeIfOurs);
        this.file = file;
        this.creator = creator;
        this.shift = Integer.numberOfTrailingZeros(file.kind().bytes());
        this.offset = offset;
        this.length = length;
    }

    /**
     * Zeros for a new array: a small one shares a file with others, a large one has its own.
     *
     * @throws IllegalArgumentException if the length is negative
     * @throws UncheckedIOException if there is no space
     */
    static ArrayMemory create(ElementKind kind, long length) {
        int shift = Integer.numberOfTrailingZeros(kind.bytes());
        if (length >= 0 && length <= ArrayPage.LARGEST >> shift) {
            ArrayPage.Place place = ArrayPage.newPlace(kind, (int) length << shift);
            return new ArrayMemory(place.file(), true, place.at() >> shift, length, place, place.at() >> shift);
        }
        return new ArrayMemory(SharedFile.create("array", kind, length), true, 0, length, null, ArrayTicket.WHOLE_FILE);
    }

    /** So many elements of a file that is there, from one on. */
    static ArrayMemory attached(SharedFile file, long offset, long length, long placeAt) {
        if (placeAt != ArrayTicket.WHOLE_FILE
                && !ArrayPage.isLive(file, placeAt * file.kind().bytes())) {
            throw new UncheckedIOException(
                    "the shared memory is gone: its creator has closed it: file=" + file.name(),
                    new NoSuchFileException(file.name(), null, "element " + placeAt));
        }
        if (offset < 0 || length < 0 || offset > file.length() - length) {
            throw new IllegalStateException("the file has no such elements: file=" + file.name() + ", from=" + offset
                    + ", count=" + length + ", length=" + file.length());
        }
        return new ArrayMemory(file, false, offset, length, null, placeAt);
    }

    /** The elements from one to before another as an array, which ends by itself and leaves the file alone. */
    ArrayMemory slice(long from, long to) {
        checkRange(from, to - from);
        ArrayMemory part = new ArrayMemory(file, false, offset + from, to - from, null, placeAt);
        part.whole = this;
        return part;
    }

    long length() {
        check();
        return length;
    }

    /** Where in the file the array begins, in elements. */
    long offset() {
        return offset;
    }

    /** The memory, from the handle's beginning to its end the same; after close it is up to the caller to let go of it. */
    ByteBuffer[] pieces() {
        return file.pieces();
    }

    /** The elements from the first on as far as one piece has them: for most arrays all. */
    ByteBuffer first() {
        if (length == 0) {
            return file.pieces()[0].slice(0, 0).order(ByteOrder.nativeOrder());
        }
        ByteBuffer piece = file.pieces()[(int) (offset >>> (SharedFile.PIECE_SHIFT - shift))];
        int bytes = (int) Math.min(length << shift, (long) piece.capacity() - at(0));
        return piece.slice(at(0), bytes).order(ByteOrder.nativeOrder());
    }

    /** The piece that the element lies in. */
    ByteBuffer piece(long index) {
        return file.pieces()[pieceNumber(index)];
    }

    /** Which of the pieces the element lies in; sees that it is an element, and the handle not closed. */
    int pieceNumber(long index) {
        check(index);
        return (int) ((offset + index) >>> (SharedFile.PIECE_SHIFT - shift));
    }

    /** Where in its piece the element lies, in bytes. */
    int at(long index) {
        return ((int) (offset + index) << shift) & ((1 << SharedFile.PIECE_SHIFT) - 1);
    }

    /** Where in its piece the element lies, in elements. */
    int slot(long index) {
        return at(index) >> shift;
    }

    /** How many of {@code count} elements from this one on begin in the same piece. */
    int together(long index, long count) {
        return (int) Math.min(count, (1 << (SharedFile.PIECE_SHIFT - shift)) - slot(index));
    }

    void check() {
        if (closed) {
            throw new IllegalStateException("the array is closed: file=" + file.name());
        }
    }

    void check(long index) {
        check();
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException("no such element: index=" + index + ", length=" + length);
        }
    }

    /** Sees that {@code count} elements from {@code from} on are here. */
    void checkRange(long from, long count) {
        check();
        if (from < 0 || count < 0 || from > length - count) {
            throw new IndexOutOfBoundsException(
                    "no such elements: from=" + from + ", count=" + count + ", length=" + length);
        }
    }

    /** Sees that {@code count} elements from {@code from} on are here, and in the Java array of {@code size} from {@code at} on. */
    void checkRange(long from, long count, int at, int size) {
        checkRange(from, count);
        if (at < 0 || at > size - count) {
            throw new IndexOutOfBoundsException(
                    "the Java array does not reach so far: at=" + at + ", count=" + count + ", length=" + size);
        }
    }

    /** How many elements a Java array of all of them has. */
    int javaLength() {
        if (length() > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("more elements than a Java array holds: length=" + length);
        }
        return (int) length;
    }

    /** All elements in one buffer. */
    ByteBuffer buffer() {
        check();
        ByteBuffer all = first();
        if (all.capacity() < length << shift) {
            throw new IllegalStateException("more than one buffer shows: take a slice of at most 1 GiB: length="
                    + length + ", bytes each=" + file.kind().bytes());
        }
        return all;
    }

    /** Ends this handle; the creator's removes the file. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            if (place != null) {
                place.free();
                if (cleanable != null) {
                    cleanable.clean();
                }
            } else if (creator) {
                file.unlink();
            }
        }
    }

    ArrayTicket ticket() {
        check();
        for (ArrayMemory known = this; known != null; known = known.whole) {
            if (known.place != null) {
                known.place.travels();
            }
        }
        ArrayTicket ticket = new ArrayTicket(file.name(), offset, length, placeAt);
        file.travelsAs(ticket);
        return ticket;
    }

    String text(String name, ElementText elements) {
        return closed ? name + "(closed)" : text(name, length, elements);
    }

    static String text(String name, long length, ElementText elements) {
        StringBuilder text = new StringBuilder(name).append('[');
        for (long i = 0; i < Math.min(SHOWN, length); i++) {
            elements.append(i == 0 ? text : text.append(", "), i);
        }
        return length <= SHOWN
                ? text.append(']').toString()
                : text.append(", ... length=").append(length).append(']').toString();
    }

    /** Writes one element as text. */
    interface ElementText {
        void append(StringBuilder text, long index);
    }
}
