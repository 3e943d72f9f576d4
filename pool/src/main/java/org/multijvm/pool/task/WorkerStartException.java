package org.multijvm.pool.task;

import org.jspecify.annotations.Nullable;
import org.multijvm.codec.MultijvmException;

/**
 * The pool's workers cannot be started: a wrong JVM flag, no memory, an initializer that throws.
 *
 * <p>A pool of which no worker ever came up gives up after three tries: the tasks that wait fail with this, and no more are taken. One that was
 * up goes on with the workers it has, and gives up only after {@link org.multijvm.pool.PoolBuilder#workerStartPatience}. The message holds
 * the JVM's own words; the cause is what the initializer threw, or what kept the process from starting.
 */
public final class WorkerStartException extends MultijvmException {
    private static final long serialVersionUID = 1L;

    /** For engines: with a message of theirs. */
    public WorkerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
