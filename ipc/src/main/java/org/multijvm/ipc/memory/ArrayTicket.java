package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;

/**
 * A shared array on its way: its file's name, and which of its elements it is.
 *
 * @param file the absolute path
 * @param from the first element
 * @param length how many there are
 */
record ArrayTicket(String file, long from, long length) implements Ticket {
    /**
     * The array that was sent.
     *
     * @throws UncheckedIOException if its file is gone
     */
    @Override
    public Object readResolve() {
        SharedFile attached = SharedFile.attach(file);
        ArrayMemory memory = ArrayMemory.attached(attached, from, length);
        switch (attached.kind()) {
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
                throw new IllegalStateException("not a file of an array: file=" + file + ", kind=" + attached.kind());
        }
    }
}
