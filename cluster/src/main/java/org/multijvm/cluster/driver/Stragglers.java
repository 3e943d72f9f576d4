package org.multijvm.cluster.driver;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Tells which tasks are late: by how long members had those that have ended, from when they were given them to their answers. That includes what a task waits there behind another one, for all of
 * them alike, so the times of those that have ended and of those that have not can be compared. Guarded by the lock of the {@link Seats}.
 */
final class Stragglers {
    /** A task that takes twice as long as others is late... */
    private static final int TIMES = 2;

    /** ...but not before this time, within which members pause to collect garbage or start a worker. */
    private static final long LEAST_NANOS = 1_000_000_000;

    /** So many that ended last make the average, roughly: what a pool did an hour ago tells nothing of what it does now. */
    private static final int MEMORY = 16;

    private final LongSupplier clock;
    private int ended;
    private double meanNanos;

    /**
     * Knows of none so far.
     *
     * @param clock in ns
     */
    Stragglers(LongSupplier clock) {
        this.clock = clock;
    }

    long now() {
        return clock.getAsLong();
    }

    /** A task has been answered that a member had from this time on. */
    void ended(long since) {
        ended = Math.min(ended + 1, MEMORY);
        meanNanos += (now() - since - meanNanos) / ended;
    }

    /** Whether a task is late that a member has had from this time on; none is before one has ended. */
    boolean isLate(long since) {
        return ended > 0 && now() - since > Math.max(LEAST_NANOS, TIMES * meanNanos);
    }

    /** The late tasks that one member has and no second one, the latest first. */
    List<Copy> late(Collection<Seat> seats) {
        List<Copy> late = new ArrayList<>();
        for (Seat each : seats) {
            for (Copy copy : each.jobs.values()) {
                if (copy.job().copies.size() == 1 && isLate(copy.since())) {
                    late.add(copy);
                }
            }
        }
        long now = now();
        late.sort(Comparator.comparingLong(copy -> copy.since() - now));
        return late;
    }
}
