package org.multijvm.ipc.sync;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.multijvm.ipc.wait.Slices;

/** The side of a {@link SharedReadWriteLock} that one thread has for itself. Thread-safe. */
final class WriteLock implements Lock {
    private final RobustMonitor monitor;
    private final CellEnd end;
    private final ReadWriteRules rules;

    WriteLock(RobustMonitor monitor, CellEnd end) {
        this.monitor = monitor;
        this.end = end;
        this.rules = (ReadWriteRules) monitor.rules();
    }

    @Override
    public void lock() {
        end.checkOpen();
        if (!again()) {
            checkDoesNotRead();
            if (!MonitorWait.tryTake(monitor, rules, ReadWriteRules.WRITE, 0)) {
                new MonitorWait(monitor, rules, ReadWriteRules.WRITE, 0).uninterruptibly();
            }
            taken();
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        end.checkOpen();
        Slices.checkInterruptBefore(this);
        if (!again()) {
            checkDoesNotRead();
            newWait().await(Long.MAX_VALUE);
            taken();
        }
    }

    @Override
    public boolean tryLock() {
        end.checkOpen();
        return again() || (MonitorWait.tryTakeOrRecover(monitor, rules, ReadWriteRules.WRITE, 0) && taken());
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        end.checkOpen();
        Slices.checkInterruptBefore(this);
        return again()
                || ((MonitorWait.tryTake(monitor, rules, ReadWriteRules.WRITE, 0)
                                || newWait().await(unit.toNanos(time)))
                        && taken());
    }

    @Override
    public void unlock() {
        if (rules.writer != Thread.currentThread()) {
            throw new IllegalMonitorStateException("only the thread that writes may end that: lock=" + this
                    + ", thread=" + Thread.currentThread().getName());
        }
        if (--rules.writes == 0) {
            rules.writer = null;
            int self = monitor.processes().self();
            monitor.enter();
            try {
                ReadWriteRules.putWritten(monitor, self);
                monitor.commit();
            } finally {
                monitor.exit();
            }
            monitor.queue().settle();
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException(
                "this lock has no conditions, use those of a SharedReentrantLock: lock=" + this);
    }

    private MonitorWait newWait() {
        return new MonitorWait(monitor, rules, ReadWriteRules.WRITE, 0).waitingFor(this);
    }

    private boolean again() {
        if (rules.writer != Thread.currentThread()) {
            return false;
        }
        if (rules.writes == Integer.MAX_VALUE) {
            throw new IllegalMonitorStateException("the lock was taken too many times: lock=" + this);
        }
        rules.writes++;
        return true;
    }

    private boolean taken() {
        rules.writer = Thread.currentThread();
        rules.writes = 1;
        return true;
    }

    /** It would wait for itself for ever. */
    private void checkDoesNotRead() {
        if (rules.readsOfThread()[0] > 0) {
            throw new IllegalMonitorStateException(
                    "a thread that reads cannot ask to write: end the reading first: lock=" + this + ", thread="
                            + Thread.currentThread().getName());
        }
    }

    @Override
    public String toString() {
        return "WriteLock(" + rules.text(monitor) + ")";
    }
}
