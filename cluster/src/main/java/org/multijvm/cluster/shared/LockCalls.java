package org.multijvm.cluster.shared;

import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.manager.wire.In;

/** What both kinds of locks ask. */
final class LockCalls {
    private final Remote remote;

    LockCalls(Remote remote) {
        this.remote = remote;
    }

    /** What a lock is at a moment: whether somebody holds it, how often this thread does, whether the one before has gone with it. */
    record State(boolean held, int holds, boolean abandoned) {}

    void lock() {
        remote.ask(CellOp.ACQUIRE);
    }

    void lockInterruptibly() throws InterruptedException {
        remote.await(CellOp.ACQUIRE, Cells.NONE, Long.MAX_VALUE);
    }

    boolean tryLock() {
        return remote.ask(CellOp.TRY_ACQUIRE).readBoolean();
    }

    boolean tryLock(long nanos) throws InterruptedException {
        return nanos <= 0 ? tryLock() : remote.await(CellOp.ACQUIRE, Cells.NONE, nanos) != null;
    }

    void unlock() {
        remote.giveBack(CellOp.RELEASE, Cells.NONE);
    }

    State state() {
        In in = remote.ask(CellOp.STATE);
        return new State(in.readBoolean(), in.readInt(), in.readBoolean());
    }

    long newCondition() {
        return remote.ask(CellOp.NEW_CONDITION).readLong();
    }
}
