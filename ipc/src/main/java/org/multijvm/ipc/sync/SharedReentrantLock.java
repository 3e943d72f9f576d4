package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;

/**
 * A lock for the threads of several JVMs that its holder may take again; Python's {@code multiprocessing.RLock}.
 *
 * <p>It belongs to a thread of a process: only that may release it, as often as it took it. All else is as with {@link SharedLock}:
 * not fair, arrives in another JVM as the same lock, goes to the next one who asks when its holder's process dies, and
 * {@link #wasAbandoned} tells that one so. Thread-safe.
 */
public final class SharedReentrantLock implements Lock, AutoCloseable, Handle {
    private static final long serialVersionUID = 1;

    private final transient LockCore core;
    private final transient LockHandle handle;

    SharedReentrantLock(SharedCell cell, boolean creator) {
        this.core = LockCore.of(cell);
        this.handle = new LockHandle(core, creator);
    }

    /**
     * A new lock, free.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static SharedReentrantLock create() {
        return new SharedReentrantLock(SharedCell.create(LockLayout.REENTRANT_LOCK), true);
    }

    /** Acquires the lock, however long it takes; an interrupt does not end the wait and stays pending. */
    @Override
    public void lock() {
        handle.checkOpen();
        if (!again()) {
            if (!core.tryAcquire()) {
                new LockWait(core).uninterruptibly();
            }
            taken();
        }
    }

    /** Acquires the lock; an interrupt ends the wait within some 8 ms. */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        tryLock(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /**
     * Acquires the lock if it is free, ours, or its holder has died, for which it looks at most every 2 ms; does not
     * wait.
     */
    @Override
    public boolean tryLock() {
        handle.checkOpen();
        return again() || (core.tryAcquireOrRecover() && taken());
    }

    /** Acquires the lock if that takes no longer than this; a negative time is zero. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        handle.checkOpen();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for a lock: lock=" + this);
        }
        return again() || (new LockWait(core).await(unit.toNanos(time)) && taken());
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
     * Releases the lock once; it is free after as many releases as acquisitions.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     */
    @Override
    public void unlock() {
        if (core.holder != Thread.currentThread()) {
            throw new IllegalMonitorStateException("only the thread that holds a lock may release it: lock=" + this
                    + ", thread=" + Thread.currentThread().getName());
        }
        if (--core.holds == 0) {
            core.holder = null;
            core.release();
        }
    }

    /** True while somebody holds it, here or in another process; also while that one is dead and nobody has asked since. */
    public boolean isLocked() {
        return core.isLocked();
    }

    /** True if this thread holds it. */
    public boolean isHeldByCurrentThread() {
        return core.holder == Thread.currentThread();
    }

    /** How often this thread holds it. */
    public int holdCount() {
        return core.holder == Thread.currentThread() ? core.holds : 0;
    }

    /**
     * True from the first acquisition to the last release if the process that held the lock before died holding it: what the lock
     * guards may be half done. For the one who holds it; false in all other processes.
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
        return LockTicket.of(core.cell(), LockLayout.REENTRANT_LOCK);
    }

    @Override
    public String toString() {
        return core.text("SharedReentrantLock");
    }

    private boolean again() {
        if (core.holder != Thread.currentThread()) {
            return false;
        }
        if (core.holds == Integer.MAX_VALUE) {
            throw new IllegalMonitorStateException("the lock was taken too many times: lock=" + this);
        }
        core.holds++;
        return true;
    }

    private boolean taken() {
        core.holder = Thread.currentThread();
        core.holds = 1;
        return true;
    }
}
