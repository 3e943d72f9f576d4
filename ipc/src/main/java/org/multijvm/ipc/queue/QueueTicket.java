package org.multijvm.ipc.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.multijvm.ipc.held.Flight;
import org.multijvm.ipc.held.FlyingTicket;

/**
 * A queue on its way.
 *
 * @param flight what keeps it there until it arrives
 */
record QueueTicket(Flight flight) implements FlyingTicket {
    @Override
    public int kind() {
        return QueueFile.KIND;
    }

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
