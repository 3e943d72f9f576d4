package org.multijvm.queue;

import java.util.function.BooleanSupplier;
import org.multijvm.ipc.wait.AdaptiveSpin;

/**
 * One thread's wait at a queue: how long it has lasted, and how long the next sleep may last. Confined to one thread.
 *
 * <p>No sleep is longer than 40 ms: after it the thread looks for itself, since the process that owes it a wake may be dead.
 */
final class Wait {
    private static final long FIRST_SLICE_NANOS = 2_000_000;
    private static final long LONGEST_SLICE_NANOS = 40_000_000;
    private static final int SLICE_PART = 8;
    private static final long SPIN_NANOS = 100_000;

    private static final ThreadLocal<AdaptiveSpin> SPINS = new ThreadLocal<>();

    private final long nanos;

    /** When somebody asked first how long it has lasted: what waits for nothing needs no clock. */
    private long start;

    private boolean started;

    /**
     * @param nanos how long in all; {@link Long#MAX_VALUE} for ever
     */
    Wait(long nanos) {
        this.nanos = nanos;
    }

    boolean isOver() {
        return left() <= 0;
    }

    long left() {
        return nanos == Long.MAX_VALUE ? nanos : nanos - waited();
    }

    long waited() {
        if (!started) {
            started = true;
            start = System.nanoTime();
        }
        return System.nanoTime() - start;
    }

    long slice() {
        return Math.min(left(), Math.min(LONGEST_SLICE_NANOS, Math.max(FIRST_SLICE_NANOS, waited() / SLICE_PART)));
    }

    static void checkInterrupt(String forWhat) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for " + forWhat);
        }
    }

    /** Spins for a time that depends on how often that has helped this thread; true if the condition is met. */
    static boolean spinFor(BooleanSupplier condition) {
        AdaptiveSpin spin = spin();
        spin.begin();
        boolean met;
        do {
            met = condition.getAsBoolean();
        } while (!met && spin.goOn());
        spin.end(met);
        return met;
    }

    /** Tells that what was waited for came while the thread slept. */
    static void came() {
        spin().came();
    }

    private static AdaptiveSpin spin() {
        AdaptiveSpin spin = SPINS.get();
        if (spin == null) {
            spin = AdaptiveSpin.ofThisThread(SPIN_NANOS);
            SPINS.set(spin);
        }
        return spin;
    }
}
