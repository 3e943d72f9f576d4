package org.multijvm.cluster.shared;

import java.util.concurrent.TimeUnit;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.ipc.sync.SharedCountDownLatch;

/** A latch of a cluster. */
final class ClusterLatch implements SharedCountDownLatch {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    ClusterLatch(Remote remote) {
        this.remote = remote;
    }

    @Override
    public void countDown() {
        remote.ask(CellOp.COUNT_DOWN);
    }

    @Override
    public long count() {
        return remote.ask(CellOp.COUNT).readLong();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return remote.await(CellOp.AWAIT, Cells.NONE, unit.toNanos(time)) != null;
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
