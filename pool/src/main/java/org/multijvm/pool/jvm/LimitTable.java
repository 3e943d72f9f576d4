package org.multijvm.pool.jvm;

import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.TaskOptions;

/**
 * Which tasks have limits, and when somebody must look after them next.
 *
 * <p>Of tasks with a wait limit it keeps each, by the time at which it must have been started. Of those with a time limit it only counts
 * how many there are, and the shortest of their limits: a task that starts from now on is not over its time before that has passed, so
 * that {@link LimitLoop} looks at the workers as often, and at the end of what it has seen running.
 *
 * <p>Its lock is taken under the dispatcher's, and nothing is called under it. Times are nanoseconds from a moment of this JVM's on, so that
 * they are never negative; {@code Long.MAX_VALUE} is never.
 */
final class LimitTable {
    static final long NEVER = Long.MAX_VALUE;

    /** How often it is looked at most; a shorter limit is kept as well as that. */
    private static final long SHORTEST_TICK = 1_000_000;

    private final LongSupplier clock;
    private final long origin;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeSet<Watched> waits = new TreeSet<>();
    private int timed;
    private long shortest = NEVER;

    /** When the loop will look next; NEVER while it looks. */
    private long nextLook = NEVER;

    private boolean lookAgain;
    private boolean ended;

    /** @param clock of nanoseconds, as a worker's {@code System.nanoTime} where both have one clock */
    LimitTable(LongSupplier clock) {
        this.clock = clock;
        this.origin = clock.getAsLong();
    }

    long now() {
        return clock.getAsLong() - origin;
    }

    /** A worker's {@code System.nanoTime} on this clock. */
    long of(long nanoTime) {
        return nanoTime - origin;
    }

    /** That much later. */
    static long after(long time, long nanos) {
        return time > NEVER - nanos ? NEVER : time + nanos;
    }

    /** Under the dispatcher's lock, before a task with limits can be started. */
    void taken(SentTask task) {
        long now = now();
        TaskOptions options = task.options();
        Duration waitLimit = options.waitLimit().orElse(null);
        long startUntil = waitLimit == null ? NEVER : after(now, TimeUnit.NANOSECONDS.convert(waitLimit));
        Watched watched = new Watched(task, now, startUntil);
        lock.lock();
        try {
            task.watched = watched;
            if (options.timeLimit().isPresent()) {
                timed++;
                shortest = Math.min(shortest, options.timeLimitNanos());
                lookBy(after(now, shortest));
            }
            if (startUntil != NEVER) {
                waits.add(watched);
                lookBy(startUntil);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The task needs no limits any more; does nothing the second time. */
    void ended(SentTask task) {
        lock.lock();
        try {
            Watched watched = task.watched;
            if (watched == null) {
                return;
            }
            task.watched = null;
            if (task.options().timeLimit().isPresent() && --timed == 0) {
                shortest = NEVER;
            }
            if (watched.startUntil() != NEVER) {
                waits.remove(watched);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Somebody must look by then. */
    void poke(long time) {
        lock.lock();
        try {
            lookBy(time);
        } finally {
            lock.unlock();
        }
    }

    /** The first that must have been started by now, or null; it stays until {@link #hasStarted} or {@link #ended}. */
    @Nullable
    Watched lateStart(long now) {
        lock.lock();
        try {
            return waits.isEmpty() || waits.first().startUntil() > now ? null : waits.first();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody need look any more by when it is started. */
    void hasStarted(Watched watched) {
        lock.lock();
        try {
            waits.remove(watched);
        } finally {
            lock.unlock();
        }
    }

    /** When to look again for what is not known to run yet. */
    long nextTick(long now) {
        lock.lock();
        try {
            long tick = timed == 0 ? NEVER : after(now, Math.max(SHORTEST_TICK, shortest));
            return waits.isEmpty() ? tick : Math.min(tick, waits.first().startUntil());
        } finally {
            lock.unlock();
        }
    }

    /** By the loop, before it looks; false if it is to end. */
    boolean beginLook() {
        lock.lock();
        try {
            nextLook = NEVER;
            lookAgain = false;
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /** By the loop, after it has looked: sleeps until then, or until something new must be looked at. */
    void await(long time) throws InterruptedException {
        lock.lock();
        try {
            nextLook = time;
            while (!lookAgain && !ended) {
                long left = time == NEVER ? NEVER : time - now();
                if (left <= 0) {
                    return;
                }
                changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void lookBy(long time) {
        if (time < nextLook) {
            lookAgain = true;
            changed.signal();
        }
    }
}
