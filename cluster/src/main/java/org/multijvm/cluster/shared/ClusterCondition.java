package org.multijvm.cluster.shared;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.manager.wire.In;

/** A condition of a cluster's lock, whose state it is a part of. */
@SuppressWarnings("WaitNotInLoop") // the loop is the caller's
final class ClusterCondition implements SharedCondition {
    /** The one that has a name of its own. */
    static final long FIRST = 0;

    private static final long serialVersionUID = 1;

    private final transient Remote remote;
    private final transient long number;
    private final transient Lock lock;

    /**
     * @param remote of the lock
     * @param number of the condition among those of the lock
     */
    ClusterCondition(Remote remote, long number, Lock lock) {
        this.remote = remote;
        this.number = number;
        this.lock = lock;
    }

    @Override
    public Lock lock() {
        return lock;
    }

    @Override
    public void awaitUninterruptibly() {
        remote.ask(CellOp.CONDITION_AWAIT, out -> out.writeLong(number));
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        In told = remote.await(CellOp.CONDITION_AWAIT, out -> out.writeLong(number), unit.toNanos(time));
        return told != null && told.readBoolean();
    }

    @Override
    public int signal(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a number of threads is not negative: count=" + count);
        }
        In told = remote.ask(CellOp.SIGNAL, out -> {
            out.writeLong(number);
            out.writeInt(count);
        });
        return (int) told.readLong();
    }

    @Override
    public int waiting() {
        return (int) remote.ask(CellOp.WAITING, out -> out.writeLong(number)).readLong();
    }

    @Override
    public Object writeReplace() {
        throw remote.travels();
    }

    /** One that was made with a lock of its own ends that handle, too. */
    @Override
    public void close() {
        if (number == FIRST) {
            remote.close();
        }
    }
}
