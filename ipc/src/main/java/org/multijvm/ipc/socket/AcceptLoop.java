package org.multijvm.ipc.socket;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a {@link Listener}: accepts, and has each client prove its key, all at once. It reads nothing but handshakes of fixed length and decodes nothing. Nothing that a client does ends it.
 */
final class AcceptLoop extends Thread {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int MOST_AT_ONCE = 500;
    private static final int MOST_READY = 1000;
    private static final long TICK_MILLIS = 100;
    private static final long PAUSE_MILLIS = 10;

    private final ServerSocketChannel server;
    private final Address address;
    private final SocketSettings settings;
    private final long limitNanos;
    private final Selector selector;
    private final BlockingQueue<Connection> ready = new LinkedBlockingQueue<>();

    /** Those who are at their handshake, the one that has been for the longest first. */
    private final Set<Guest> guests = new LinkedHashSet<>();

    private volatile boolean closed;

    AcceptLoop(ServerSocketChannel server, Address address, SocketSettings settings, long limitNanos)
            throws IOException {
        super("multijvm-listener");
        setDaemon(true);
        this.server = server;
        this.address = address;
        this.settings = settings;
        this.limitNanos = limitNanos;
        this.selector = Selector.open();
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    private final class Guest {
        private final SocketChannel channel;
        private final Handshake handshake = Handshake.ofListener(settings.key());
        private final long since = System.nanoTime();

        Guest(SocketChannel channel) {
            this.channel = channel;
        }

        String name() {
            try {
                return String.valueOf(channel.getRemoteAddress());
            } catch (IOException gone) {
                return "gone";
            }
        }
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                selector.select(guests.isEmpty() ? 0 : TICK_MILLIS);
                List<SelectionKey> keys = List.copyOf(selector.selectedKeys());
                selector.selectedKeys().clear();
                for (SelectionKey key : keys) {
                    serve(key);
                }
                dropLate();
            } catch (ClosedSelectorException e) {
                break;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // such as no descriptors: others may give some back
                LOG.warn("a listener could not let somebody in, it goes on: address={}", address, e);
                pause();
            }
        }
        end();
    }

    private static void pause() {
        try {
            sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            // nobody interrupts this thread for good
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (!(key.attachment() instanceof Guest guest)) {
            accept();
            return;
        }
        try {
            proceed(guest, key);
        } catch (AuthenticationException e) {
            LOG.warn("a client is not let in: address={}, client={}, reason={}", address, guest.name(), e.getMessage());
            tell(guest);
            drop(guest);
        } catch (IOException | CancelledKeyException gone) {
            drop(guest);
        }
    }

    private void accept() throws IOException {
        if (ready.size() >= MOST_READY) {
            // those who wait are let in when somebody has taken some of these
            pause();
            return;
        }
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        boolean done = false;
        try {
            channel.configureBlocking(false);
            if (address instanceof Address.Tcp) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            Guest guest = new Guest(channel);
            guests.add(guest);
            channel.register(selector, SelectionKey.OP_WRITE, guest);
            done = true;
        } finally {
            if (!done) {
                channel.close();
            }
        }
        if (guests.size() > MOST_AT_ONCE) {
            Guest oldest = guests.iterator().next();
            LOG.warn("a client is not let in, too many try at once: address={}, client={}", address, oldest.name());
            drop(oldest);
        }
    }

    private void proceed(Guest guest, SelectionKey key) throws IOException {
        Handshake handshake = guest.handshake;
        guest.channel.write(handshake.toSend());
        if (!handshake.toSend().hasRemaining() && handshake.toReceive().hasRemaining()) {
            if (guest.channel.read(handshake.toReceive()) < 0) {
                drop(guest);
                return;
            }
            if (!handshake.toReceive().hasRemaining()) {
                handshake.received();
                guest.channel.write(handshake.toSend());
            }
        }
        if (handshake.isDone()) {
            key.cancel();
            ready.add(new SocketConnection(guest.channel, settings, guest.name()));
            guests.remove(guest);
            // this selector must let go of the channel, or its descriptor would stay when it is closed
            selector.selectNow();
        } else {
            key.interestOps(handshake.toSend().hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    /** As far as it goes at once. */
    private static void tell(Guest guest) {
        try {
            guest.channel.write(guest.handshake.toSend());
        } catch (IOException gone) {
            // it need not be told
        }
    }

    private void dropLate() {
        long now = System.nanoTime();
        while (!guests.isEmpty()) {
            Guest oldest = guests.iterator().next();
            if (now - oldest.since < limitNanos) {
                return;
            }
            LOG.warn("a client is not let in, it took too long: address={}, client={}", address, oldest.name());
            drop(oldest);
        }
    }

    private void drop(Guest guest) {
        guests.remove(guest);
        close(guest.channel);
    }

    private static void close(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            // it is closed all the same
        }
    }

    /** The next client; null if nobody came in time. */
    @Nullable
    Connection next(long nanos) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            Connection next = ready.poll();
            if (next != null) {
                return next;
            }
            if (closed) {
                throw new IOException("listener is closed: address=" + address);
            }
            long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return null;
            }
            next = ready.poll(Math.min(left, TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)), TimeUnit.NANOSECONDS);
            if (next != null) {
                return next;
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns when nobody listens any more. */
    void close() {
        closed = true;
        close(server);
        if (address instanceof Address.Unix unix) {
            try {
                Files.deleteIfExists(unix.path());
            } catch (IOException e) {
                // the next listener finds that nobody answers there
            }
        }
        close(selector);
    }

    private void end() {
        guests.forEach(guest -> close(guest.channel));
        guests.clear();
        for (Connection left = ready.poll(); left != null; left = ready.poll()) {
            left.close();
        }
    }
}
