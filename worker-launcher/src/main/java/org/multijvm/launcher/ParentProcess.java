package org.multijvm.launcher;

import java.time.Duration;

/**
 * The process that started this JVM, as its child sees it (rule P11, {@code multiprocessing.parent_process}).
 *
 * <p>A child of ours ends at once when its parent does, so that code in it hardly ever sees a dead parent. Immutable and thread-safe.
 *
 * @param name the parent's name
 * @param identity its pid and start time
 */
public record ParentProcess(String name, ProcessIdentity identity) {
    private static final long POLL_MILLIS = 20;

    /** The parent's process number. */
    public long pid() {
        return identity.pid();
    }

    /** True as long as the parent runs. */
    public boolean isAlive() {
        return identity.isAlive();
    }

    /**
     * Waits until the parent has ended.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void join() throws InterruptedException {
        while (isAlive()) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /**
     * Waits until the parent has ended or the time is over; zero or less only looks.
     *
     * @return true if the parent has ended
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean join(Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        long nanos = JvmProcess.nanosOf(limit);
        while (isAlive()) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            Thread.sleep(Math.max(1, Math.min(POLL_MILLIS, left / 1_000_000)));
        }
        return true;
    }
}
