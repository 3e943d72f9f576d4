package org.multijvm.ipc.sync;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.multijvm.ipc.wait.Slices;

/** The side of a {@link SharedReadWriteLock} that readers share. Thread-safe. */
final class ReadLock implements Lock {
    private final RobustMonitor monitor;
    private final CellEnd end;
    private final ReadWriteRules rules;

    ReadLock(RobustMonitor monitor, CellEnd end) {
        this.monitor = monitor;
        this.end = end;
        this.rules = (ReadWriteRules) monitor.rules();
    }

    @Override
    public void lock() {
        end.checkOpen();
        int[] reads = rules.readsOfThread();
        if (!again(reads)) {
            if (!MonitorWait.tryTake(monitor, rules, ReadWriteRules.READ, 0)) {
                new MonitorWait(monitor, rules, ReadWriteRules.READ, 0).uninterruptibly();
            }
            reads[0] = 1;
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        tryLock(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean tryLock() {
        end.checkOpen();
        int[] reads = rules.readsOfThread();
        if (again(reads)) {
            return true;
        }
        if (MonitorWait.tryTakeOrRecover(monitor, rules, ReadWriteRules.READ, 0)) {
            reads[0] = 1;
            return true;
        }
        return false;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        end.checkOpen();
        Slices.checkInterruptBefore(this);
        int[] reads = rules.readsOfThread();
        if (again(reads)) {
            return true;
        }
        if (MonitorWait.tryTake(monitor, rules, ReadWriteRules.READ, 0)
                || new MonitorWait(monitor, rules, ReadWriteRules.READ, 0)
                        .waitingFor(this)
                        .await(unit.toNanos(time))) {
            reads[0] = 1;
            return true;
        }
        return false;
    }

    @Override
    public void unlock() {
        int[] reads = rules.readsOfThread();
        if (reads[0] == 0) {
            throw new IllegalMonitorStateException("only a thread that reads may end that: lock=" + this + ", thread="
                    + Thread.currentThread().getName());
        }
        reads[0]--;
        if (reads[0] == 0) {
            change(monitor, -1);
            monitor.queue().settle();
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("readers have no conditions: lock=" + this);
    }

    /** Reads once more, or reads while it writes, for which it need not ask. */
    private boolean again(int[] reads) {
        if (reads[0] == Integer.MAX_VALUE) {
            throw new IllegalMonitorStateException("the lock was taken too many times: lock=" + this);
        }
        if (reads[0] == 0) {
            if (rules.writer != Thread.currentThread()) {
                return false;
            }
            change(monitor, 1);
        }
        reads[0]++;
        return true;
    }

    private static void change(RobustMonitor monitor, int readers) {
        int self = monitor.processes().self();
        monitor.enter();
        try {
            ReadWriteRules.putRead(monitor, self, readers);
            monitor.commit();
        } finally {
            monitor.exit();
        }
    }

    @Override
    public String toString() {
        return "ReadLock(" + rules.text(monitor) + ")";
    }
}
