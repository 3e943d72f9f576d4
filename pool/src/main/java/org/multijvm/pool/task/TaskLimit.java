package org.multijvm.pool.task;

/** Which limit a task was over. */
public enum TaskLimit {
    /** The time until a worker starts it, {@link TaskOptions#waitLimit}. */
    QUEUE,

    /** The time it may run, {@link TaskOptions#timeLimit}. */
    RUN
}
