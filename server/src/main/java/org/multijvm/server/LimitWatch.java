package org.multijvm.server;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the limits of the clients that are served: who is idle or served for too long is cut off, and who does not heed that is told of. One thread for all clients; it sleeps where there is no limit.
 */
final class LimitWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How exactly a limit is kept. */
    private static final long PART = 10;

    private final ServeRules rules;
    private final Set<Serving> all;
    private final Consumer<Serving> stuck;
    private final Thread thread = new Thread(this, "multijvm-server-limits");

    /** Guarded by this. */
    private boolean leaving;

    /** Guarded by this. */
    private boolean ended;

    LimitWatch(ServeRules rules, Set<Serving> all, Consumer<Serving> stuck) {
        this.rules = rules;
        this.all = all;
        this.stuck = stuck;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        while (next()) {
            try {
                look(System.nanoTime());
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.warn("the limits of a server's clients could not be looked at, later again", e);
            }
        }
    }

    /** Waits until it is time to look; false at the end. */
    private synchronized boolean next() {
        try {
            if (!ended) {
                TimeUnit.NANOSECONDS.timedWait(this, pauseNanos());
            }
        } catch (InterruptedException notOurs) {
            // nobody has a reason to interrupt this thread
        }
        return !ended;
    }

    private long pauseNanos() {
        if (leaving) {
            return SHORTEST_NANOS;
        }
        long idle = rules.idleNanos() == 0 ? Long.MAX_VALUE : rules.idleNanos();
        long limit = rules.limitNanos() == 0 ? Long.MAX_VALUE : Math.min(rules.limitNanos(), 2 * rules.graceNanos());
        long shortest = Math.min(idle, limit);
        if (shortest == Long.MAX_VALUE) {
            return TimeUnit.HOURS.toNanos(1);
        }
        return Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, shortest / PART));
    }

    private void look(long now) {
        boolean leave;
        synchronized (this) {
            leave = leaving;
        }
        for (Serving serving : all) {
            if (leave) {
                serving.guest.leave();
            }
            if (rules.idleNanos() > 0 && serving.guest.waitingNanos(now) > rules.idleNanos()) {
                serving.guest.cut(Cut.IDLE);
            }
            if (rules.limitNanos() > 0 && now - serving.since > rules.limitNanos()) {
                overLimit(serving, now);
            }
        }
    }

    private void overLimit(Serving serving, long now) {
        Thread serves = serving.thread;
        if (serving.cutAt == 0) {
            serving.cutAt = now;
            LOG.warn(
                    "a client is served for too long and is cut off: client={}, limit={} ms, {}",
                    serving.guest.name(),
                    TimeUnit.NANOSECONDS.toMillis(rules.limitNanos()),
                    where(serves));
            serving.guest.cut(Cut.LIMIT);
            serving.interrupt();
        } else if (!serving.isStuck && now - serving.cutAt > rules.graceNanos()) {
            serving.isStuck = true;
            LOG.warn(
                    "a handler runs on though its client was cut off: client={}, {}",
                    serving.guest.name(),
                    where(serves));
            stuck.accept(serving);
        }
    }

    private static String where(@org.jspecify.annotations.Nullable Thread serves) {
        StackTraceElement[] stack = serves == null ? new StackTraceElement[0] : serves.getStackTrace();
        return stack.length == 0 ? "at=unknown" : "at=" + stack[0] + (stack.length > 1 ? ", from=" + stack[1] : "");
    }

    /** From now on clients that are between two requests are to end. */
    synchronized void leave() {
        leaving = true;
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
