package org.multijvm.pool.jvm;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps a pool from starting worker after worker that dies at once (billiard: restart-frequency guard).
 *
 * <p>A death is quick if the worker had been ready for less than five seconds and had ended no task. The first three in a row in one slot
 * are followed by a new worker at once, each further one by a pause that doubles: up to a quarter of a second where a task ran, since each
 * such death brings the work forward by a task, and up to two seconds where none did. Ten in a row without a task, while no worker of the
 * pool has ended a task either, and that for as long as the pool has patience, and it is given up: something ends its workers whatever they
 * do. Tasks that crash never break it. Confined to the supervisor.
 */
public final class RestartGuard {
    /** Instead of a pause: the pool is to be given up. */
    static final long GIVE_UP = -1;

    /** How many workers in a row may die without a task. */
    public static final int IDLE_DEATHS = 10;

    private static final int FREE = 3;
    private static final long QUICK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_WITH_TASK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final long patienceNanos;
    private final LongSupplier clock;
    private int idleDeaths;
    private long firstIdleDeathAt;
    private long answeredBefore;

    /**
     * @param patienceNanos for how long workers must die without a task until the pool is given up
     * @param clock of nanoseconds
     */
    RestartGuard(long patienceNanos, LongSupplier clock) {
        this.patienceNanos = patienceNanos;
        this.clock = clock;
    }

    /**
     * A worker that was ready has died by itself.
     *
     * @param slot its slot
     * @param lived for how long it had been ready, in ns
     * @param ended how many tasks it had ended
     * @param ran whether it was at a task
     * @param answered how many tasks the pool's workers have ended in all
     * @return how long to wait until the next start, in ns, or {@link #GIVE_UP}
     */
    long afterDeath(Slot slot, long lived, long ended, boolean ran, long answered) {
        if (lived >= QUICK_NANOS || ended > 0) {
            slot.quickDeaths = 0;
            idleDeaths = 0;
            return 0;
        }
        slot.quickDeaths++;
        idleDeaths = ran || answered != answeredBefore ? 0 : idleDeaths + 1;
        answeredBefore = answered;
        long now = clock.getAsLong();
        if (idleDeaths <= 1) {
            firstIdleDeathAt = now;
        }
        if (idleDeaths >= IDLE_DEATHS && now - firstIdleDeathAt >= patienceNanos) {
            return GIVE_UP;
        }
        int paid = slot.quickDeaths - FREE;
        if (paid <= 0) {
            return 0;
        }
        long longest = ran ? LONGEST_WITH_TASK_NANOS : LONGEST_NANOS;
        return Math.min(longest, FIRST_PAUSE_NANOS << Math.min(paid - 1, 20));
    }
}
