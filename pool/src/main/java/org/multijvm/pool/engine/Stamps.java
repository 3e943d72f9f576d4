package org.multijvm.pool.engine;

/**
 * Says which tasks are given the time when they were taken: each, but where many come fewer, since a look at the clock costs as much as a good part of a quick call. Under
 * its owner's lock.
 *
 * <p>A task that is given it counts for those before it that were not. So where tasks go on to come quickly the clock is read some 200,000 times a second at most, and of a few that come at once each is given the time.
 */
public final class Stamps {
    private static final int MOST = 64;
    private static final long SHORTEST_GAP = 5_000;
    private static final long LONGEST_GAP = 1_000_000;

    /** So many may come quickly before any is left out. */
    private static final int PATIENCE = 200;

    private int quick;
    private int every = 1;
    private int left = 1;
    private long last;

    /** Whether the next one is to be {@linkplain #stamp given} the time. */
    public boolean isDue() {
        return --left <= 0;
    }

    /**
     * Gives a task the time.
     *
     * @param now of nanoseconds, positive
     */
    public void stamp(WorkItem<?> task, long now) {
        task.takenAt = now;
        task.weight = every;
        long gap = now - last;
        last = now;
        quick = gap < SHORTEST_GAP ? quick + 1 : 0;
        if (quick > PATIENCE) {
            every = Math.min(MOST, 2 * every);
        } else if (gap > LONGEST_GAP) {
            every = 1;
        } else if (gap > 4 * SHORTEST_GAP) {
            every = Math.max(1, every / 2);
        }
        left = every;
    }
}
