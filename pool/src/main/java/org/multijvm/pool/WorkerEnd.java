package org.multijvm.pool;

/** Why a worker has left its pool. */
enum WorkerEnd {
    /** It ended by itself: killed from outside, crashed, or a task ended it. */
    CRASHED,
    /** It ended before it was ready. */
    START_FAILED,
    /** The pool killed it, to stop the task it was running. */
    KILLED,
    /** It had done as many tasks as one worker may. */
    TASKS,
    /** It held more memory than one worker may. */
    MEMORY,
    /** It had been idle for long, and the pool needs fewer. */
    IDLE,
    /** The pool was made smaller. */
    RESIZED,
    /** The pool has ended. */
    STOPPED
}
