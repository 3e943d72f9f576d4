package org.multijvm.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a task may wait and run, and how often it is tried: of all tasks of a pool ({@link PoolBuilder#taskOptions}) or of those that
 * are submitted through a view of it ({@link Pool#with}). Immutable.
 *
 * <p>Without an option a task may wait and run for ever and is tried once. For {@code map} and {@code imap} all of it holds for each chunk
 * alone, since a chunk is a task.
 *
 * @param timeLimit how long a task may run, from when its worker takes it until its function has ended; then its thread is interrupted
 *     (see {@link #grace}) and the task fails with a {@link TaskTimeoutException}
 * @param grace how long a task may go on after it was interrupted, by its time limit or by {@link AsyncResult#cancel cancel(true)}, to clean
 *     up; then its worker is killed and replaced. 10 ms if it is not said: a blocked task ends by then, and one that ignores interrupts
 *     is not waited for
 * @param waitLimit how long a task may wait until a worker starts it, from when the pool took it; then it is withdrawn and fails with a
 *     {@link TaskTimeoutException}
 * @param retries how many times more a task is run whose worker died; see {@link Builder#retries}
 */
public record TaskOptions(Optional<Duration> timeLimit, Duration grace, Optional<Duration> waitLimit, int retries) {
    private static final Duration SHORT_GRACE = Duration.ofMillis(10);
    private static final TaskOptions DEFAULTS = new TaskOptions(Optional.empty(), SHORT_GRACE, Optional.empty(), 0);

    /**
     * Options from their parts.
     *
     * @throws IllegalArgumentException if a limit is not positive, the grace or the number of retries negative
     */
    public TaskOptions {
        timeLimit.ifPresent(limit -> checkPositive("time limit", limit));
        waitLimit.ifPresent(limit -> checkPositive("wait limit", limit));
        if (grace.isNegative()) {
            throw new IllegalArgumentException("a grace period cannot be negative: grace=" + grace);
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries cannot be negative: retries=" + retries);
        }
    }

    /** The same, for who must not be hurried. */
    TaskOptions withoutLimits() {
        return new TaskOptions(Optional.empty(), grace, Optional.empty(), retries);
    }

    /** No limits, no retries. */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder(DEFAULTS);
    }

    /** A builder that begins with these options. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Whether there is a limit that somebody has to watch. */
    boolean limited() {
        return timeLimit.isPresent() || waitLimit.isPresent();
    }

    /** For a clock that counts nanoseconds. */
    long timeLimitNanos() {
        return timeLimit.isPresent() ? AsyncResult.nanos(timeLimit.get()) : Long.MAX_VALUE;
    }

    long graceNanos() {
        return AsyncResult.nanos(grace);
    }

    static Duration checkPositive(String what, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a limit must be positive: " + what + "=" + limit);
        }
        return limit;
    }

    /** Gathers options; confined to one thread. */
    public static final class Builder {
        private @Nullable Duration timeLimit;
        private Duration grace;
        private @Nullable Duration waitLimit;
        private int retries;

        private Builder(TaskOptions begin) {
            this.timeLimit = begin.timeLimit.orElse(null);
            this.grace = begin.grace;
            this.waitLimit = begin.waitLimit.orElse(null);
            this.retries = begin.retries;
        }

        /**
         * How long a task may run. A task that is over it is interrupted, and gets the grace period to clean up; it fails with a {@link
         * TaskTimeoutException} however it ends.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeLimit(Duration limit) {
            timeLimit = checkPositive("time limit", limit);
            return this;
        }

        /**
         * How long a task may go on after it was interrupted, before its worker is killed; zero kills at once.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder grace(Duration period) {
            grace = Objects.requireNonNull(period, "period");
            if (period.isNegative()) {
                throw new IllegalArgumentException("a grace period cannot be negative: grace=" + period);
            }
            return this;
        }

        /**
         * How long a task may wait until a worker starts it.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder waitLimit(Duration limit) {
            waitLimit = checkPositive("wait limit", limit);
            return this;
        }

        /**
         * How many times more a task is run whose worker died under it: crashed, killed, out of memory, ended by {@code System.exit}. It is
         * run again before all others that wait. A task that fails by an exception, is over its time or cancelled is not. A task that
         * has killed its worker on every try fails with a {@link WorkerCrashedException} that tells them all. Only for tasks that may run
         * more than once: the first try may have had effects.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder retries(int times) {
            if (times < 0) {
                throw new IllegalArgumentException("retries cannot be negative: retries=" + times);
            }
            retries = times;
            return this;
        }

        /** The options. */
        public TaskOptions build() {
            return new TaskOptions(Optional.ofNullable(timeLimit), grace, Optional.ofNullable(waitLimit), retries);
        }
    }
}
