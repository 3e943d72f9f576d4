package org.multijvm.cluster.shared;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.manager.wire.In;

/** A semaphore of a cluster, bounded or not. */
final class ClusterSemaphore implements SharedSemaphore {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    ClusterSemaphore(Remote remote) {
        this.remote = remote;
    }

    private static Consumer<ValueWriter> count(int permits) {
        return out -> out.writeInt(permits);
    }

    @Override
    public void acquire(int permits) throws InterruptedException {
        remote.await(CellOp.ACQUIRE, count(permits), Long.MAX_VALUE);
    }

    @Override
    public void acquireUninterruptibly(int permits) {
        remote.ask(CellOp.ACQUIRE, count(permits));
    }

    @Override
    public boolean tryAcquire(int permits) {
        return remote.ask(CellOp.TRY_ACQUIRE, count(permits)).readBoolean();
    }

    @Override
    public boolean tryAcquire(int permits, long time, TimeUnit unit) throws InterruptedException {
        return remote.await(CellOp.ACQUIRE, count(permits), unit.toNanos(time)) != null;
    }

    @Override
    public void release(int permits) {
        remote.giveBack(CellOp.RELEASE, count(permits));
    }

    @Override
    public int availablePermits() {
        return remote.ask(CellOp.STATE).readInt();
    }

    @Override
    public int drainPermits() {
        return (int) remote.ask(CellOp.DRAIN).readLong();
    }

    @Override
    public int queueLength() {
        In in = remote.ask(CellOp.STATE);
        in.readInt();
        return in.readInt();
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
