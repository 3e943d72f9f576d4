package org.multijvm.ipc.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;
import org.multijvm.ipc.channel.Flight;

/**
 * A queue on its way.
 *
 * @param flight what keeps it there until it arrives
 */
record QueueTicket(Flight flight) implements Ticket {
    /**
     * The queue that was sent.
     *
     * @throws UncheckedIOException if it is gone
     */
    @Override
    public Object readResolve() {
        try {
            return new SimpleQueue<>(QueueFile.attach(flight.file()), flight);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot attach to a queue: " + e.getMessage(), e);
        }
    }
}
