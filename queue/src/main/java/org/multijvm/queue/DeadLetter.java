package org.multijvm.queue;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.wait.Uninterrupted;

/**
 * A message that was delivered too often, or that a consumer could not make again. It stays until it is removed or put back. Thread-safe.
 *
 * @param <E> what is in the queue
 */
public final class DeadLetter<E> {
    private final SharedJoinableQueue<E> queue;
    private final Taken taken;

    DeadLetter(SharedJoinableQueue<E> queue, Taken taken) {
        this.queue = queue;
        this.taken = taken;
    }

    /**
     * The message; made anew with each call.
     *
     * @throws org.multijvm.codec.DecodingException if it cannot be made in this JVM
     */
    @SuppressWarnings("unchecked")
    public E value() {
        return (E) Objects.requireNonNull(queue.messages.valueOf(taken.kind(), taken.body()));
    }

    /** How often it was delivered. */
    public int deliveries() {
        Hands.@Nullable Slot slot = taken.slot();
        return slot == null ? 0 : slot.deliveries();
    }

    /** When it was put. */
    public Instant putAt() {
        return Instant.ofEpochMilli(taken.frame().putAt());
    }

    /**
     * Lets it be delivered again, as if for the first time.
     *
     * @return false if it is no dead letter any more
     */
    public boolean requeue() {
        queue.checkOpen();
        return Uninterrupted.call(() -> queue.core.taker().revive(taken));
    }

    /**
     * Removes it for good.
     *
     * @return false if it is no dead letter any more
     */
    public boolean remove() {
        queue.checkOpen();
        return Uninterrupted.call(() -> queue.core.taker().bury(taken));
    }
}
