package org.multijvm.ipc.socket;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a channel can be read, or written. It sleeps in a selector of its own, made with the first wait, so that an interrupt ends the sleep and does not close the channel. One
 * thread at a time waits; any thread may close it, which ends the wait.
 */
final class ChannelWait {
    private final SocketChannel channel;
    private final int operation;
    private volatile @Nullable Selector selector;
    private volatile boolean closed;

    private ChannelWait(SocketChannel channel, int operation) {
        this.channel = channel;
        this.operation = operation;
    }

    static ChannelWait forReading(SocketChannel channel) {
        return new ChannelWait(channel, SelectionKey.OP_READ);
    }

    static ChannelWait forWriting(SocketChannel channel) {
        return new ChannelWait(channel, SelectionKey.OP_WRITE);
    }

    /** Waits at most so long; may return early. The caller looks whether it is closed. */
    void await(long nanos) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for the other side of a socket");
        }
        try {
            Selector current = selector();
            // in whole milliseconds, never 0, which is for ever
            current.select(Math.max(1, Math.min(TimeUnit.NANOSECONDS.toMillis(nanos), Integer.MAX_VALUE)));
            current.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            // closed meanwhile
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for the other side of a socket");
        }
    }

    private Selector selector() throws IOException {
        Selector current = selector;
        if (current == null) {
            current = Selector.open();
            try {
                channel.register(current, operation);
            } catch (IOException | RuntimeException e) {
                current.close();
                throw e;
            }
            selector = current;
            if (closed) {
                current.close();
            }
        }
        return current;
    }

    void close() {
        closed = true;
        Selector current = selector;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // it is closed all the same
            }
        }
    }
}
