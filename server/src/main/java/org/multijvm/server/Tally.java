package org.multijvm.server;

import java.util.concurrent.atomic.AtomicLongArray;
import org.multijvm.ipc.memory.SharedLongArray;

/** The figures of one JVM that serves. Thread-safe. */
interface Tally {
    void add(Count count, long delta);

    long get(Count count);

    /** In this JVM's heap. */
    static Tally here() {
        AtomicLongArray figures = new AtomicLongArray(Count.SIZE);
        return new Tally() {
            @Override
            public void add(Count count, long delta) {
                figures.addAndGet(count.place(), delta);
            }

            @Override
            public long get(Count count) {
                return figures.get(count.place());
            }
        };
    }

    /** In memory that a worker and its server share: what a worker has counted outlives it. */
    static Tally shared(SharedLongArray figures, int slot) {
        long first = (long) slot * Count.SIZE;
        return new Tally() {
            @Override
            public void add(Count count, long delta) {
                figures.getAndAdd(first + count.place(), delta);
            }

            @Override
            public long get(Count count) {
                return figures.get(first + count.place());
            }
        };
    }
}
