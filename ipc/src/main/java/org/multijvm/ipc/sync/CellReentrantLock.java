package org.multijvm.ipc.sync;

import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;
import org.multijvm.ipc.wait.Slices;

/** A {@link SharedReentrantLock} in a {@link SharedCell}. */
final class CellReentrantLock implements SharedReentrantLock {
    private static final long serialVersionUID = 1;

    private final transient LockCore core;

    private final transient CellEnd end;

    CellReentrantLock(SharedCell cell, boolean creator) {
        this.core = LockCore.of(cell);
        this.end = new CellEnd(cell, "lock", creator);
    }

    @Override
    public void lock() {
        end.checkOpen();
        if (!again()) {
            if (!core.tryAcquire()) {
                new LockWait(core).uninterruptibly();
            }
            taken();
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        tryLock(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean tryLock() {
        end.checkOpen();
        return again() || (core.tryAcquireOrRecover() && taken());
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        end.checkOpen();
        Slices.checkInterruptBefore(this);
        return again() || (new LockWait(core).await(unit.toNanos(time)) && taken());
    }

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

    @Override
    public boolean isLocked() {
        return core.isLocked();
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return core.holder == Thread.currentThread();
    }

    @Override
    public int holdCount() {
        return core.holder == Thread.currentThread() ? core.holds : 0;
    }

    @Override
    public boolean wasAbandoned() {
        return core.isOursAndAbandoned();
    }

    @Override
    public SharedCondition newCondition() {
        end.checkOpen();
        return end.owned(SharedCondition.create(this));
    }

    LockCore core() {
        return core;
    }

    @Override
    public void close() {
        end.close();
    }

    @Override
    public Object writeReplace() {
        return end.ticket(LockLayout.REENTRANT_LOCK);
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
