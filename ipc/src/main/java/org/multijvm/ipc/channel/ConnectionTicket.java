package org.multijvm.ipc.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.multijvm.ipc.held.Flight;
import org.multijvm.ipc.held.FlyingTicket;
import org.multijvm.ipc.held.HeldFile;

/**
 * An end of a pipe on its way.
 *
 * @param flight what keeps it open until it arrives
 */
record ConnectionTicket(Flight flight) implements FlyingTicket {
    @Override
    public int kind() {
        return PipeFile.KIND;
    }

    /**
     * The end that was sent.
     *
     * @throws UncheckedIOException if the pipe is gone, or the end was closed by all who held it before this one arrived
     */
    @Override
    public Object readResolve() {
        try {
            return new PipeConnection(HeldFile.attach(flight.file(), PipeFile.KIND), flight.side(), flight);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot attach to a pipe: " + e.getMessage(), e);
        }
    }
}
