package org.multijvm.cluster.shared;

import java.util.concurrent.TimeUnit;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.ipc.sync.SharedEvent;

/** An event of a cluster. */
final class ClusterEvent implements SharedEvent {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    ClusterEvent(Remote remote) {
        this.remote = remote;
    }

    @Override
    public void set() {
        remote.ask(CellOp.SET);
    }

    @Override
    public void clear() {
        remote.ask(CellOp.CLEAR);
    }

    @Override
    public boolean isSet() {
        return remote.ask(CellOp.IS_SET).readBoolean();
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
