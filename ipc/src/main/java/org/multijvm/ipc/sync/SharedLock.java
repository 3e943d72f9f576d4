package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;

/**
 * A lock for the threads of several JVMs; Python's {@code multiprocessing.Lock}.
 *
 * <p>It is not reentrant: a thread that locks it twice waits for itself. As in Python any thread of any process may release it. It
 * is not fair. Sent to another JVM it arrives as the same lock. Thread-safe.
 *
 * <p>The lock belongs to the process that took it. When that dies, even by SIGKILL, the next one to ask gets the lock, at the latest
 * some 8 ms after, and {@link #wasAbandoned} tells it so. A thread that ends while its process goes on keeps the lock held.
 *
 * <p>A waiting thread spins for some microseconds, if that has paid off before, and then sleeps in the kernel; a virtual thread, and any
 * thread where there is no such sleep, polls instead, up to once a millisecond.
 *
 * <p>{@link #close} ends this handle: it acquires no more, but can release. The handle of the JVM that made the lock also ends
 * the lock for those who are not attached yet. Close it when nobody holds it or waits.
 */
public final class SharedLock implements Lock, AutoCloseable, Handle {
    private static final long serialVersionUID = 1;

    private final transient LockCore core;
    private final transient LockHandle handle;

    SharedLock(SharedCell cell, boolean creator) {
        this.core = LockCore.of(cell);
        this.handle = new LockHandle(core, creator);
    }

    /**
     * A new lock, free.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static SharedLock create() {
        return new SharedLock(SharedCell.create(LockLayout.LOCK), true);
    }

    /** Acquires the lock, however long it takes; an interrupt does not end the wait and stays pending. */
    @Override
    public void lock() {
        handle.checkOpen();
        if (!core.tryAcquire()) {
            new LockWait(core).uninterruptibly();
        }
    }

    /** Acquires the lock; an interrupt ends the wait within some 8 ms. */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        handle.checkOpen();
        new LockWait(core).await(Long.MAX_VALUE);
    }

    /** Acquires the lock if it is free, or its holder has died, for which it looks at most every 2 ms; does not wait. */
    @Override
    public boolean tryLock() {
        handle.checkOpen();
        return core.tryAcquireOrRecover();
    }

    /** Acquires the lock if that takes no longer than this; a negative time is zero. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        handle.checkOpen();
        return new LockWait(core).await(unit.toNanos(time));
    }

    /** As {@link #tryLock(long, TimeUnit)}. */
    public boolean tryLock(Duration time) throws InterruptedException {
        return tryLock(LockHandle.nanos(time), TimeUnit.NANOSECONDS);
    }

    /** Acquires the lock, for a {@code try} that releases it. */
    public LockHold hold() {
        lock();
        return new LockHold(this, core.isOursAndAbandoned());
    }

    /**
     * Releases the lock, whoever holds it.
     *
     * @throws IllegalMonitorStateException if nobody does
     */
    @Override
    public void unlock() {
        core.release();
    }

    /** True while somebody holds it, here or in another process; also while that one is dead and nobody has asked since. */
    public boolean isLocked() {
        return core.isLocked();
    }

    /**
     * True from the acquisition to the release if the process that held the lock before died holding it: what the lock guards
     * may be half done. For the one who holds it; false in all other processes.
     */
    public boolean wasAbandoned() {
        return core.isOursAndAbandoned();
    }

    /**
     * A new condition of this lock, which can be sent by itself and brings the lock with it. It ends with this handle.
     *
     * @throws UncheckedIOException if there is no space
     */
    @Override
    public SharedCondition newCondition() {
        handle.checkOpen();
        return handle.owned(SharedCondition.create(this));
    }

    LockCore core() {
        return core;
    }

    /** Ends this handle, and the lock if this JVM made it; a second call does nothing. */
    @Override
    public void close() {
        handle.close();
    }

    /** What is sent in the lock's place. */
    @Override
    public Object writeReplace() {
        handle.checkOpen();
        return LockTicket.of(core.cell(), LockLayout.LOCK);
    }

    @Override
    public String toString() {
        return core.text("SharedLock");
    }
}
