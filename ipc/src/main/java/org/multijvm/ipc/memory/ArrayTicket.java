package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;
import org.multijvm.ipc.file.ElementKind;
import org.multijvm.ipc.file.SharedFile;

/**
 * A shared array on its way: its file's name, and which of its elements it is.
 *
 * @param file the absolute path
 * @param from the first element
 * @param length how many there are
 * @param place where the small array begins in the file of which it is all or a part, or {@link #WHOLE_FILE}
 */
record ArrayTicket(String file, long from, long length, long place) implements Ticket {
    /** The file has no arrays but this. */
    static final long WHOLE_FILE = -1;

    /** Of an array that has a file of its own. */
    ArrayTicket(String file, long from, long length) {
        this(file, from, length, WHOLE_FILE);
    }

    /**
     * The array that was sent.
     *
     * @throws UncheckedIOException if its file is gone
     */
    @Override
    public Object readResolve() {
        SharedFile attached = SharedFile.attach(file);
        return arrayOf(attached.kind(), ArrayMemory.attached(attached, from, length, place));
    }

    /** The array of this kind that has this memory. */
    static SharedArray arrayOf(ElementKind kind, ArrayMemory memory) {
        switch (kind) {
            case BOOLEANS:
                return new SharedBooleanArray(memory);
            case BYTES:
                return new SharedByteArray(memory);
            case SHORTS:
                return new SharedShortArray(memory);
            case CHARS:
                return new SharedCharArray(memory);
            case INTS:
                return new SharedIntArray(memory);
            case LONGS:
                return new SharedLongArray(memory);
            case FLOATS:
                return new SharedFloatArray(memory);
            case DOUBLES:
                return new SharedDoubleArray(memory);
            default:
                throw new IllegalStateException("not a kind of arrays: kind=" + kind + ", array=" + memory.ticket());
        }
    }
}
