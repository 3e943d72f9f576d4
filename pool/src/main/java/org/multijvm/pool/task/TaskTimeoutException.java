package org.multijvm.pool.task;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.MultijvmException;

/**
 * A task was over one of the limits of its {@link TaskOptions}.
 *
 * <p>Over its time limit ({@link TaskLimit#RUN}) it was interrupted; if it had not ended after the grace period its worker was killed and
 * replaced. Its stack trace is then that of the task's thread at the moment of the interrupt, so that what is printed shows where it
 * hung; the cause is what it threw, if it ended by itself. Over its wait limit ({@link TaskLimit#QUEUE}) it was never started.
 */
public final class TaskTimeoutException extends MultijvmException {
    private static final long serialVersionUID = 1L;

    private final TaskLimit kind;
    private final Duration limit;
    private final Duration seen;
    private final @Nullable String worker;
    private final long task;
    private final StackTraceElement[] stack;

    private TaskTimeoutException(
            String message, TaskLimit kind, Duration limit, Duration seen, long task, @Nullable RunningAt at) {
        super(message);
        this.kind = kind;
        this.limit = limit;
        this.seen = seen;
        this.task = task;
        this.worker = at == null ? null : at.worker();
        this.stack = at == null ? new StackTraceElement[0] : at.stack();
        if (stack.length > 0) {
            setStackTrace(stack);
        }
    }

    /**
     * Where a task ran that was over its time.
     *
     * @param stack of its thread, empty if it could not be had
     * @param ending how it ended, in words
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record RunningAt(String worker, StackTraceElement[] stack, String ending) {}

    /**
     * For engines: a task was not started in time.
     *
     * @param task its number
     * @param seen how long it has waited
     */
    public static TaskTimeoutException queue(long task, Duration limit, Duration seen) {
        String message = "task was not started within its wait limit: limit=" + text(limit) + ", waited=" + text(seen)
                + ", task=" + task;
        return new TaskTimeoutException(message, TaskLimit.QUEUE, limit, seen, task, null);
    }

    /**
     * For engines: a task ran for too long.
     *
     * @param task its number
     * @param seen how long it ran
     * @param cause what it threw when it was interrupted, or null
     */
    public static TaskTimeoutException run(
            long task, Duration limit, Duration seen, RunningAt at, @Nullable Throwable cause) {
        String message =
                "task was over its time limit, " + at.ending() + ": limit=" + text(limit) + ", ran=" + text(seen)
                        + ", worker=" + at.worker() + ", task=" + task
                        + (at.stack().length > 0
                                ? ", at=" + at.stack()[0]
                                : ", stack=unknown (the worker did not tell it in time)");
        TaskTimeoutException made = new TaskTimeoutException(message, TaskLimit.RUN, limit, seen, task, at);
        if (cause != null) {
            made.initCause(cause);
        }
        return made;
    }

    /** Which limit it was. */
    public TaskLimit kind() {
        return kind;
    }

    /** The limit that was asked for. */
    public Duration limit() {
        return limit;
    }

    /** How long the task had run, or waited, until it ended or was given up. */
    public Duration seen() {
        return seen;
    }

    /** The name of the worker that ran the task; empty if none had started it. */
    public Optional<String> worker() {
        return Optional.ofNullable(worker);
    }

    /** The number of the task, in the order in which the pool took them, from 1. */
    public long task() {
        return task;
    }

    /**
     * The stack of the task's thread when it was interrupted, the place where it was first; at most 1000 frames. Empty if no worker had
     * started it, if it had just ended, or if the worker could not tell: it was stopped, or in a loop that its JVM cannot look into.
     */
    public StackTraceElement[] stack() {
        return stack.clone();
    }

    /** In milliseconds, with the microseconds. */
    public static String text(Duration duration) {
        long micros = duration.compareTo(Duration.ofDays(10_000)) > 0 ? Long.MAX_VALUE : duration.toNanos() / 1000;
        long rest = micros % 1000;
        return micros / 1000
                + (rest == 0 ? "" : "." + Long.toString(1000 + rest).substring(1)) + " ms";
    }
}
