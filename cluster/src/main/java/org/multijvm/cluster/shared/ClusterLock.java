package org.multijvm.cluster.shared;

import java.util.concurrent.locks.Lock;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.manager.handle.LockCalls;
import org.multijvm.manager.wire.In;

/** A lock of a cluster, of either kind. */
final class ClusterLock implements LockCalls {
    private final Remote remote;

    ClusterLock(Remote remote) {
        this.remote = remote;
    }

    @Override
    public void lock() {
        remote.ask(CellOp.ACQUIRE);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        remote.await(CellOp.ACQUIRE, Cells.NONE, Long.MAX_VALUE);
    }

    @Override
    public boolean tryLock() {
        return remote.ask(CellOp.TRY_ACQUIRE).readBoolean();
    }

    @Override
    public boolean tryLock(long nanos) throws InterruptedException {
        return nanos <= 0 ? tryLock() : remote.await(CellOp.ACQUIRE, Cells.NONE, nanos) != null;
    }

    @Override
    public void unlock() {
        remote.giveBack(CellOp.RELEASE, Cells.NONE);
    }

    @Override
    public State state() {
        In in = remote.ask(CellOp.STATE);
        return new State(in.readBoolean(), in.readInt(), in.readBoolean());
    }

    @Override
    public SharedCondition newCondition(Lock handle) {
        return new ClusterCondition(remote, remote.ask(CellOp.NEW_CONDITION).readLong(), handle);
    }

    @Override
    public Object ticket() {
        throw remote.travels();
    }

    @Override
    public void close() {
        remote.close();
    }
}
