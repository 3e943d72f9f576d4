package org.multijvm.manager.handle;

import java.util.concurrent.locks.Lock;
import org.multijvm.ipc.sync.SharedCondition;

/** What a lock of either kind is asked where it is kept, and its handle with it. Thread-safe. */
public interface LockCalls {
    /** What a lock is at a moment: whether somebody holds it, how often this thread does, whether the one before has ended with it. */
    record State(boolean held, int holds, boolean abandoned) {}

    /** As {@link Lock#lock}. */
    void lock();

    /** As {@link Lock#lockInterruptibly}. */
    void lockInterruptibly() throws InterruptedException;

    /** As {@link Lock#tryLock()}. */
    boolean tryLock();

    /** Acquires it if that takes no longer than this; zero or less does not wait. */
    boolean tryLock(long nanos) throws InterruptedException;

    /**
     * As {@link Lock#unlock}.
     *
     * @throws IllegalMonitorStateException if the caller does not hold it, where that matters
     */
    void unlock();

    /** What it is now. */
    State state();

    /**
     * A new condition of it.
     *
     * @param handle the lock as the caller has it
     */
    SharedCondition newCondition(Lock handle);

    /** What is sent in its place. */
    Object ticket();

    /** Ends the handle. */
    void close();
}
