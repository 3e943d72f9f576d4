package org.multijvm.server;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the clients that come through one door, each in a thread of its own; in the JVM of the server or in a worker's. Its own thread lets them in.
 *
 * <p>There is a place for each client that may be served at a time; who finds none is not accepted and waits in the kernel's queue (back-pressure). The door's thread is never interrupted: that would close the channel, which other JVMs may share. Thread-safe.
 */
final class ServeLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final long PAUSE_MILLIS = 20;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Door door;
    private final ServeRules rules;
    private final Tally tally;
    private final ServeEvents events;
    private final boolean single;
    private final ThreadFactory threads = ClientThreads.factory();
    private final Semaphore places;
    private final Selector selector;
    private final Thread thread = new Thread(this, "multijvm-server-door");
    private final LimitWatch watch;
    private final Set<Serving> all = ConcurrentHashMap.newKeySet();

    private volatile boolean leaving;

    /** Confined to the thread. */
    private boolean isDone;

    /** The log is told of the first trouble, and then of none until there was none for a while. Confined to the thread. */
    private long lastTrouble = System.nanoTime() - 2 * QUIET_NANOS;

    /**
     * @param single whether it lets one client in and no other
     */
    ServeLoop(Door door, ServeRules rules, Tally tally, ServeEvents events, boolean single) throws IOException {
        this.single = single;
        this.door = door;
        this.rules = rules;
        this.tally = tally;
        this.events = events;
        this.places = new Semaphore(rules.maxClients());
        this.watch = new LimitWatch(rules, all, this::stuck);
        this.selector = Selector.open();
        thread.setDaemon(true);
    }

    void start() {
        watch.start();
        thread.start();
    }

    @Override
    public void run() {
        try (selector) {
            door.channel().configureBlocking(false);
            door.channel().register(selector, door.channel().validOps() & ~java.nio.channels.SelectionKey.OP_WRITE);
            while (!leaving && !isDone) {
                round();
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("a server lets nobody in any more", e);
        }
    }

    private void round() {
        try {
            if (places.tryAcquire(1, TimeUnit.SECONDS)) {
                boolean admitted = false;
                try {
                    Guest guest = leaving ? null : door.next(tally);
                    if (guest != null) {
                        admit(guest);
                        admitted = true;
                        isDone = single;
                    }
                } finally {
                    if (!admitted) {
                        places.release();
                    }
                }
                if (!admitted && !leaving) {
                    selector.select();
                    selector.selectedKeys().clear();
                }
            }
        } catch (InterruptedException notOurs) {
            // nobody has a reason to interrupt this thread
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // such as no descriptors or no memory for a thread: others may give some back
            troubled(e);
        }
    }

    private void admit(Guest guest) {
        Serving serving = new Serving(guest);
        all.add(serving);
        tally.add(Count.ACTIVE, 1);
        tally.add(Count.ACCEPTED, 1);
        boolean started = false;
        try {
            events.began();
            serving.thread = threads.newThread(() -> serve(serving));
            serving.thread.start();
            started = true;
        } finally {
            if (!started) {
                all.remove(serving);
                tally.add(Count.ACTIVE, -1);
                tally.add(Count.FAILED, 1);
                guest.close();
            }
        }
    }

    private void troubled(Throwable e) {
        long now = System.nanoTime();
        if (now - lastTrouble > QUIET_NANOS) {
            LOG.warn("a server could not let somebody in, it goes on", e);
        }
        lastTrouble = now;
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException notOurs) {
            // nobody has a reason to interrupt this thread
        }
    }

    private void serve(Serving serving) {
        Count ending = Count.FAILED;
        try {
            serving.guest.serve();
            ending = Count.SERVED;
        } catch (Throwable e) {
            ending = judged(serving.guest, e);
        } finally {
            serving.guest.close();
            all.remove(serving);
            tally.add(serving.guest.cutFor() == null ? ending : Count.CUT, 1);
            tally.add(Count.ACTIVE, -1);
            if (serving.isStuck) {
                tally.add(Count.STUCK, -1);
            }
            places.release();
            synchronized (all) {
                all.notifyAll();
            }
            events.ended(ending);
        }
    }

    private static Count judged(Guest guest, Throwable e) {
        if (guest.cutFor() != null) {
            LOG.debug("a client was cut off, {}: client={}", guest.cutFor(), guest.name(), e);
            return Count.CUT;
        }
        if (guest.isGone() && e instanceof IOException) {
            LOG.debug("a client has gone: client={}", guest.name(), e);
            return Count.GONE;
        }
        LOG.warn("a handler has failed: client={}", guest.name(), e);
        return Count.FAILED;
    }

    /** In the watch's thread. */
    private void stuck(Serving serving) {
        tally.add(Count.STUCK, 1);
        events.stuck(serving.guest.name());
    }

    /** Lets nobody in any more, and has clients end that are between two requests. Returns when the door's thread has ended. */
    void leave() throws InterruptedException {
        leaving = true;
        places.release();
        selector.wakeup();
        watch.leave();
        thread.join();
    }

    /**
     * Waits until all clients are gone but those whose handlers are stuck.
     *
     * @return false if the time was over first
     */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        synchronized (all) {
            while (all.stream().anyMatch(serving -> !serving.isStuck)) {
                long left = nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(all, Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
            }
        }
        return true;
    }

    /** True if the thread serves a client of this server. */
    boolean isServedBy(Thread asked) {
        return all.stream().anyMatch(serving -> serving.thread == asked);
    }

    /** Cuts off all clients, and gives their handlers some time to end. */
    void end() throws InterruptedException {
        leave();
        for (Serving serving : all) {
            serving.guest.cut(Cut.SHUTDOWN);
            serving.interrupt();
        }
        awaitEmpty(rules.graceNanos());
        watch.end();
    }
}
