package org.multijvm.pool;

/** What stands behind a {@link PoolWorker}: a worker JVM, or whatever else runs a pool's tasks. Thread-safe. */
interface WorkerSource {
    /** How many tasks the worker has ended. */
    long tasksDone();

    /**
     * The shared object of that name; called once for each name.
     *
     * @throws IllegalArgumentException if there is none
     */
    Object shared(String name);
}
