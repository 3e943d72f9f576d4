package org.multijvm.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How a message is put into a {@link SharedJoinableQueue}. Immutable; each {@code with…} gives another one.
 *
 * <pre>{@code
 * queue.put(order, PutOptions.DEFAULT.withPriority(2).withKey(order.id()));
 * queue.put(reminder, PutOptions.DEFAULT.withDelay(Duration.ofHours(1)));
 * }</pre>
 *
 * @param priority 0 up to the queue's number of priorities less one; the highest are delivered first
 * @param delay it is not delivered before this time has passed
 * @param at it is not delivered before this instant
 * @param key a second message with this key is refused as long as the key is remembered
 */
public record PutOptions(int priority, Optional<Duration> delay, Optional<Instant> at, Optional<String> key) {
    /** Priority 0, at once, no key. */
    public static final PutOptions DEFAULT = new PutOptions(0, Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * @throws IllegalArgumentException if the priority is negative
     */
    public PutOptions {
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(key, "key");
        if (priority < 0) {
            throw new IllegalArgumentException("a priority is not negative: priority=" + priority);
        }
    }

    /** With a priority. */
    public PutOptions withPriority(int newPriority) {
        return new PutOptions(newPriority, delay, at, key);
    }

    /** Delivered once this time has passed; zero or negative is at once. */
    public PutOptions withDelay(Duration newDelay) {
        return new PutOptions(priority, Optional.of(newDelay), at, key);
    }

    /** Delivered at this instant or later, by this machine's clock. */
    public PutOptions withTime(Instant newTime) {
        return new PutOptions(priority, delay, Optional.of(newTime), key);
    }

    /** With a key for deduplication. */
    public PutOptions withKey(String newKey) {
        return new PutOptions(priority, delay, at, Optional.of(newKey));
    }

    /** 0 for at once. */
    long dueAtMillis(long now) {
        long due = 0;
        if (delay.isPresent() && delay.get().compareTo(Duration.ZERO) > 0) {
            Duration longest = Duration.ofMillis(Long.MAX_VALUE / 2);
            Duration shorter = delay.get().compareTo(longest) < 0 ? delay.get() : longest;
            due = now + Math.max(1, shorter.toMillis());
        }
        if (at.isPresent()) {
            due = Math.max(due, at.get().isBefore(Instant.ofEpochMilli(now)) ? 0 : millis(at.get()));
        }
        return due;
    }

    private static long millis(Instant instant) {
        return instant.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE / 2)) ? Long.MAX_VALUE / 2 : instant.toEpochMilli();
    }
}
