package org.multijvm.server;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client that has sent a datagram. There is no connection that could be cut: its handler is only interrupted. */
final class DatagramGuest implements Guest {
    private final Datagram datagram;
    private final DatagramHandler handler;
    private final AtomicReference<@Nullable Cut> cut = new AtomicReference<>();

    DatagramGuest(Datagram datagram, DatagramHandler handler) {
        this.datagram = datagram;
        this.handler = handler;
    }

    @Override
    public void serve() throws Exception {
        handler.handle(datagram);
    }

    @Override
    public void cut(Cut why) {
        cut.compareAndSet(null, why);
    }

    @Override
    public @Nullable Cut cutFor() {
        return cut.get();
    }

    @Override
    public long waitingNanos(long now) {
        return 0;
    }

    @Override
    public void leave() {
        // it waits for nobody
    }

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public void close() {
        // it holds nothing
    }

    @Override
    public String name() {
        return String.valueOf(datagram.sender());
    }
}
