package org.multijvm.ipc.channel;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The channels of the JDK among the things that one wait is for: they are ready when they can be read or accepted from without
 * waiting. A channel in blocking mode is not so for the time of the wait. Confined to one thread, but for {@link #wake}.
 */
final class ChannelSelection implements AutoCloseable {
    private final Selector selector;
    private final List<SelectableChannel> blocking = new ArrayList<>();

    ChannelSelection() throws IOException {
        this.selector = Selector.open();
    }

    /**
     * Begins to wait for a channel.
     *
     * @throws IllegalArgumentException if it can never be read or accepted from
     * @throws IOException if it is closed
     */
    void add(SelectableChannel channel) throws IOException {
        int operations = channel.validOps() & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
        if (operations == 0) {
            throw new IllegalArgumentException("the channel can only be written to: channel=" + channel);
        }
        if (channel.isBlocking()) {
            channel.configureBlocking(false);
            blocking.add(channel);
        }
        channel.register(selector, operations);
    }

    /** Finds out which are ready, and waits for one at most so long; an interrupt or a {@link #wake} ends the wait. */
    void select(long nanos) throws IOException {
        selector.selectedKeys().clear();
        if (nanos <= 0) {
            selector.selectNow();
        } else {
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        }
    }

    boolean isReady(SelectableChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        return key != null && selector.selectedKeys().contains(key);
    }

    /** Ends a wait of another thread. */
    void wake() {
        selector.wakeup();
    }

    /** The channels are as they were, but for those that somebody has closed meanwhile. */
    @Override
    public void close() throws IOException {
        selector.close();
        for (SelectableChannel channel : blocking) {
            if (channel.isOpen()) {
                channel.configureBlocking(true);
            }
        }
    }
}
