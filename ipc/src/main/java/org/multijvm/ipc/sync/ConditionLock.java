package org.multijvm.ipc.sync;

import java.util.concurrent.locks.Lock;
import org.multijvm.ipc.wait.LockLayout;

/**
 * The lock of a condition, as the condition sees it: given up whole, whatever its depth, and taken back so.
 *
 * @param lock what the user sees
 * @param core its mechanism
 * @param reentrant whether it counts
 */
record ConditionLock(Lock lock, LockCore core, boolean reentrant) {
    static ConditionLock of(CellLock lock) {
        return new ConditionLock(lock, lock.core(), false);
    }

    static ConditionLock of(CellReentrantLock lock) {
        return new ConditionLock(lock, lock.core(), true);
    }

    /** The lock that was sent. */
    static ConditionLock of(CellTicket ticket) {
        Object lock = ticket.readResolve();
        return lock instanceof CellReentrantLock again ? of(again) : of((CellLock) lock);
    }

    CellTicket ticket() {
        return CellTicket.of(core.cell(), reentrant ? LockLayout.REENTRANT_LOCK : LockLayout.LOCK);
    }

    /**
     * @throws IllegalMonitorStateException if the current thread does not hold it
     */
    void checkHeld(String toDo) {
        boolean held = reentrant ? core.holder == Thread.currentThread() : core.isTakenByCurrentThread();
        if (!held) {
            throw new IllegalMonitorStateException("only the thread that holds a condition's lock may " + toDo
                    + ": lock=" + lock + ", thread=" + Thread.currentThread().getName());
        }
    }

    /** Gives it up; returns how deep it was held. */
    int releaseAll() {
        int holds = reentrant ? core.holds : 1;
        if (reentrant) {
            core.holds = 0;
            core.holder = null;
        }
        core.release();
        return holds;
    }

    /** Takes it back as deep as it was, however long that takes; an interrupt stays pending. */
    void acquireAgain(int holds) {
        if (!core.tryAcquire()) {
            new LockWait(core).uninterruptibly();
        }
        if (reentrant) {
            core.holder = Thread.currentThread();
            core.holds = holds;
        }
    }

    void close() {
        if (reentrant) {
            ((CellReentrantLock) lock).close();
        } else {
            ((CellLock) lock).close();
        }
    }
}
