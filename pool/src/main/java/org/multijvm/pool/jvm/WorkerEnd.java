package org.multijvm.pool.jvm;

/** Why a worker has left its pool. */
public enum WorkerEnd {
    /** It ended by itself: killed from outside, crashed, or a task ended it. */
    CRASHED("died", false),
    /** It ended before it was ready. */
    START_FAILED("did not come up", false),
    /** The pool killed it, to stop the task it was running. */
    KILLED("killed to stop a task", false),
    /** It had done as many tasks as one worker may. */
    TASKS("had done its tasks", true),
    /** It held more memory than one worker may. */
    MEMORY("held too much memory", true),
    /** It had been idle for long, and the pool needs fewer. */
    IDLE("was idle", true),
    /** The pool was made smaller. */
    RESIZED("one too many", true),
    /** The pool has ended. */
    STOPPED("the pool has ended", true);

    private final String words;
    private final boolean planned;

    WorkerEnd(String words, boolean planned) {
        this.words = words;
        this.planned = planned;
    }

    String words() {
        return words;
    }

    /** Whether it was told to leave, so that how its process ended says nothing. */
    boolean isPlanned() {
        return planned;
    }
}
