package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.Ticket;

/**
 * A shared barrier on its way.
 *
 * @param file the file of its cell
 * @param cell the cell's number
 * @param action what the last party to arrive runs; each JVM has its own copy
 */
record BarrierTicket(String file, int cell, @Nullable SerializableRunnable action) implements Ticket {
    /**
     * The barrier that was sent.
     *
     * @throws UncheckedIOException if its memory is gone
     */
    @Override
    public Object readResolve() {
        return new CellBarrier(BarrierCore.attach(file, cell), action, false);
    }
}
