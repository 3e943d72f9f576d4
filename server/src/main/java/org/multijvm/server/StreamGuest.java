package org.multijvm.server;

import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client with a connection. */
final class StreamGuest implements Guest {
    /** Who has sent nothing for that long is at no request; one who has just been answered may be about to send the next. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ClientLine line;
    private final ClientHandler handler;
    private final SocketAddress remote;
    private final SocketAddress local;

    StreamGuest(SocketChannel channel, ClientHandler handler, SocketAddress remote, SocketAddress local) {
        this.line = new ClientLine(channel, String.valueOf(remote));
        this.handler = handler;
        this.remote = remote;
        this.local = local;
    }

    @Override
    public void serve() throws Exception {
        handler.handle(new ServedClient(line, remote, local));
    }

    @Override
    public void cut(Cut why) {
        line.cut(why);
    }

    @Override
    public @Nullable Cut cutFor() {
        return line.cutFor();
    }

    @Override
    public long waitingNanos(long now) {
        return line.waitingNanos(now);
    }

    @Override
    public void leave() {
        line.leave(QUIET_NANOS);
    }

    @Override
    public boolean isGone() {
        return line.isGone();
    }

    @Override
    public void close() {
        line.close();
    }

    @Override
    public String name() {
        return line.name();
    }
}
