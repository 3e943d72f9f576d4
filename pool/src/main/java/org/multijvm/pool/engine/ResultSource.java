package org.multijvm.pool.engine;

import java.util.concurrent.CompletableFuture;

/** Who brings the results of an engine, and hears of the threads that wait for them. Thread-safe. */
public interface ResultSource {
    /** Of an engine whose own threads bring copies, whoever waits for them. */
    ResultSource OF_COPIES = new ResultSource() {
        @Override
        public void awaited(CompletableFuture<?> wanted) {
            // it comes by itself
        }

        @Override
        public void noLongerAwaited() {
            // nothing was begun
        }

        @Override
        public boolean bringsCopies() {
            return true;
        }
    };

    /** The calling thread is about to wait for a result; this may bring it. {@link #noLongerAwaited} follows in the same thread. */
    void awaited(CompletableFuture<?> wanted);

    /** The calling thread has ceased to wait. */
    void noLongerAwaited();

    /** Whether what a task throws is a copy of its own, to which the caller's frames may be added. */
    boolean bringsCopies();
}
