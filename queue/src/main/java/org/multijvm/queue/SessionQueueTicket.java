package org.multijvm.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.multijvm.ipc.held.Flight;
import org.multijvm.ipc.held.FlyingTicket;
import org.multijvm.ipc.held.MessageForm;

/**
 * A queue without a name on its way.
 *
 * @param flight what keeps it there until it arrives
 * @param joinable which of the two kinds it is
 */
record SessionQueueTicket(Flight flight, boolean joinable) implements FlyingTicket {
    @Override
    public int kind() {
        return SessionHome.KIND;
    }

    /**
     * The queue that was sent.
     *
     * @throws UncheckedIOException if it is gone
     */
    @Override
    public Object readResolve() {
        try {
            OpenQueues.Use use = OpenQueues.attach(flight);
            return joinable
                    ? new SharedJoinableQueue<>(use, MessageForm.trusted())
                    : new SharedQueue<>(use, MessageForm.trusted());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot attach to a queue: " + e.getMessage(), e);
        }
    }
}
