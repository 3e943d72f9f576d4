package org.multijvm.ipc.sync;

import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;

/** A {@link SharedLock} in a {@link SharedCell}. */
final class CellLock implements SharedLock {
    private static final long serialVersionUID = 1;

    private final transient LockCore core;

    private final transient CellEnd end;

    CellLock(SharedCell cell, boolean creator) {
        this.core = LockCore.of(cell);
        this.end = new CellEnd(cell, "lock", creator);
    }

    @Override
    public void lock() {
        end.checkOpen();
        if (!core.tryAcquire()) {
            new LockWait(core).uninterruptibly();
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        end.checkOpen();
        new LockWait(core).await(Long.MAX_VALUE);
    }

    @Override
    public boolean tryLock() {
        end.checkOpen();
        return core.tryAcquireOrRecover();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        end.checkOpen();
        return new LockWait(core).await(unit.toNanos(time));
    }

    @Override
    public void unlock() {
        core.release();
    }

    @Override
    public boolean isLocked() {
        return core.isLocked();
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
        return end.ticket(LockLayout.LOCK);
    }

    @Override
    public String toString() {
        return core.text("SharedLock");
    }
}
