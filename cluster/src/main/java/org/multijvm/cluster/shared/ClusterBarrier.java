package org.multijvm.cluster.shared;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.manager.wire.In;

/** A barrier of a cluster. */
final class ClusterBarrier implements SharedBarrier {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    ClusterBarrier(Remote remote) {
        this.remote = remote;
    }

    private record State(int parties, int waiting, boolean broken) {}

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("there was no limit", e);
        }
    }

    @Override
    public int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(unit.toNanos(time));
    }

    /** Throws what the barrier does, which may be a BrokenBarrierException. */
    private int await(long nanos) throws InterruptedException, BrokenBarrierException, TimeoutException {
        In index = remote.await(CellOp.AWAIT, Cells.NONE, nanos);
        if (index == null) {
            throw new TimeoutException("not all parties came in time, the barrier is broken: barrier=" + remote);
        }
        return (int) index.readLong();
    }

    private State state() {
        In in = remote.ask(CellOp.STATE);
        return new State(in.readInt(), in.readInt(), in.readBoolean());
    }

    @Override
    public void reset() {
        remote.ask(CellOp.RESET);
    }

    @Override
    public void abort() {
        remote.ask(CellOp.ABORT);
    }

    @Override
    public int parties() {
        return state().parties();
    }

    @Override
    public int waiting() {
        return state().waiting();
    }

    @Override
    public boolean isBroken() {
        return state().broken();
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
