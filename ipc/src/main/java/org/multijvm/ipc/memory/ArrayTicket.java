package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;

/**
 * A shared array on its way: its file's name.
 *
 * @param file the absolute path
 */
record ArrayTicket(String file) implements Ticket {
    /**
     * The array that was sent.
     *
     * @throws UncheckedIOException if its file is gone
     */
    @Override
    public Object readResolve() {
        SharedFile attached = SharedFile.attach(file);
        ArrayMemory memory = ArrayMemory.attached(attached);
        switch (attached.kind()) {
            case INTS:
                return new SharedIntArray(memory);
            case LONGS:
                return new SharedLongArray(memory);
            case DOUBLES:
                return new SharedDoubleArray(memory);
            default:
                throw new IllegalStateException("not a file of an array: file=" + file + ", kind=" + attached.kind());
        }
    }
}
