package org.multijvm.ipc.socket;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.slf4j.LoggerFactory;

/**
 * The thread of a {@link Listener}: accepts, and has each client prove its key, all at once. It reads nothing but handshakes, the key's of fixed length, and decodes nothing; what TLS takes time for
 * is done by some threads of its own. Nothing that a client does ends it.
 */
final class AcceptLoop extends Thread {
    private static final int MOST_AT_ONCE = 500;
    private static final int MOST_READY = 1000;
    private static final int TASKS_AT_ONCE = 4;
    private static final long TICK_MILLIS = 100;
    private static final long PAUSE_MILLIS = 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ServerSocketChannel server;
    private final Address address;
    private final SocketSettings settings;
    private final long limitNanos;
    private final Selector selector;
    private final BlockingQueue<Connection> ready = new LinkedBlockingQueue<>();

    /** Those who are at their handshake, the one that has been for the longest first. */
    private final Set<Guest> guests = new LinkedHashSet<>();

    /** Those whose tasks are done. */
    private final Queue<SelectionKey> answered = new ConcurrentLinkedQueue<>();

    private final ThreadPoolExecutor tasks = new ThreadPoolExecutor(
            TASKS_AT_ONCE, TASKS_AT_ONCE, 1, TimeUnit.SECONDS, new NewestFirst(), AcceptLoop::thread);

    private final SelectionKey door;
    private final RefusalLog refusals;

    /** When it was last tried to accept somebody. */
    private long triedAt;

    /** The log is told of the first trouble, and then of none until there was none for a while: an outage of descriptors comes and goes with each client. */
    private long lastTrouble = System.nanoTime() - 2 * QUIET_NANOS;

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
        this.refusals = new RefusalLog(address);
        tasks.allowCoreThreadTimeOut(true);
        this.door = server.register(selector, SelectionKey.OP_ACCEPT);
    }

    private final class Guest {
        private final Entrance entrance;
        private final SocketChannel channel;

        /** What its wire's tasks wait in, or have waited in. */
        private @Nullable Runnable waiting;

        private final long since = System.nanoTime();

        Guest(SocketChannel channel) {
            this.channel = channel;
            entrance = new Entrance(settings.ofListener(channel), Handshake.ofListener(settings.key()));
        }

        String name() {
            try {
                return String.valueOf(channel.getRemoteAddress());
            } catch (IOException gone) {
                return "gone";
            }
        }
    }

    /**
     * Tasks that wait. In a flood of clients, in their order each would wait until it is late, and nobody would get in; so the newest get in and the others are late. There is one for each guest at most.
     */
    @SuppressWarnings("serial") // it stays here
    private static final class NewestFirst extends LinkedBlockingDeque<Runnable> {
        @Override
        public boolean offer(Runnable task) {
            return offerFirst(task);
        }
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "multijvm-listener-tls");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                round();
            } catch (ClosedSelectorException | CancelledKeyException e) {
                break;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                troubled(e);
                pause();
            }
        }
        end();
    }

    private void round() throws IOException {
        selector.select(door.interestOps() == 0 ? PAUSE_MILLIS : guests.isEmpty() ? 0 : TICK_MILLIS);
        List<SelectionKey> keys = List.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : keys) {
            if (key.attachment() instanceof Guest guest) {
                serve(guest, key);
            }
        }
        for (SelectionKey key = answered.poll(); key != null; key = answered.poll()) {
            serve((Guest) key.attachment(), key);
        }
        dropLate();
        // the last, since those who are in hold the descriptors that it may miss
        if (door.interestOps() != 0 ? keys.contains(door) : System.nanoTime() - triedAt >= PAUSE_NANOS) {
            open();
        }
    }

    /** Lets the next one in; or nobody for a moment, if that does not go. Those who are at their handshake are served meanwhile. */
    private void open() {
        boolean room = ready.size() < MOST_READY;
        try {
            if (room) {
                accept();
            }
        } catch (ClosedChannelException e) {
            // the loop ends
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // such as no descriptors: others may give some back
            room = false;
            troubled(e);
        }
        triedAt = System.nanoTime();
        door.interestOps(room ? SelectionKey.OP_ACCEPT : 0);
    }

    private void troubled(Throwable e) {
        long now = System.nanoTime();
        if (now - lastTrouble > QUIET_NANOS) {
            LoggerFactory.getLogger(Listener.class)
                    .warn("a listener could not let somebody in, it goes on: address={}", address, e);
        }
        lastTrouble = now;
    }

    private static void pause() {
        try {
            sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            // nobody interrupts this thread for good
        }
    }

    private void serve(Guest guest, SelectionKey key) {
        try {
            proceed(guest, key);
        } catch (AuthenticationException e) {
            refusals.refused(guest.name(), String.valueOf(e.getMessage()));
            guest.entrance.tell();
            drop(guest);
        } catch (SSLException e) {
            refusals.refused(guest.name(), "TLS failed: " + e.getMessage());
            drop(guest);
        } catch (IOException | CancelledKeyException gone) {
            drop(guest);
        } catch (RuntimeException | OutOfMemoryError e) {
            drop(guest);
            if (!closed) {
                troubled(e);
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        try {
            channel.configureBlocking(false);
            if (address instanceof Address.Tcp) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            Guest guest = new Guest(channel);
            channel.register(selector, SelectionKey.OP_WRITE, guest);
            guests.add(guest);
        } catch (IOException gone) {
            // this one; the next may be better
            close(channel);
        } catch (RuntimeException | OutOfMemoryError e) {
            close(channel);
            throw e;
        }
        if (guests.size() > MOST_AT_ONCE) {
            Guest oldest = guests.iterator().next();
            refusals.refused(oldest.name(), "too many try at once");
            drop(oldest);
        }
    }

    private void proceed(Guest guest, SelectionKey key) throws IOException {
        switch (guest.entrance.advance()) {
            case READ -> key.interestOps(SelectionKey.OP_READ);
            case WRITE -> key.interestOps(SelectionKey.OP_WRITE);
            case TASK -> {
                key.interestOps(0);
                guest.waiting = () -> runTasks(guest, key);
                tasks.execute(guest.waiting);
            }
            case NOTHING -> {
                key.cancel();
                ready.add(new SocketConnection(guest.entrance.wire(), settings, guest.name()));
                guests.remove(guest);
                // this selector must let go of the channel, or its descriptor would stay when it is closed
                selector.selectNow();
            }
        }
    }

    /** In a thread for it: signs, and asks the user's trust manager. The loop leaves the guest alone meanwhile, unless it is late. */
    private void runTasks(Guest guest, SelectionKey key) {
        try {
            Wire wire = guest.entrance.wire();
            if (guest.channel.isOpen() && wire.hasGone()) {
                // the loop finds its key cancelled
                close(guest.channel);
            } else if (guest.channel.isOpen()) {
                wire.runTasks();
            }
        } finally {
            answered.add(key);
            selector.wakeup();
        }
    }

    private void dropLate() {
        refusals.tellTheRest();
        long now = System.nanoTime();
        while (!guests.isEmpty()) {
            Guest oldest = guests.iterator().next();
            if (now - oldest.since < limitNanos) {
                return;
            }
            refusals.refused(oldest.name(), "it took too long");
            drop(oldest);
        }
    }

    private void drop(Guest guest) {
        guests.remove(guest);
        if (guest.waiting != null) {
            tasks.remove(guest.waiting);
        }
        guest.entrance.wire().close();
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
        tasks.shutdownNow();
        guests.forEach(guest -> guest.entrance.wire().close());
        guests.clear();
        for (Connection left = ready.poll(); left != null; left = ready.poll()) {
            left.close();
        }
    }
}
