package org.multijvm.pool.threads;

import java.io.Serializable;
import org.multijvm.pool.engine.Work;

/** How functions and values get to the threads of a pool, and results back. Thread-safe. */
sealed interface Passage permits ByReference, ByCopy {
    /**
     * Makes a call ready to wait.
     *
     * @throws org.multijvm.codec.EncodingException if it cannot travel, and must
     */
    LocalCall call(Work work);

    /** Throws as {@link #call} would if the function cannot travel, and must. */
    void checkTravels(Serializable function);

    /** Runs the pool's initializer, if it has one, in a new thread of it. */
    void initialize() throws Exception;

    /** Whether all is copied on its way. */
    boolean copies();
}
