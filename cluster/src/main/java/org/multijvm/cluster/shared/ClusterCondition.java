package org.multijvm.cluster.shared;

import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.wait.Slices;
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

    private boolean await(long nanos) throws InterruptedException {
        In told = remote.await(CellOp.CONDITION_AWAIT, out -> out.writeLong(number), nanos);
        return told != null && told.readBoolean();
    }

    @Override
    public void await() throws InterruptedException {
        await(Long.MAX_VALUE);
    }

    @Override
    public void awaitUninterruptibly() {
        remote.ask(CellOp.CONDITION_AWAIT, out -> out.writeLong(number));
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        long start = System.nanoTime();
        await(nanosTimeout);
        return nanosTimeout - (System.nanoTime() - start);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(unit.toNanos(time));
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // it is Condition's
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return await(TimeUnit.MILLISECONDS.toNanos(deadline.getTime() - System.currentTimeMillis()));
    }

    @Override
    public void awaitFor(BooleanSupplier predicate) throws InterruptedException {
        awaitFor(predicate, Long.MAX_VALUE);
    }

    @Override
    public boolean awaitFor(BooleanSupplier predicate, Duration limit) throws InterruptedException {
        return awaitFor(predicate, Slices.nanos(limit));
    }

    private boolean awaitFor(BooleanSupplier predicate, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        while (!predicate.getAsBoolean()) {
            long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            await(left);
        }
        return true;
    }

    @Override
    public void signalAll() {
        signal(Integer.MAX_VALUE);
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
