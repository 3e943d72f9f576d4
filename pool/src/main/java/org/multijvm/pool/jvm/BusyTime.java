package org.multijvm.pool.jvm;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.multijvm.pool.worker.RunningMark;

/**
 * How long a worker has been at tasks: those that it has answered, and the one that it has in hand.
 *
 * <p>Written by the collector, read by anyone. A worker tells of a task in its {@link RunningMark} until its answer is out, so that a task may be
 * answered and in hand at the same time; the number of the last answer is written before its time is added, so a thread that has read that time knows that
 * number, and counts no task twice. One that is being answered in this moment may be missing.
 */
final class BusyTime {
    /** Whether a nanoTime of one JVM can be compared with another one's: CLOCK_MONOTONIC is the machine's, see clock_gettime(2). */
    static final boolean ONE_CLOCK =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");

    private final RunningMark mark;
    private final AtomicLong answeredNanos = new AtomicLong();
    private long lastAnswered;

    BusyTime(RunningMark mark) {
        this.mark = mark;
    }

    /** By the collector: a task has been answered. */
    void answered(long task, long nanos) {
        lastAnswered = task;
        answeredNanos.setRelease(answeredNanos.getPlain() + nanos);
    }

    /** All of it until now. */
    long nanos() {
        long answered = answeredNanos.getAcquire();
        long last = lastAnswered;
        long task = mark.task();
        if (!ONE_CLOCK || task <= RunningMark.NONE || task == last) {
            return answered;
        }
        // 0: the worker is gone, and its mark's memory was given back after the look at the task
        long since = mark.since();
        return since == 0 ? answered : answered + Math.max(0, System.nanoTime() - since);
    }
}
