package org.multijvm.pool.threads;

import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Task;

/** A call that waits for a thread of this JVM, to be run once. */
interface LocalCall {
    /** What people call the function. */
    String function();

    /** How many bytes it takes while it waits, roughly. */
    int weight();

    /**
     * Runs it.
     *
     * @param task knows how its result is read, if that travels
     * @throws Throwable what the function throws
     */
    @Nullable
    Object run(Task task) throws Throwable;
}
