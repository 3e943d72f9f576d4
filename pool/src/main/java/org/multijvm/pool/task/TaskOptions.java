package org.multijvm.pool.task;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.RemoteTaskException;

/**
 * How long a task may wait and run, and how often it is tried: for all tasks of a pool ({@link org.multijvm.pool.PoolBuilder#taskOptions}) or for those that
 * are submitted through a view of it ({@link org.multijvm.pool.Pool#with(TaskOptions)}). Immutable.
 *
 * <p>Without an option a task may wait and run for ever and is tried once. For {@code map} and {@code imap} all of it holds for each chunk
 * alone, since a chunk is a task.
 *
 * @param timeLimit how long a task may run, from when its worker takes it until its function has ended; then its thread is interrupted
 *     (see {@link Builder#grace}) and the task fails with a {@link TaskTimeoutException}
 * @param grace how long a task may go on after it was interrupted, by its time limit or by {@link org.multijvm.pool.AsyncResult#cancel cancel(true)}, to clean
 *     up; then its worker is killed and replaced. Empty by default: see {@link Builder#grace}
 * @param waitLimit how long a task may wait until a worker starts it, from when the pool took it; then it is withdrawn and fails with a
 *     {@link TaskTimeoutException}
 * @param retries how many times more a task is run after a failure of a kind that passes; see {@link Builder#retries}
 * @param retryOn what failures these are, besides the death of its worker; see {@link Builder#retryOn}
 * @param backOff the longest pause before the second try, zero for none; see {@link Builder#backOff}
 * @param longestBackOff up to which the pause doubles with each further try
 * @param priority whether a task goes before others that wait, or behind them; see {@link Builder#priority}
 * @param affinity whether a task goes to the worker that has had others of its key; see {@link Builder#affinity(String)}
 */
public record TaskOptions(
        Optional<Duration> timeLimit,
        Optional<Duration> grace,
        Optional<Duration> waitLimit,
        int retries,
        Set<Class<? extends Throwable>> retryOn,
        Duration backOff,
        Duration longestBackOff,
        int priority,
        Optional<Affinity> affinity) {
    /** The lowest {@link #priority}. */
    public static final int LOWEST_PRIORITY = -2;

    /** The highest {@link #priority}. */
    public static final int HIGHEST_PRIORITY = 2;

    private static final TaskOptions DEFAULTS = new TaskOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Set.of(),
            Duration.ZERO,
            Duration.ZERO,
            0,
            Optional.empty());

    /**
     * Options from their parts.
     *
     * @throws IllegalArgumentException if a limit is not positive, the grace, a pause or the number of retries negative, the longest pause
     *     shorter than the first, or the priority beyond the lowest or the highest
     */
    public TaskOptions {
        // no lambdas on the way to a pool's first worker: each is a class that is made at run time
        if (timeLimit.isPresent()) {
            checkPositive("time limit", timeLimit.get());
        }
        if (waitLimit.isPresent()) {
            checkPositive("wait limit", waitLimit.get());
        }
        if (grace.isPresent()) {
            checkGrace(grace.get());
        }
        checkRetries(retries);
        checkBackOff(backOff, longestBackOff);
        checkPriority(priority);
        retryOn = Set.copyOf(retryOn);
    }

    /** The same, for a task that must not be hurried. */
    public TaskOptions withoutLimits() {
        return new TaskOptions(
                Optional.empty(),
                grace,
                Optional.empty(),
                retries,
                retryOn,
                backOff,
                longestBackOff,
                priority,
                affinity);
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
    public boolean limited() {
        return timeLimit.isPresent() || waitLimit.isPresent();
    }

    /** For a clock that counts nanoseconds. */
    public long timeLimitNanos() {
        return timeLimit.isPresent() ? TimeUnit.NANOSECONDS.convert(timeLimit.get()) : Long.MAX_VALUE;
    }

    /** Whether a task is tried again that has thrown this, or failed by it; a worker's death is dealt with elsewhere. */
    public boolean mayRetryOnFailure() {
        return retries > 0 && !retryOn.isEmpty();
    }

    /** Whether a task that failed by this is one that is tried again, as long as it has tries left. */
    public boolean retriesOn(Throwable thrown) {
        if (retries == 0) {
            return false;
        }
        for (Class<? extends Throwable> type : retryOn) {
            boolean isOfName = thrown instanceof RemoteTaskException remote
                    && remote.className().equals(type.getName());
            if (isOfName || type.isInstance(thrown)) {
                return true;
            }
        }
        return false;
    }

    /**
     * How long to wait before the next try, in ns.
     *
     * @param tries how often the task has been tried
     */
    public long backOffNanos(int tries) {
        if (backOff.isZero()) {
            return 0;
        }
        long longest = TimeUnit.NANOSECONDS.convert(longestBackOff);
        long pause = TimeUnit.NANOSECONDS.convert(backOff);
        for (int i = 1; i < tries && pause < longest; i++) {
            pause = pause > longest / 2 ? longest : 2 * pause;
        }
        // half of it is drawn, so that what failed together does not come back together
        return pause - ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    }

    private static void checkGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("a grace period cannot be negative: grace=" + grace);
        }
    }

    private static void checkRetries(int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("retries cannot be negative: retries=" + retries);
        }
    }

    private static void checkBackOff(Duration first, Duration longest) {
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "pauses cannot be negative, nor the longest shorter than the first: first=" + first + ", longest="
                            + longest);
        }
    }

    private static void checkPriority(int priority) {
        if (priority < LOWEST_PRIORITY || priority > HIGHEST_PRIORITY) {
            throw new IllegalArgumentException(
                    "a priority is from " + LOWEST_PRIORITY + " to " + HIGHEST_PRIORITY + ": priority=" + priority);
        }
    }

    /**
     * A limit, looked at.
     *
     * @throws IllegalArgumentException if it is not positive; the message names it by {@code what}
     */
    public static Duration checkPositive(String what, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a limit must be positive: " + what + "=" + limit);
        }
        return limit;
    }

    /** Gathers options; confined to one thread. */
    public static final class Builder {
        private @Nullable Duration timeLimit;
        private @Nullable Duration grace;
        private @Nullable Duration waitLimit;
        private int retries;
        private final Set<Class<? extends Throwable>> retryOn;
        private Duration backOff;
        private Duration longestBackOff;
        private int priority;
        private @Nullable Affinity affinity;

        private Builder(TaskOptions begin) {
            this.timeLimit = begin.timeLimit.orElse(null);
            this.grace = begin.grace.orElse(null);
            this.waitLimit = begin.waitLimit.orElse(null);
            this.retries = begin.retries;
            this.retryOn = new HashSet<>(begin.retryOn);
            this.backOff = begin.backOff;
            this.longestBackOff = begin.longestBackOff;
            this.priority = begin.priority;
            this.affinity = begin.affinity.orElse(null);
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
         * How long a task may go on after its worker has interrupted it, before that worker is killed; zero kills at once. What its worker
         * needs to send the answer of a function that has ended in time does not count.
         *
         * <p>By default it depends on what the task does. One that has noticed its interrupt (by an InterruptedException, or by asking for the
         * flag and clearing it) has a second to clean up. One that waits for something has 200 ms to notice, and one that
         * runs 20 ms; then it is taken for one that heeds no interrupts. So a task that heeds its interrupt keeps its worker, and one that heeds none is
         * not waited for. A task that only looks at its flag now and then should be given a grace period by this.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder grace(Duration period) {
            checkGrace(period);
            grace = period;
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
         * How many times more a task is run that has failed because its worker died under it (crashed, killed, out of memory, ended by {@code
         * System.exit}), or in a way that {@link #retryOn} names; 0 by default. It is run again before all others of its priority that wait, at once or after a {@link #backOff};
         * its time limit begins anew with each try. A task that is cancelled, or was not started within its wait limit, is not.
         *
         * <p>A task that failed on every try fails as on its last one; the earlier failures are the suppressed exceptions of that. If all of them were deaths of its worker
         * a {@link WorkerCrashedException} tells them all. Only for tasks that may run more than once: the first try may have had effects.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder retries(int times) {
            checkRetries(times);
            retries = times;
            return this;
        }

        /**
         * Names failures after which a task is tried again, besides the death of its worker: exceptions that it throws, {@link TaskTimeoutException}
         * for being over its time limit. Subclasses count, too; an exception that could not travel (see {@link RemoteTaskException}) only by its
         * own class. Adds to those that were named before. None by default. Without {@link #retries} it means nothing.
         *
         * <p>In threads of this JVM ({@link org.multijvm.pool.PoolBuilder#threads}) a task whose thread was left to itself since it did not heed its interrupt is not
         * tried again: it still runs.
         */
        @SafeVarargs
        public final Builder retryOn(Class<? extends Throwable>... failures) {
            for (Class<? extends Throwable> failure : failures) {
                retryOn.add(failure);
            }
            return this;
        }

        /**
         * As {@link #backOff(Duration, Duration)}, with pauses up to 32 times the first.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder backOff(Duration first) {
            boolean longer = first.compareTo(Duration.ofDays(365_000)) > 0;
            return backOff(first, longer ? first : first.multipliedBy(32));
        }

        /**
         * A pause before a task is tried again, by default none. It doubles with each try, and half of it is drawn: before the second try it is between a half of the first
         * and the whole of it. The worker does other tasks meanwhile.
         *
         * @param first the longest pause before the second try; zero is none
         * @param longest up to which it doubles
         * @throws IllegalArgumentException if the first is negative, or the longest shorter
         */
        public Builder backOff(Duration first, Duration longest) {
            checkBackOff(first, longest);
            backOff = first;
            longestBackOff = longest;
            return this;
        }

        /**
         * Lets tasks go before others that wait, or behind them: from {@link #LOWEST_PRIORITY} to {@link #HIGHEST_PRIORITY}, where others
         * have 0.
         *
         * <pre>{@code
         * Pool urgent = pool.with(pool.taskOptions().toBuilder().priority(1).build());
         * urgent.apply(Pages::fetch, url);    // although a thousand others wait
         * }</pre>
         *
         * <p>Those of the highest priority go first; within one it is first come, first served. None starves: each eighth task that is taken of
         * those that wait is the oldest of all, whatever its priority. What runs is not interrupted. Where tasks take less than 0.1 ms a task may wait behind those that a worker
         * has been fed ahead, some 1.6 ms of work. A submitter that waits for room at the {@linkplain
         * org.multijvm.pool.PoolBuilder#intakeLimit intake} is served in its turn, whatever it submits. An engine of another module ({@link
         * org.multijvm.pool.PoolBuilder#on}) says itself whether it knows priorities.
         *
         * @throws IllegalArgumentException if it is beyond the lowest or the highest
         */
        public Builder priority(int level) {
            checkPriority(level);
            priority = level;
            return this;
        }

        /**
         * Gives tasks of one key to one worker, which then has their state warm (a model, a connection, what {@link org.multijvm.pool.PoolWorker} keeps), as long as it is there. The key gets the
         * worker that takes its first task: an idle one, with few other keys.
         *
         * <pre>{@code
         * Pool german = pool.with(pool.taskOptions().toBuilder().affinity("de").build());
         * german.apply(Models::translate, text);    // where "de" is loaded already
         * }</pre>
         *
         * <p>It is soft: a task that has waited for {@link Affinity#DEFAULT_PATIENCE} is taken by another worker that is idle, rather than let that go on idling. The key stays where it is. When its worker has died, leaves
         * (it has done its tasks, holds too much memory, is one too many) or is stopped by a signal, the key gets another one with its next task. What became of it {@link PoolStats#affinity} tells.
         *
         * <p>All else holds as for other tasks, and these are served with others by their priority, then by their age. Tasks that wait for their worker count at the {@linkplain org.multijvm.pool.PoolBuilder#intakeLimit
         * intake}. For {@code map} and {@code imap} each chunk is a task with the key. The pool remembers 10,000 keys besides those of which there are tasks, and forgets those that were not used for longest. An engine of another module
         * ({@link org.multijvm.pool.PoolBuilder#on}) says itself whether it knows keys. In threads of this JVM workers share a heap, and most state with it; what is said here holds for thread locals and {@code PoolWorker}.
         *
         * @param key what tasks with the same state have in common; it does not travel
         */
        public Builder affinity(String key) {
            return affinity(key, Affinity.DEFAULT_PATIENCE);
        }

        /**
         * As {@link #affinity(String)}, with a patience of its own: about what it costs to make the state anew.
         *
         * @param patience how long a task waits for its worker, from when the pool took it, before an idle one takes it
         * @throws IllegalArgumentException if it is negative
         */
        public Builder affinity(String key, Duration patience) {
            affinity = new Affinity(key, Optional.of(patience));
            return this;
        }

        /**
         * As {@link #affinity(String)}, but no other worker takes the tasks while theirs is there, however many processors idle. No two workers are at tasks of one key at a time, as long as all of
         * them are strict: where the worker leaves, the others wait until it has ended those that it has. They run in the order in which they were submitted, where they have one priority and none is tried again. They are no transaction: if the worker dies, the next task
         * finds a worker without the state.
         *
         * <p>In threads of this JVM a task that waits for another one of the same pool lets its thread's keys go, or it might wait for itself.
         */
        public Builder strictAffinity(String key) {
            affinity = new Affinity(key, Optional.empty());
            return this;
        }

        /** Tasks go to any worker again. */
        public Builder noAffinity() {
            affinity = null;
            return this;
        }

        /** The options. */
        public TaskOptions build() {
            return new TaskOptions(
                    Optional.ofNullable(timeLimit),
                    Optional.ofNullable(grace),
                    Optional.ofNullable(waitLimit),
                    retries,
                    retryOn,
                    backOff,
                    longestBackOff,
                    priority,
                    Optional.ofNullable(affinity));
        }
    }
}
