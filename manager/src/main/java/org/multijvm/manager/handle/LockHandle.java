package org.multijvm.manager.handle;

import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedLock;

/** A lock that is kept elsewhere. It belongs to the thread that has acquired it, any thread of any program may release it, and it is free when the owner's program ends. */
public final class LockHandle implements SharedLock {
    private static final long serialVersionUID = 1;

    private final transient LockCalls calls;

    /** By whoever keeps it. */
    public LockHandle(LockCalls calls) {
        this.calls = calls;
    }

    @Override
    public void lock() {
        calls.lock();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        calls.lockInterruptibly();
    }

    @Override
    public boolean tryLock() {
        return calls.tryLock();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return calls.tryLock(unit.toNanos(time));
    }

    @Override
    public void unlock() {
        calls.unlock();
    }

    @Override
    public boolean isLocked() {
        return calls.state().held();
    }

    @Override
    public boolean wasAbandoned() {
        return calls.state().abandoned();
    }

    @Override
    public SharedCondition newCondition() {
        return calls.newCondition(this);
    }

    @Override
    public Object writeReplace() {
        return calls.ticket();
    }

    @Override
    public void close() {
        calls.close();
    }
}
