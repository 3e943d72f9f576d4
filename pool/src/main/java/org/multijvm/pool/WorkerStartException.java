package org.multijvm.pool;

import org.jspecify.annotations.Nullable;

/**
 * The pool's workers cannot be started: a wrong JVM flag, no memory, an initializer that throws.
 *
 * <p>After three tries in a row the pool gives up: the tasks that wait fail with this, and no more are taken. The message holds
 * the JVM's own words; the cause is what the initializer threw, or what kept the process from starting.
 */
public final class WorkerStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WorkerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
