package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;
import org.multijvm.ipc.wait.Slices;

/**
 * A lock for the threads of several JVMs that its holder may take again; Python's {@code multiprocessing.RLock}.
 *
 * <p>It belongs to a thread of a process: only that may release it, as often as it took it. All else is as with {@link SharedLock}:
 * not fair, arrives in another JVM as the same lock, goes to the next thread that asks when its holder's process dies, and
 * {@link #wasAbandoned} tells that one so. Thread-safe.
 */
public interface SharedReentrantLock extends Lock, AutoCloseable, Handle {
    /**
     * A new lock, free.
     *
     * @throws UncheckedIOException if there is no space
     */
    static SharedReentrantLock create() {
        return new CellReentrantLock(SharedCell.create(LockLayout.REENTRANT_LOCK), true);
    }

    /** Acquires the lock, however long it takes; an interrupt does not end the wait and stays pending. */
    @Override
    void lock();

    /** Acquires the lock; an interrupt ends the wait within some 8 ms. */
    @Override
    void lockInterruptibly() throws InterruptedException;

    /**
     * Acquires the lock if it is free, ours, or its holder has died, for which it looks at most every 2 ms; does not
     * wait.
     */
    @Override
    boolean tryLock();

    /** Acquires the lock if that takes no longer than this; a negative time is zero. */
    @Override
    boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

    /** As {@link #tryLock(long, TimeUnit)}. */
    default boolean tryLock(Duration limit) throws InterruptedException {
        return tryLock(Slices.nanos(limit), TimeUnit.NANOSECONDS);
    }

    /** Acquires the lock, for a {@code try} that releases it. */
    default LockHold hold() {
        lock();
        return new LockHold(this, wasAbandoned());
    }

    /**
     * Releases the lock once; it is free after as many releases as acquisitions.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     */
    @Override
    void unlock();

    /** True while somebody holds it, here or in another process; also while that one is dead and nobody has asked since. */
    boolean isLocked();

    /** True if this thread holds it. */
    boolean isHeldByCurrentThread();

    /** How often this thread holds it. */
    int holdCount();

    /**
     * True from the first acquisition to the last release if the process that held the lock before died holding it: what the lock
     * guards may be half done. For the holder; false in all other processes.
     */
    boolean wasAbandoned();

    /**
     * A new condition of this lock, which can be sent by itself and brings the lock with it. It ends with this handle.
     *
     * @throws UncheckedIOException if there is no space
     */
    @Override
    SharedCondition newCondition();

    /** Ends this handle, and the lock if this JVM made it; a second call does nothing. */
    @Override
    void close();

    /** What is sent in the lock's place. */
    @Override
    Object writeReplace();
}
