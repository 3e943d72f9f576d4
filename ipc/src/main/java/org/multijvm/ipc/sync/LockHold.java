package org.multijvm.ipc.sync;

import java.util.concurrent.locks.Lock;

/**
 * One hold of a shared lock, for try-with-resources: its close releases the lock, once. Confined to the thread that made it.
 */
public final class LockHold implements AutoCloseable {
    private final Lock lock;
    private final boolean abandoned;
    private boolean released;

    LockHold(Lock lock, boolean abandoned) {
        this.lock = lock;
        this.abandoned = abandoned;
    }

    /** True if the process that held the lock before died holding it: what the lock guards may be half done. */
    public boolean wasAbandoned() {
        return abandoned;
    }

    /** Releases the lock; a second call does nothing. */
    @Override
    public void close() {
        if (!released) {
            released = true;
            lock.unlock();
        }
    }
}
