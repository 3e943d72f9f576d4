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
 * A lock for the threads of several JVMs; Python's {@code multiprocessing.Lock}.
 *
 * <p>It is not reentrant: a thread that locks it twice waits for itself. As in Python any thread of any process may release it. It
 * is not fair. Memory consistency: a release {@linkplain org.multijvm.ipc.sync happens-before} the next acquisition, in any JVM. Sent to another JVM it arrives as the same lock. Thread-safe.
 *
 * <p>The lock belongs to the process that took it. When that dies, even by SIGKILL, the next one to ask gets the lock, at the latest
 * some 8 ms after, and {@link #wasAbandoned} tells it so. A thread that ends while its process goes on keeps the lock held.
 *
 * <p>Threads wait {@linkplain org.multijvm.ipc.sync as in all of this package}.
 *
 * <p>{@link #close} ends this handle: it acquires no more, but can release. The handle of the JVM that made the lock also ends
 * the lock for those who are not attached yet. Close it when nobody holds it or waits.
 */
public interface SharedLock extends Lock, AutoCloseable, Handle {
    /**
     * A new lock, free.
     *
     * @throws UncheckedIOException if there is no space
     */
    static SharedLock create() {
        return new CellLock(SharedCell.create(LockLayout.LOCK), true);
    }

    /** Acquires the lock, however long it takes; an interrupt does not end the wait and stays pending. */
    @Override
    void lock();

    /** Acquires the lock; an interrupt ends the wait within some 8 ms. */
    @Override
    void lockInterruptibly() throws InterruptedException;

    /** Acquires the lock if it is free, or its holder has died, for which it looks at most every 2 ms; does not wait. */
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
     * Releases the lock, whoever holds it.
     *
     * @throws IllegalMonitorStateException if nobody does
     */
    @Override
    void unlock();

    /** True while somebody holds it, here or in another process; also while that one is dead and nobody has asked since. */
    boolean isLocked();

    /**
     * True from the acquisition to the release if the process that held the lock before died holding it: what the lock guards
     * may be half done. For the holder; false in all other processes.
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
