package org.multijvm.ipc.sync;

import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.sync.ConditionWait.End;
import org.multijvm.ipc.wait.LockLayout;
import org.multijvm.ipc.wait.Slices;

/** A {@link SharedCondition} on a {@link ConditionTable}. */
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
    public void await() throws InterruptedException {
        pause(Long.MAX_VALUE);
    }

    @Override
    public void awaitUninterruptibly() {
        check("wait");
        new ConditionWait(table, lock, false, Long.MAX_VALUE).await();
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        long start = System.nanoTime();
        pause(nanosTimeout);
        return Math.max(0, nanosTimeout) - (System.nanoTime() - start);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return pause(unit.toNanos(time)) != End.TIME_OVER;
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // it is Condition's
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long until = deadline.getTime();
        long now = System.currentTimeMillis();
        long millis = until > now ? until - now : 0;
        return pause(TimeUnit.MILLISECONDS.toNanos(millis)) != End.TIME_OVER;
    }

    @Override
    public void awaitFor(BooleanSupplier predicate) throws InterruptedException {
        pauseUntil(predicate, Long.MAX_VALUE);
    }

    @Override
    public boolean awaitFor(BooleanSupplier predicate, Duration limit) throws InterruptedException {
        return pauseUntil(predicate, Slices.nanos(limit));
    }

    private boolean pauseUntil(BooleanSupplier predicate, long nanos) throws InterruptedException {
        check("wait");
        long limit = Math.max(0, nanos);
        long start = System.nanoTime();
        while (!predicate.getAsBoolean()) {
            long left = limit - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            pause(left);
        }
        return true;
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
