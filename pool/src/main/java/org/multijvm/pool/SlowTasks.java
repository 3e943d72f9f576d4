package org.multijvm.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The tasks that ran longest.
 *
 * <p>{@link #offer} is called by the collector for each task, so that it costs one comparison for all but a few. The floor is written under the
 * lock by the collector and read by it alone without; all else is under the lock.
 */
final class SlowTasks {
    private static final int KEPT = 5;

    private final List<PoolStats.SlowTask> slowest = new ArrayList<>(KEPT + 1);
    private long floorNanos;

    /** By the collector: a task has been answered. */
    void offer(Task task, String worker, long nanos) {
        if (nanos > floorNanos) {
            insert(task, worker, nanos);
        }
    }

    private synchronized void insert(Task task, String worker, long nanos) {
        int at = slowest.size();
        while (at > 0 && nanos > slowest.get(at - 1).duration().toNanos()) {
            at--;
        }
        slowest.add(at, new PoolStats.SlowTask(task.number, task.shape().name(), worker, Duration.ofNanos(nanos)));
        if (slowest.size() > KEPT) {
            slowest.remove(KEPT);
        }
        if (slowest.size() == KEPT) {
            floorNanos = slowest.get(KEPT - 1).duration().toNanos();
        }
    }

    /** The longest first. */
    synchronized List<PoolStats.SlowTask> all() {
        return List.copyOf(slowest);
    }
}
