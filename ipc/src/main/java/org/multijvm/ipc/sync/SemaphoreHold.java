package org.multijvm.ipc.sync;

/** One permit of a shared semaphore, for try-with-resources: its close releases it, once. Confined to the thread that made it. */
public final class SemaphoreHold implements AutoCloseable {
    private final SharedSemaphore semaphore;
    private boolean released;

    SemaphoreHold(SharedSemaphore semaphore) {
        this.semaphore = semaphore;
    }

    /** Releases the permit; a second call does nothing. */
    @Override
    public void close() {
        if (!released) {
            released = true;
            semaphore.release();
        }
    }
}
