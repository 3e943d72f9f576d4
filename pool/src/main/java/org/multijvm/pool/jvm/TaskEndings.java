package org.multijvm.pool.jvm;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.SpareSpace;
import org.multijvm.pool.engine.Answer;
import org.multijvm.pool.engine.TaskTimes;
import org.multijvm.pool.task.TaskFigures.End;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.TaskTimeoutException.RunningAt;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.pool.worker.Block;
import org.multijvm.pool.worker.BlockStore;
import org.multijvm.pool.worker.PoolFolder;
import org.multijvm.pool.worker.RunningMark;
import org.multijvm.pool.worker.StackFile;

/**
 * Decides how a task ends for its caller when its run has ended: with what the worker answered, with why it was stopped, or not yet, since
 * it is tried again.
 *
 * <p>Each of its methods but {@link #release} completes a task, so exactly one of them is called for each, once, or again after it threw; a task that is tried again
 * counts as one that was never run. Called by the collector, whoever plays it, the supervisor, and the loop that keeps the limits.
 */
final class TaskEndings {
    /** So long blocks lie idle before their space is given back. */
    private static final long IDLE_NANOS = 2_000_000_000;

    private final Dispatcher dispatcher;
    private final LimitTable limits;
    private final BlockStore callBlocks;
    private final PoolFolder folder;
    private final TaskTimes times;
    private final Runnable keeper;

    TaskEndings(Dispatcher dispatcher, LimitTable limits, BlockStore callBlocks, PoolFolder folder, TaskTimes times) {
        this.times = times;
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.callBlocks = callBlocks;
        this.folder = folder;
        this.keeper = new Runnable() {
            @Override
            public void run() {
                callBlocks.giveBackIdle(0);
            }
        };
        SpareSpace.add(keeper);
    }

    /** The worker has answered. May be called again for the same answer after it threw. */
    void answered(WorkerChannel channel, HeldAnswer held) {
        SentTask task = held.task;
        Stop stop = task.stop;
        if (stop != null) {
            answeredToStop(channel, held, stop);
        }
        Answer answer = held.answer;
        Throwable thrown = held.thrown;
        if (thrown == null
                && answer != null
                && answer.isError()
                && task.options().mayRetryOnFailure()) {
            // what it threw decides, and that is the user's to decode
            answer.readAside(() -> failedAside(task, Objects.requireNonNull(answer.failure())));
        } else if (thrown != null) {
            failedBy(task, thrown);
        } else {
            releaseSurely(task);
            if (answer == null || !answer.isError()) {
                times.ended(End.DONE);
            } else {
                times.ended(stop != null && isOverTime(held, stop) ? End.OVER_TIME : End.THREW);
            }
            if (answer != null) {
                task.task.answered(answer);
            } else {
                task.task.succeed(held.value);
            }
        }
    }

    /** In no thread that sends what waits as answers come in. */
    private void failedAside(SentTask task, Throwable failure) {
        try {
            failedBy(task, failure);
        } catch (RuntimeException | Error e) {
            task.task.fail(failure);
        }
        dispatcher.refillAll();
    }

    private void failedBy(SentTask task, Throwable failure) {
        if (!retries(task, failure)) {
            releaseSurely(task);
            times.failed(failure);
            task.task.fail(task.task.failureOfAllTries(failure));
        }
    }

    private void releaseSurely(SentTask task) {
        try {
            release(task);
        } catch (OutOfMemoryError full) {
            // what was kept for it stays until the end of the pool; the task ends all the same
            task.releaseBlock();
        }
    }

    private static boolean isOverTime(HeldAnswer held, Stop stop) {
        return stop.overTime() && held.nanos >= held.task.options().timeLimitNanos();
    }

    private void answeredToStop(WorkerChannel channel, HeldAnswer held, Stop stop) {
        Answer answer = held.answer;
        if (!stop.overTime()) {
            held.thrown = cancelled(channel, held.task);
        } else if (isOverTime(held, stop)) {
            boolean threw = held.thrown != null || (answer != null && answer.isError());
            String ending = threw ? "and ended when it was interrupted" : "and returned all the same";
            TaskTimeoutException late = overTime(channel, held.task, Duration.ofNanos(held.nanos), ending, held.thrown);
            if (answer != null && threw) {
                answer.causes(late);
            } else {
                held.thrown = late;
            }
        }
    }

    /** Lets a task be tried again that has failed by this, if that is one of the failures that its options name. */
    private boolean retries(SentTask task, Throwable failure) {
        return task.options().retriesOn(failure) && tryAgain(task, failure);
    }

    private boolean tryAgain(SentTask task, Throwable failure) {
        // in front of the note of the failure, which counts as a try
        long pause = task.options().backOffNanos(task.task.tries());
        return task.task.tryAgainAfter(failure) && dispatcher.retry(task, pause);
    }

    /** The worker has died with the task in hand. Its files must still be there. */
    void workerDied(WorkerChannel channel, SentTask task, WorkerCrashedException crash) {
        Stop stop = task.stop;
        if (stop != null && stop.overTime() && isCrash(channel, task, crash)) {
            stop = null;
        }
        if (stop == null && tryAgain(task, crash)) {
            return;
        }
        if (stop != null) {
            failed(task, stopped(channel, task, stop, "and its worker died when it was interrupted", crash));
        } else {
            giveUp(task, task.task.failureOfAllTries(crash));
        }
    }

    /** The worker was killed to stop the task. Its files must still be there. */
    void stopped(WorkerChannel channel, SentTask task) {
        Stop stop = task.stop;
        failed(
                task,
                stop == null ? cancelled(channel, task) : stopped(channel, task, stop, howKilled(channel, task), null));
    }

    private void failed(SentTask task, RuntimeException failure) {
        if (!(failure instanceof TaskTimeoutException) || !retries(task, failure)) {
            giveUp(task, task.task.failureOfAllTries(failure));
        }
    }

    private static String howKilled(WorkerChannel channel, SentTask task) {
        Duration grace = task.options().grace().orElse(null);
        if (grace != null) {
            return "and its worker was killed after a grace period of " + TaskTimeoutException.text(grace);
        }
        return switch (channel.mark.heard(task.number())) {
            case RunningMark.UNHEARD -> "and its worker was killed, which did not hear that it should interrupt it";
            case RunningMark.NOTICED -> "and its worker was killed, since it noticed its interrupt and went on";
            case RunningMark.ENDED ->
                "and its worker was killed, since it ended when it was interrupted and its answer did not come";
            default -> "and its worker was killed, since it did not notice its interrupt";
        };
    }

    /**
     * Whether a worker that died by itself under a task over its time did not die of the interrupt: native code crashed it, or it never heard of that. A
     * crash takes as long as its report, and the time limit may be over meanwhile.
     */
    private static boolean isCrash(WorkerChannel channel, SentTask task, WorkerCrashedException crash) {
        return crash.crashReport().isPresent() || channel.mark.heard(task.number()) == RunningMark.UNHEARD;
    }

    /** No worker will run the task to its end. */
    void giveUp(SentTask task, Throwable reason) {
        times.failed(reason);
        task.task.fail(reason);
        release(task);
    }

    /** A task was taken back that its caller has cancelled. */
    void cancelled(SentTask task) {
        times.ended(End.CANCELLED);
        release(task);
    }

    /** Lets go of what is kept for a task that has ended, or was taken back: the flights of its handles, its block, now that no worker reads it any more, and its limits. */
    void release(SentTask task) {
        task.loseTickets();
        Block block = task.releaseBlock();
        if (block != null) {
            callBlocks.giveBack(block);
        }
        if (task.options().limited()) {
            limits.ended(task);
        }
        if (task.options().retries() > 0 || task.isPinned()) {
            dispatcher.ended(task);
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
            WorkerChannel channel, SentTask task, Stop stop, String ending, @Nullable Throwable cause) {
        if (!stop.overTime()) {
            return cancelled(channel, task);
        }
        Duration seen = Duration.ofNanos(limits.now() - stop.startedAt());
        return overTime(channel, task, seen, ending, cause);
    }

    private TaskTimeoutException overTime(
            WorkerChannel channel, SentTask task, Duration seen, String ending, @Nullable Throwable cause) {
        StackTraceElement[] stack = StackFile.take(folder.stack(channel.name, task.number()));
        Duration limit = task.options().timeLimit().orElse(Duration.ZERO);
        return TaskTimeoutException.run(task.number(), limit, seen, new RunningAt(channel.name, stack, ending), cause);
    }

    private static CancellationException cancelled(WorkerChannel channel, SentTask task) {
        return new CancellationException("the task was cancelled: worker=" + channel.name + ", task=" + task.number());
    }
}
