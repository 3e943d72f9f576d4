package org.multijvm.pool.jvm;

import org.jspecify.annotations.Nullable;

/** A place in the pool, which one worker after the other fills. Written by the supervisor, read by anyone. */
final class Slot {
    /** From 1; what {@link org.multijvm.pool.PoolWorker#id} tells. */
    final int id;

    /** Whether there is, or soon will be, a worker in it. */
    volatile boolean held;

    /** How many workers have left it. */
    volatile int restarts;

    /** Why the last one did. */
    volatile @Nullable WorkerEnd lastEnd;

    /** How many starts in a row have failed in it. */
    int failedStarts;

    /** How many in a row died soon after they were ready; see {@link RestartGuard}. */
    int quickDeaths;

    Slot(int id) {
        this.id = id;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the supervisor writes it
    void ended(WorkerEnd end) {
        restarts = restarts + 1;
        lastEnd = end;
    }
}
