package org.multijvm.cluster.driver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskFigures;

/** What the pools of all members have done, as one. Thread-safe. */
final class Figures {
    private static final int MOST_SLOW = 5;
    private static final int MOST_ENDED = 32;

    private final String pool;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    Figures(String pool) {
        this.pool = pool;
    }

    void answered(boolean isError) {
        done.incrementAndGet();
        if (isError) {
            failed.incrementAndGet();
        }
    }

    /** Answers are counted here; restarts, workers and slow tasks are what the members tell that answer. Times by function are not gathered. */
    PoolStats merged(List<PoolStats> parts, int size, WaitingTasks.Load load, PoolHealth health) {
        long waiting = load.tasks();
        int running = 0;
        long restarts = 0;
        List<PoolStats.WorkerStats> workers = new ArrayList<>();
        List<PoolStats.EndedWorker> ends = new ArrayList<>();
        List<PoolStats.SlowTask> slowest = new ArrayList<>();
        for (PoolStats each : parts) {
            waiting += each.waiting();
            running += each.running();
            restarts += each.restarts();
            workers.addAll(each.workers());
            ends.addAll(each.ends());
            slowest.addAll(each.slowest());
        }
        ends.sort(Comparator.comparing(PoolStats.EndedWorker::at));
        slowest.sort(Comparator.comparing(PoolStats.SlowTask::duration).reversed());
        return new PoolStats(
                pool,
                size,
                waiting,
                load.bytes(),
                running,
                done.get(),
                failed.get(),
                restarts,
                workers,
                ends.subList(Math.max(0, ends.size() - MOST_ENDED), ends.size()),
                slowest.subList(0, Math.min(MOST_SLOW, slowest.size())),
                TaskFigures.NONE,
                PoolStats.AffinityStats.NONE,
                health);
    }
}
