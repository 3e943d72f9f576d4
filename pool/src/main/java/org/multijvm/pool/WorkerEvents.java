package org.multijvm.pool;

/** What the collector tells the pool about its workers; called with the collector's role, so it must be quick. */
interface WorkerEvents {
    void ready(WorkerChannel channel);

    /** The worker's answers make no sense. */
    void corrupt(WorkerChannel channel, Throwable reason);
}
