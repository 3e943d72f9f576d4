package org.multijvm.ipc.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.sync.ConditionWait.End;
import org.multijvm.ipc.wait.LockLayout;
import org.multijvm.ipc.wait.Slices;

/** A {@link SharedCondition} on a {@link ConditionTable}. */
@SuppressWarnings("WaitNotInLoop") // they loop themselves
final class CellCondition implements SharedCondition {
    /** What of a condition goes with its end. */
    static final int ATTACHED = 0;

    private static final int MADE = 1;

    private static final int MADE_WITH_LOCK = 2;

    private static final long serialVersionUID = 1;

    private final transient ConditionTable table;

    private final transient ConditionLock lock;

    private final transient CellEnd end;

    private final transient int owned;

    CellCondition(ConditionTable table, ConditionLock lock, int owned) {
        this.table = table;
        this.lock = lock;
        this.owned = owned;
        this.end = new CellEnd(table.cell(), "condition", owned != ATTACHED);
    }

    /** A new condition with a new reentrant lock. */
    static CellCondition withLock() {
        CellReentrantLock lock = new CellReentrantLock(SharedCell.create(LockLayout.REENTRANT_LOCK), true);
        return new CellCondition(ConditionTable.create(), ConditionLock.of(lock), MADE_WITH_LOCK);
    }

    /** A new condition of a lock. */
    static CellCondition of(ConditionLock lock) {
        return new CellCondition(ConditionTable.create(), lock, MADE);
    }

    @Override
    public Lock lock() {
        return lock.lock();
    }

    @Override
    public void awaitUninterruptibly() {
        check("wait");
        new ConditionWait(table, lock, false, Long.MAX_VALUE).await();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return pause(unit.toNanos(time)) != End.TIME_OVER;
    }

    @Override
    public void awaitFor(BooleanSupplier predicate) throws InterruptedException {
        check("wait");
        SharedCondition.super.awaitFor(predicate);
    }

    @Override
    public boolean awaitFor(BooleanSupplier predicate, Duration limit) throws InterruptedException {
        check("wait");
        return SharedCondition.super.awaitFor(predicate, limit);
    }

    @Override
    public void signalAll() {
        check("notify");
        table.signalAll();
    }

    @Override
    public int signal(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the number to notify must not be negative: count=" + count);
        }
        check("notify");
        return table.signal(count);
    }

    @Override
    public int waiting() {
        end.checkOpen();
        return table.waiting();
    }

    @Override
    public void close() {
        if (end.close() && owned == MADE_WITH_LOCK) {
            lock.close();
        }
    }

    @Override
    public Object writeReplace() {
        end.checkOpen();
        return ConditionTicket.of(table, lock.ticket());
    }

    @Override
    public String toString() {
        return "SharedCondition(waiting=" + table.waiting() + ", lock=" + lock.lock() + ")";
    }

    private End pause(long nanos) throws InterruptedException {
        check("wait");
        Slices.checkInterruptBefore(this);
        ConditionWait wait = new ConditionWait(table, lock, true, nanos);
        End end = wait.await();
        if (end == End.INTERRUPTED) {
            throw wait.interrupted(this);
        }
        return end;
    }

    private void check(String toDo) {
        end.checkOpen();
        lock.checkHeld(toDo);
    }
}
