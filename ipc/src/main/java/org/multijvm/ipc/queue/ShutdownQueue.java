package org.multijvm.ipc.queue;

import java.util.concurrent.BlockingQueue;

/**
 * A blocking queue that can be ended for all who use it, as Python's {@code queue.Queue} since 3.13. Thread-safe.
 *
 * @param <E> what is in it
 */
public interface ShutdownQueue<E> extends BlockingQueue<E> {
    /**
     * Ends the queue for all who use it: nothing can be put any more, what is there can still be taken, and all waiting threads are released with a
     * {@link QueueShutDownException}. Python's {@code Queue.shutdown()}. A second call does nothing.
     */
    default void shutdown() {
        shutdown(false);
    }

    /**
     * As {@link #shutdown()}.
     *
     * @param immediate true to drop what is there, also after a shutdown that did not
     */
    void shutdown(boolean immediate);

    /** Whether it was shut down, by whichever process. */
    boolean isShutdown();
}
