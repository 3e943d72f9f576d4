package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;

/**
 * A shareable list on its way.
 *
 * @param memory what it is in
 */
record ListTicket(SharedMemory memory) implements Ticket {
    /**
     * The list that was sent.
     *
     * @throws UncheckedIOException if it was unlinked
     */
    @Override
    public Object readResolve() {
        return ShareableList.attached(memory);
    }
}
