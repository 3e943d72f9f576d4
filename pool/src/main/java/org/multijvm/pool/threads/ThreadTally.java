package org.multijvm.pool.threads;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.multijvm.pool.engine.SlowTasks;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.PoolStats.WorkerStats;

/** What the threads of a {@link ThreadCrew} have done, for {@link PoolStats}; those that are gone included. Under the crew's lock. */
@SuppressWarnings("NonAtomicVolatileUpdate") // each counter is written under the lock
final class ThreadTally {
    private long done;
    private long failed;
    private final SlowTasks slowTasks = new SlowTasks();

    /** Needs no lock. */
    SlowTasks slowTasks() {
        return slowTasks;
    }

    /** A thread has run a task; failure counts what it threw, and that it was cancelled or over its time. */
    void ran(ThreadWorker thread, boolean failure) {
        if (failure) {
            failed++;
        } else {
            done++;
        }
        thread.tasks = thread.tasks + 1;
        thread.busyNanos += thread.nanosOfTask();
    }

    /** What is known of memory is known of worker JVMs only. */
    PoolStats read(String pool, int size, List<ThreadWorker> threads, WaitingTasks.Load waiting, PoolHealth health) {
        List<WorkerStats> workers = new ArrayList<>();
        int running = 0;
        for (ThreadWorker thread : threads) {
            running += thread.running == null ? 0 : 1;
            workers.add(worker(thread));
        }
        return new PoolStats(
                pool,
                size,
                waiting.tasks(),
                waiting.bytes(),
                running,
                done,
                failed,
                0,
                workers,
                List.of(),
                slowTasks.all(),
                health);
    }

    private static WorkerStats worker(ThreadWorker thread) {
        Duration life = Duration.between(thread.madeAt, Instant.now());
        long busyNanos = thread.busyNanos + (thread.running == null ? 0 : thread.nanosOfTask());
        return new WorkerStats(
                thread.getName(),
                ProcessHandle.current().pid(),
                thread.madeAt,
                thread.tasks,
                Math.min(1, (double) busyNanos / Math.max(1, life.toNanos())),
                thread.running == null ? 0 : 1,
                OptionalLong.empty(),
                OptionalInt.empty());
    }
}
