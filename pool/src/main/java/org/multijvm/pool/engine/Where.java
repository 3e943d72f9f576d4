package org.multijvm.pool.engine;

/** Where the tasks of a pool run. */
public enum Where {
    /** Each worker is a JVM of its own. */
    WORKER_JVMS,

    /** Each worker is a thread of this JVM; nothing is copied. */
    THREADS,

    /** Each worker is a thread of this JVM, but all travels as if it were another one. */
    THIS_JVM
}
