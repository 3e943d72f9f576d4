package org.multijvm.ipc.wait;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The clockwork of one thread's wait: how long it has lasted, how long to sleep next, when to look for the dead, and what an interrupt says. Waits
 * differ in what they announce, look at and repair, and have this in common.
 *
 * <p>A waiting thread sleeps in slices, 2 ms first, then an eighth of the wait so far, at most 8 ms or what its wait says.
 * <p>At the end of each slice its caller looks for itself, so that a wake which a dead process owes is missed no longer than that. A virtual
 * thread sleeps on: {@link VirtualSleepers} looks at its word for it, and gives it a turn to look for the dead. Confined to one thread.
 */
public final class Slices {
    /** How soon a waiter first looks whether the owner is dead; each look costs about 10 us. */
    public static final long FIRST_NANOS = 2_000_000;

    /** No sleep is longer, and no interrupt or death is noticed later than this by a thread that has waited long. */
    public static final long LONGEST_NANOS = 8_000_000;

    /** A sleep lasts this part of the wait so far. */
    private static final int PART = 8;

    /** Whether a virtual thread of this JVM has ever slept so. Only then is {@link VirtualSleepers} loaded. */
    private static volatile boolean virtualSleepers;

    private final long longestNanos;
    private final long start = System.nanoTime();

    /** When this thread last looked whether others live, in nanoseconds of its wait. */
    private long lastLook;

    /** A wait that begins now. */
    public Slices() {
        this(LONGEST_NANOS);
    }

    /**
     * A wait that begins now.
     *
     * @param longestNanos no sleep is longer
     */
    public Slices(long longestNanos) {
        this.longestNanos = longestNanos;
    }

    /** A limit in nanoseconds: one too long for a long is for ever, one below zero is over. */
    public static long nanos(Duration limit) {
        return Math.max(0, TimeUnit.NANOSECONDS.convert(limit));
    }

    /** How long the wait has lasted, in nanoseconds. */
    public long waited() {
        return System.nanoTime() - start;
    }

    /** How long to sleep next after a wait of so long; a look at the owner ends each sleep but the shortest. */
    public long next(long waited) {
        return next(waited, longestNanos);
    }

    private static long next(long waited, long longestNanos) {
        return Math.min(longestNanos, Math.max(FIRST_NANOS, waited / PART));
    }

    /** Whether it is time to look whether others live. */
    public boolean isLookDue(long waited) {
        return waited - lastLook >= FIRST_NANOS;
    }

    /** This thread has looked. */
    public void looked(long waited) {
        lastLook = waited;
    }

    /**
     * Looks for an interrupt before anything was done.
     *
     * @param waitedFor names itself by its {@code toString}
     * @throws InterruptedException if the thread is interrupted; it is not any more then
     */
    public static void checkInterruptBefore(Object waitedFor) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting: waited_for=" + waitedFor);
        }
    }

    /**
     * Looks for an interrupt between two slices.
     *
     * @param waitedFor names itself by its {@code toString}
     * @throws InterruptedException if the thread is interrupted; it is not any more then
     */
    public void checkInterrupt(Object waitedFor) throws InterruptedException {
        if (Thread.interrupted()) {
            throw interrupted(waitedFor);
        }
    }

    /** What is thrown for an interrupt. */
    public InterruptedException interrupted(Object waitedFor) {
        return new InterruptedException(
                "interrupted while waiting: waited=" + waited() / 1_000_000 + "ms, waited_for=" + waitedFor);
    }

    /**
     * Sleeps for a slice, as long as the word is {@code expected}; may return early.
     *
     * @param group the primitive, by identity: every thread that sleeps for it can repair what a dead process has left
     * @param waited how long the wait has lasted
     * @param left how long it may last still
     */
    public static void sleep(Object group, FutexWord word, int expected, long waited, long left) {
        if (waited >= FIRST_NANOS && VirtualThreads.isCurrent()) {
            virtualSleepers = true;
            VirtualSleepers.sleep(group, word, expected, left);
        } else {
            word.sleep(expected, Math.min(left, next(waited, LONGEST_NANOS)));
        }
    }

    /** Wakes a thread that sleeps so on a word which this thread has changed. */
    public static void wakeOne(Object group, FutexWord word) {
        if (virtualSleepers) {
            VirtualSleepers.wake(group, word);
        }
        // without the kernel's sleep at hand it is not loaded here, which takes 0.1 s: the sleeper looks for itself
        // sooner
        if (FutexWord.canWake()) {
            word.wake(1);
        }
    }
}
