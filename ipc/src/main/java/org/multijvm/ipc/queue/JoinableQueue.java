package org.multijvm.ipc.queue;

import java.time.Duration;

/**
 * A queue that knows whether all that was put into it is done; Python's {@code multiprocessing.JoinableQueue}. Each element that is put is one task
 * more that is not done, and each {@link #taskDone} one less. Thread-safe.
 *
 * @param <E> what is in it
 */
public interface JoinableQueue<E> extends ShutdownQueue<E> {
    /**
     * Tells that an element that was taken is done. Does not block.
     *
     * @throws IllegalStateException if called more often than elements were put; Python's {@code ValueError}
     */
    void taskDone();

    /**
     * Waits until all that was put is done, however long it takes.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    void join() throws InterruptedException;

    /**
     * As {@link #join()}, at most so long; zero or negative only looks.
     *
     * @return whether all is done
     * @throws InterruptedException if interrupted while waiting
     */
    boolean join(Duration limit) throws InterruptedException;
}
