package org.multijvm.pool.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.multijvm.pool.task.PoolStats;

/**
 * The tasks that ran longest.
 *
 * <p>{@link #isSlow} is asked for each task, so that it costs one comparison for all but a few. The floor is written under the lock; a thread that reads an
 * old one without it only adds a task that does not stay. All else is under the lock. Thread-safe.
 */
public final class SlowTasks {
    private static final int KEPT = 5;

    private final List<PoolStats.SlowTask> slowest = new ArrayList<>(KEPT + 1);
    private volatile long floorNanos;

    /** Whether a task that took so long is to be added. */
    public boolean isSlow(long nanos) {
        return nanos > floorNanos;
    }

    /** Adds a task, if it is among the longest; see {@link PoolStats.SlowTask}. */
    public synchronized void add(long number, String function, String worker, long nanos) {
        int at = slowest.size();
        while (at > 0 && nanos > slowest.get(at - 1).duration().toNanos()) {
            at--;
        }
        slowest.add(at, new PoolStats.SlowTask(number, function, worker, Duration.ofNanos(nanos)));
        if (slowest.size() > KEPT) {
            slowest.remove(KEPT);
        }
        if (slowest.size() == KEPT) {
            floorNanos = slowest.get(KEPT - 1).duration().toNanos();
        }
    }

    /** The longest first. */
    public synchronized List<PoolStats.SlowTask> all() {
        return List.copyOf(slowest);
    }
}
