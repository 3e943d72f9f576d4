package org.multijvm.pool;

/** How the pool gives a task up. */
interface Canceller {
    /** True if the task will not run to its end. */
    boolean cancel(Task task, boolean mayInterruptIfRunning);
}
