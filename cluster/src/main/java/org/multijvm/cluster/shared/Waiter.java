package org.multijvm.cluster.shared;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread whose call waits at a member. */
final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile byte @Nullable [] answer;
    private volatile boolean nudged;

    /** The answer has come. */
    void answered(byte[] given) {
        answer = given;
        LockSupport.unpark(thread);
    }

    /** It should ask again. */
    void nudge() {
        nudged = true;
        LockSupport.unpark(thread);
    }

    /** The answer; null if it has not come. */
    byte @Nullable [] answer() {
        return answer;
    }

    /**
     * Sleeps until there is an answer, it was nudged, the time is over or this thread is interrupted.
     *
     * @param interruptibly whether an interrupt ends it
     */
    void sleep(long nanos, boolean interruptibly) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        while (answer == null && !nudged) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || interruptibly && Thread.currentThread().isInterrupted()) {
                break;
            }
            interrupted |= !interruptibly && Thread.interrupted();
            LockSupport.parkNanos(this, Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }
        nudged = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
