package org.multijvm.queue;

import java.time.Duration;
import java.time.Instant;
import org.multijvm.ipc.wait.Uninterrupted;

/**
 * A message in hand: taken, and not done yet. It stays in hand while this process lives, unless the queue has a lease: then as long as that lasts. Thread-safe; no method blocks
 * but for moments.
 *
 * @param <E> what is in the queue
 */
public final class Delivery<E> {
    private final SharedJoinableQueue<E> queue;
    private final Taken taken;
    private final E value;

    Delivery(SharedJoinableQueue<E> queue, Taken taken, E value) {
        this.queue = queue;
        this.taken = taken;
        this.value = value;
    }

    Taken taken() {
        return taken;
    }

    /** The message. */
    public E value() {
        return value;
    }

    /** How often it was delivered, this time included. */
    public int deliveries() {
        return taken.slot() == null ? 1 : taken.slot().deliveries();
    }

    /** Whether it was delivered before, and may have been worked on. */
    public boolean isRedelivered() {
        return deliveries() > 1;
    }

    /** When it was put. */
    public Instant putAt() {
        return Instant.ofEpochMilli(taken.frame().putAt());
    }

    /**
     * The message is done: it is gone for good.
     *
     * @return false if it was done before, or is not in this hand any more: its lease is over and it is delivered again
     */
    public boolean done() {
        return queue.finish(this);
    }

    /**
     * Makes the lease end so long after now.
     *
     * @return false if the message is not in this hand any more
     * @throws IllegalArgumentException if the time is zero or negative
     */
    public boolean renew(Duration lease) {
        if (lease.isZero() || lease.isNegative()) {
            throw new IllegalArgumentException("a lease lasts some time: lease=" + lease);
        }
        long until = System.currentTimeMillis()
                + Math.max(1, Math.min(lease.toSeconds(), Integer.MAX_VALUE) * 1000 + lease.toMillisPart());
        queue.checkOpen();
        return Uninterrupted.call(() -> queue.core.taker().change(taken, (hands, slot) -> hands.renew(slot, until)));
    }

    /**
     * Gives the message back: it is delivered again at once, to whoever comes first, or is a dead letter if that was too often.
     *
     * @return false if it is not in this hand any more
     */
    public boolean giveBack() {
        return queue.giveBack(this);
    }
}
