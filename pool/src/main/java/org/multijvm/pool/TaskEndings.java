package org.multijvm.pool;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.memory.SpareSpace;
import org.multijvm.pool.TaskTimeoutException.RunningAt;

/**
 * Decides how a task ends for its caller when its run has ended: with what the worker answered, with why it was stopped, or not yet, since
 * it is tried again.
 *
 * <p>Each of its methods but {@link #release} completes a task, so exactly one of them is called for each, once; a task that is tried again
 * counts as one that was never run. Called by the collector, whoever plays it, the supervisor, and the loop that keeps the limits.
 */
final class TaskEndings {
    /** So long blocks lie idle before their space is given back. */
    private static final long IDLE_NANOS = 2_000_000_000;

    private final Dispatcher dispatcher;
    private final LimitTable limits;
    private final BlockStore callBlocks;
    private final PoolFolder folder;
    private final Runnable keeper;

    TaskEndings(Dispatcher dispatcher, LimitTable limits, BlockStore callBlocks, PoolFolder folder) {
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.callBlocks = callBlocks;
        this.folder = folder;
        this.keeper = () -> callBlocks.giveBackIdle(0);
        SpareSpace.add(keeper);
    }

    /**
     * The worker has answered.
     *
     * @param thrown what the task threw; if null, the value is its result
     * @param nanos how long the task ran
     */
    void answered(WorkerChannel channel, Task task, @Nullable Object value, @Nullable Throwable thrown, long nanos) {
        release(task);
        Stop stop = task.stop;
        Throwable failure = thrown;
        if (stop != null && !stop.overTime()) {
            failure = cancelled();
        } else if (stop != null && nanos >= task.options().timeLimitNanos()) {
            String ending = thrown == null ? "and returned all the same" : "and ended when it was interrupted";
            failure = overTime(channel, task, Duration.ofNanos(nanos), ending, thrown);
        }
        if (failure != null) {
            task.fail(failure);
        } else {
            task.succeed(value);
        }
    }

    /** The worker has died with the task in hand. Its files must still be there. */
    void workerDied(WorkerChannel channel, Task task, WorkerCrashedException crash) {
        if (task.stop == null && task.tryAgainAfter(crash) && dispatcher.retry(task)) {
            return;
        }
        Stop stop = task.stop;
        if (stop != null) {
            giveUp(task, stopped(channel, task, stop, "and its worker died when it was interrupted", crash));
        } else {
            giveUp(task, task.crashOfAllTries(crash));
        }
    }

    /** The worker was killed to stop the task. Its files must still be there. */
    void stopped(WorkerChannel channel, Task task) {
        Stop stop = task.stop;
        String grace = TaskTimeoutException.text(task.options().grace());
        String ending = "and its worker was killed after a grace period of " + grace;
        giveUp(task, stop == null ? cancelled() : stopped(channel, task, stop, ending, null));
    }

    /** No worker will run the task to its end. */
    void giveUp(Task task, Throwable reason) {
        task.fail(reason);
        release(task);
    }

    /** Lets go of what is kept for a task that has ended, or was taken back: the flights of its handles, its block, now that no worker reads it any more, and its limits. */
    void release(Task task) {
        task.loseTickets();
        Block block = task.releaseBlock();
        if (block != null) {
            callBlocks.giveBack(block);
        }
        if (task.options().limited()) {
            limits.ended(task);
        }
    }

    /** Gives back what has been kept for some time for large arguments. */
    void giveBackIdle() {
        callBlocks.giveBackIdle(IDLE_NANOS);
    }

    /** The pool has ended. */
    void end() {
        limits.end();
        SpareSpace.remove(keeper);
        callBlocks.close();
    }

    private RuntimeException stopped(
            WorkerChannel channel, Task task, Stop stop, String ending, @Nullable Throwable cause) {
        if (!stop.overTime()) {
            return cancelled();
        }
        Duration seen = Duration.ofNanos(LimitTable.now() - stop.startedAt());
        return overTime(channel, task, seen, ending, cause);
    }

    private TaskTimeoutException overTime(
            WorkerChannel channel, Task task, Duration seen, String ending, @Nullable Throwable cause) {
        StackTraceElement[] stack = StackFile.take(folder.stack(channel.name, task.number));
        Duration limit = task.options().timeLimit().orElse(Duration.ZERO);
        return TaskTimeoutException.run(task.number, limit, seen, new RunningAt(channel.name, stack, ending), cause);
    }

    private static CancellationException cancelled() {
        return new CancellationException("the task was cancelled");
    }
}
