package org.multijvm.pool.threads;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.TaskFigures.End;
import org.multijvm.pool.task.TaskTimeoutException;
import org.slf4j.LoggerFactory;

/**
 * Keeps the limits of tasks that run in threads of this JVM, by a thread that is started for the first of them.
 *
 * <pre>
 *   waits --- wait limit is over ---> withdrawn, fails
 *   runs  --- time limit is over ---> interrupted --- ends ---> fails, with its stack at the interrupt
 *                                          |
 *                                          +--- grace is over ---> fails; its thread is left to itself and replaced
 * </pre>
 *
 * A running task that is cancelled goes the second way, too. Whether it ended in time is decided by the crew, under its lock. Thread-safe.
 */
final class ThreadLimits {
    /** Where none was asked for. Nothing is won by less: a thread cannot be killed. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final String pool;
    private final ThreadCrew crew;
    private @Nullable ScheduledThreadPoolExecutor timer;
    private boolean ended;

    ThreadLimits(String pool, ThreadCrew crew) {
        this.pool = pool;
        this.crew = crew;
    }

    /** The crew has taken a task. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is let run: what has ended meanwhile is not met
    void taken(LocalTask task) {
        Duration limit = task.options().waitLimit().orElse(null);
        if (limit != null) {
            long takenAt = System.nanoTime();
            after(TimeUnit.NANOSECONDS.convert(limit), () -> {
                if (crew.withdraw(task)) {
                    Duration seen = Duration.ofNanos(System.nanoTime() - takenAt);
                    crew.times().ended(End.NOT_STARTED);
                    task.task.fail(TaskTimeoutException.queue(task.number(), limit, seen));
                }
            });
        }
    }

    /** A thread is about to run a task; the watch, if there is one, is to be cancelled when it has ended. */
    @Nullable
    Future<?> started(LocalTask task) {
        if (task.options().timeLimit().isEmpty()) {
            return null;
        }
        return after(task.options().timeLimitNanos(), () -> {
            if (crew.interrupt(task, ThreadWorker.Fate.OVER_TIME)) {
                interrupted(task);
            }
        });
    }

    /** A task was interrupted, and gets its grace period. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is let run: what has ended meanwhile is not met
    void interrupted(LocalTask task) {
        after(TimeUnit.NANOSECONDS.convert(task.options().grace().orElse(GRACE)), () -> {
            ThreadWorker left = crew.abandon(task);
            if (left != null) {
                LoggerFactory.getLogger(ThreadLimits.class)
                        .warn(
                                "a task does not heed its interrupt, its thread is left to itself: pool={}, thread={}",
                                pool,
                                left.getName());
                RuntimeException failure =
                        left.interrupted(task, "its thread is left to itself since it did not end", null);
                crew.times().failed(failure);
                task.task.fail(failure);
            }
        });
    }

    /** No task is left that it could hold to anything. */
    synchronized void end() {
        ended = true;
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    /** Does something so much later, unless it is cancelled or all has ended. */
    synchronized @Nullable Future<?> after(long nanos, Runnable action) {
        if (ended) {
            return null;
        }
        ScheduledThreadPoolExecutor started = timer;
        if (started == null) {
            started = new ScheduledThreadPoolExecutor(1, this::newThread);
            started.setRemoveOnCancelPolicy(true);
            timer = started;
        }
        return started.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    private Thread newThread(Runnable loop) {
        Thread thread = new Thread(loop, "multijvm-" + pool + "-limits");
        thread.setDaemon(true);
        return thread;
    }
}
