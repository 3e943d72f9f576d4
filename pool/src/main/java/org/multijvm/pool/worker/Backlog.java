package org.multijvm.pool.worker;

import org.multijvm.ipc.ring.OneToOneRingConsumer;

/** What a worker has left to do, roughly: so many calls as its ring may hold, each as long as the last ones were. Confined to the worker's thread. */
final class Backlog {
    /** About what it takes to be given more: two wake-ups, and that on a busy machine. */
    private static final long LOW_NANOS = 100_000;

    /** What a call costs besides its function, at least. */
    private static final long LEAST_NANOS = 1_000;

    /** A call takes about so many bytes; most take more. */
    private static final int CALL_BYTES = 64;

    private final OneToOneRingConsumer calls;
    private long averageNanos = LOW_NANOS;

    Backlog(OneToOneRingConsumer calls) {
        this.calls = calls;
    }

    /** A call has been answered. */
    void took(long nanos) {
        averageNanos += (nanos - averageNanos) / 8;
    }

    /** Whether it lasts no longer than it takes to be given more: always, if there is nothing. What comes into the ring later need not be seen. */
    boolean isLow() {
        long bytes = calls.bytesLeft();
        return bytes <= 0 || ((bytes + CALL_BYTES - 1) / CALL_BYTES) * Math.max(LEAST_NANOS, averageNanos) < LOW_NANOS;
    }
}
