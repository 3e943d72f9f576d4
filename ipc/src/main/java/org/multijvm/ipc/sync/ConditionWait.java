package org.multijvm.ipc.sync;

import org.multijvm.ipc.wait.Slices;

/**
 * One thread's wait for a condition, from the moment it holds the lock to the moment it holds it again.
 *
 * <pre>
 *   holds the lock: enters the table -- gives up the lock -- sleeps -- takes the lock again -- leaves the table
 *                                                             |
 *       ends by: a notify; a notify inherited from the dead; the time; an interrupt; the death of a holder of the lock
 * </pre>
 *
 * <p><b>The death of a holder</b> of the lock ends all waits as a spurious wake-up: it may have changed what the others wait
 * for and died before it notified them, and nobody knows. Each waiter looks at the end of each slice of sleep whether the
 * lock was recovered from a dead holder since it began ({@link LockCore#deaths}), or has a dead one now, which it then
 * recovers itself by taking the lock.
 *
 * <p><b>What is left by dying:</b> before the lock is given up: its holder is dead, all others wake. After: an entry in the
 * table, see there. When it has the lock again: its holder is dead once more. Confined to one thread.
 */
final class ConditionWait {
    enum End {
        NOTIFIED,
        TIME_OVER,
        INTERRUPTED
    }

    private final ConditionTable table;
    private final ConditionLock lock;
    private final boolean interruptible;
    private final long nanos;
    private final Slices slices = new Slices();

    /** Our entry, as long as it is ours. */
    private int own = ConditionTable.FULL;

    /** Our place in the order. */
    private long ticket;

    /** The entry that has the notify, if it is not our own. */
    private int inherited = -1;

    /** What the lock's count of deaths was when the wait began. */
    private int deaths;

    /** What the table's overflow word was when there was no room in the table. */
    private int overflow;

    ConditionWait(ConditionTable table, ConditionLock lock, boolean interruptible, long nanos) {
        this.table = table;
        this.lock = lock;
        this.interruptible = interruptible;
        // what is left of the least long would be a very long time
        this.nanos = Math.max(0, nanos);
    }

    /** How much of the time is left. */
    long leftNanos() {
        return nanos - slices.waited();
    }

    /** What is thrown for an interrupt. */
    InterruptedException interrupted(Object waitedFor) {
        return slices.interrupted(waitedFor);
    }

    /** Waits; the current thread holds the lock before and after, whatever the end. */
    End await() {
        own = table.enter();
        if (own == ConditionTable.FULL) {
            overflow = table.announceOverflow();
        } else {
            ticket = table.ticket(own);
        }
        deaths = lock.core().deaths();
        int holds = lock.releaseAll();
        try {
            return own == ConditionTable.FULL ? sleepWhileFull() : sleep();
        } finally {
            lock.acquireAgain(holds);
            settle();
        }
    }

    private End sleep() {
        table.spin(own);
        while (!table.isNotified(own)) {
            if (interruptible && Thread.interrupted()) {
                if (leave()) {
                    return End.INTERRUPTED;
                }
                // notified before: the interrupt comes too late for this wait
                Thread.currentThread().interrupt();
                break;
            }
            long waited = slices.waited();
            if (nanos - waited <= 0) {
                return leave() ? End.TIME_OVER : End.NOTIFIED;
            }
            table.sleep(own, waited, nanos - waited);
            if (!table.isOurs(own, ticket)) {
                // damaged: as nobody can tell what it said, it is a spurious wake-up
                own = ConditionTable.FULL;
                break;
            }
            if (!table.isNotified(own) && isOverByADeath()) {
                leave();
                break;
            }
        }
        return End.NOTIFIED;
    }

    /** Looks after the dead; true if this ends the wait. */
    private boolean isOverByADeath() {
        inherited = table.inherit(own);
        return inherited >= 0 || lock.core().deaths() != deaths || lock.core().isOwnerDead();
    }

    /** From here on another may use our entry, unless it has been notified: then false. */
    private boolean leave() {
        if (!table.leave(own)) {
            return false;
        }
        own = ConditionTable.FULL;
        return true;
    }

    /** The lock is ours again: frees what is still ours in the table, and gives away a notify that is one too many. */
    private void settle() {
        if (own != ConditionTable.FULL && !leave()) {
            if (inherited >= 0) {
                table.signal(1);
            }
            table.free(own);
        }
        if (inherited >= 0) {
            table.free(inherited);
        }
    }

    /**
     * There is no room in the table to be notified in. Wakes by itself after a moment, as a condition may, so that its caller looks: of virtual
     * threads one at a time does. All do at a notify that finds too few threads in the table, at a notify of all, and at the death of a holder.
     */
    private End sleepWhileFull() {
        if (leftNanos() <= 0) {
            return End.TIME_OVER;
        }
        table.sleepOver(overflow, leftNanos());
        if (lock.core().deaths() != deaths || lock.core().isOwnerDead()) {
            table.wakeOverflow();
        }
        if (interruptible && Thread.interrupted()) {
            return End.INTERRUPTED;
        }
        return leftNanos() <= 0 && !table.isOver(overflow) ? End.TIME_OVER : End.NOTIFIED;
    }
}
