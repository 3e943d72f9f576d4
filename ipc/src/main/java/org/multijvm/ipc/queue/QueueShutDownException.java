package org.multijvm.ipc.queue;

/** The queue was shut down: it takes nothing any more, or has nothing any more; Python's {@code queue.ShutDown}. */
public final class QueueShutDownException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /**
     * @param message which queue, and what does not go any more
     */
    public QueueShutDownException(String message) {
        super(message);
    }
}
