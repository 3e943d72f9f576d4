package org.multijvm.manager.handle;

import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedReentrantLock;

/** A reentrant lock that is kept elsewhere. It belongs to a thread of a program, which alone releases it, and is free when that program ends. */
public final class ReentrantLockHandle implements SharedReentrantLock {
    private static final long serialVersionUID = 1;

    private final transient LockCalls calls;

    /** By whoever keeps it. */
    public ReentrantLockHandle(LockCalls calls) {
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
    public boolean isHeldByCurrentThread() {
        return holdCount() > 0;
    }

    @Override
    public int holdCount() {
        return calls.state().holds();
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
