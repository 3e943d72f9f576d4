package org.multijvm.cluster.shared;

import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedReentrantLock;

/** A reentrant lock of a cluster. It belongs to a thread of a program, which alone releases it, and is free when that program has gone. */
final class ClusterReentrantLock implements SharedReentrantLock {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;
    private final transient LockCalls calls;

    ClusterReentrantLock(Remote remote) {
        this.remote = remote;
        this.calls = new LockCalls(remote);
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
        return new ClusterCondition(remote, calls.newCondition(), this);
    }

    @Override
    public Object writeReplace() {
        throw remote.travels();
    }

    @Override
    public void close() {
        remote.close();
    }
}
