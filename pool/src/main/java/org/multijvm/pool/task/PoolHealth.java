package org.multijvm.pool.task;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a pool can do its work: {@link org.multijvm.pool.Pool#health}, at the moment of the call. For a server's health check.
 *
 * @param state in a word
 * @param living how many workers are up and take tasks
 * @param wanted how many there should be now
 * @param failedStarts how many starts of workers have failed in a row; 0 while there is no trouble
 * @param since when the first of them failed; empty while there is no trouble
 * @param reason how the last of them failed, or why the pool was given up; empty while there is no trouble
 */
public record PoolHealth(
        State state, int living, int wanted, int failedStarts, Optional<Instant> since, Optional<String> reason) {
    /** How a pool is. */
    public enum State {
        /** No worker has been up yet; tasks wait. */
        STARTING,

        /** All is well. A pool of {@link org.multijvm.pool.PoolBuilder#sizes} may have no worker while it has no task. */
        UP,

        /** Workers cannot be started now, and the pool goes on with those it has. It tries again by itself. */
        DEGRADED,

        /** No worker lives, and none can be started now: tasks wait. It tries again by itself, for the {@link org.multijvm.pool.PoolBuilder#workerStartPatience}. */
        DOWN,

        /** The pool was given up: it takes no more tasks. */
        BROKEN,

        /** The pool was shut down or terminated. */
        CLOSED
    }

    /** True if a task that is submitted now is run, or will be soon. */
    public boolean isUsable() {
        return state == State.STARTING || state == State.UP || state == State.DEGRADED;
    }

    /** For engines: without trouble. */
    public static PoolHealth well(State state, int living, int wanted) {
        return new PoolHealth(state, living, wanted, 0, Optional.empty(), Optional.empty());
    }

    /** For engines: given up for a reason. */
    public static PoolHealth broken(Throwable reason) {
        return new PoolHealth(State.BROKEN, 0, 0, 0, Optional.empty(), Optional.ofNullable(reason.getMessage()));
    }
}
