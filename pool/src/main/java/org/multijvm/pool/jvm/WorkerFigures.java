package org.multijvm.pool.jvm;

import org.multijvm.pool.engine.SlowTasks;
import org.multijvm.pool.engine.TaskTimes;

/** What the tasks of one worker have taken, for the pool's statistics: owned and written by the collector, whoever plays it, and read by anyone. */
@SuppressWarnings("NonAtomicVolatileUpdate") // the collector alone writes
final class WorkerFigures {
    private final String worker;
    private final BusyTime busy;
    private final SlowTasks slowTasks;
    private final TaskTimes times;
    private final LimitTable limits;
    private volatile long failures;

    /** @param worker its name */
    WorkerFigures(String worker, BusyTime busy, PoolParts parts) {
        this.worker = worker;
        this.busy = busy;
        this.slowTasks = parts.ledger().slowTasks();
        this.times = parts.ledger().times();
        this.limits = parts.limits();
    }

    /** A task has run, and is still among those that the worker must answer. */
    void ran(SentTask task, long nanos) {
        TaskTimes.Function function = task.carriesFunction()
                ? times.of(task.functionName())
                : times.of(task.shape().id(), task.functionName());
        function.ran(nanos);
        if (task.weight > 0) {
            function.waited(limits.now() - task.takenAt - nanos, task.weight);
            // once, however often it is tried
            task.weight = 0;
        }
        if (slowTasks.isSlow(nanos)) {
            try {
                slowTasks.add(task.number(), task.functionName(), worker, nanos);
            } catch (OutOfMemoryError full) {
                // then the statistics lack it
                return;
            }
        }
    }

    /** And is so no more. */
    void answered(long task, long nanos) {
        busy.answered(task, nanos);
    }

    /** The answer that was taken last was an error, or could not be read. */
    void failed() {
        failures = failures + 1;
    }

    /** How many answers were errors. */
    long failures() {
        return failures;
    }

    /** How long it has been at tasks, the running one included. */
    long busyNanos() {
        return busy.nanos();
    }
}
