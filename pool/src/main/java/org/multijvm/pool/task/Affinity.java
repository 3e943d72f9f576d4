package org.multijvm.pool.task;

import java.time.Duration;
import java.util.Optional;

/**
 * That a task belongs to the worker that has had tasks of its key before, and so has their state warm; see {@link TaskOptions.Builder#affinity(String)}. Immutable.
 *
 * @param key what tasks with the same state have in common; compared in this JVM, it does not travel
 * @param patience how long a task waits for that worker while another one is idle, before that takes it; empty if no other one may
 */
public record Affinity(String key, Optional<Duration> patience) {
    /** How long a task waits by default. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMillis(100);

    /**
     * An affinity from its parts.
     *
     * @throws IllegalArgumentException if the patience is negative
     */
    public Affinity {
        if (key == null) {
            throw new NullPointerException("key");
        }
        patience.ifPresent(Affinity::check);
    }

    /** Whether no other worker may take the task, as long as that one lives. */
    public boolean isStrict() {
        return patience.isEmpty();
    }

    private static void check(Duration patience) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience cannot be negative: patience=" + patience);
        }
    }
}
