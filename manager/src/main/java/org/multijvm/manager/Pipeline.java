package org.multijvm.manager;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.multijvm.manager.link.Batch;

/**
 * Calls of a manager's objects that are sent together, without waiting for each: where the way is long, a thousand take little longer than one.
 *
 * <pre>{@code
 * ManagedDict<Integer, String> dict = manager.dict("squares");
 * try (Pipeline pipeline = manager.pipeline()) {
 *     for (int i = 0; i < 10_000; i++) {
 *         int key = i;
 *         pipeline.add(() -> dict.put(key, "" + key * key));
 *     }
 * }
 * }</pre>
 *
 * <p>Calls are sent in their order, when 1,000 or 64 KiB have come together, at {@link #flush} and at {@link #close}. Each fails or not by itself. Confined to one thread.
 */
public final class Pipeline implements AutoCloseable {
    private final Batch batch;

    Pipeline(Batch batch) {
        this.batch = batch;
    }

    /**
     * Adds one call: the action calls one method of one object of this manager, and what it does after that is not run. What waits, and what takes several calls, such as iteration, cannot be added.
     *
     * @return what the call will give
     * @throws IllegalStateException if the action calls nothing of this manager, or what cannot be added
     * @throws Exception what the action throws before its call
     */
    public <T> CompletableFuture<T> add(Callable<T> action) throws Exception {
        return batch.add(action);
    }

    /** Sends what was added and waits for the answers; all futures are complete then. */
    public void flush() {
        batch.flush();
    }

    /** As {@link #flush}. */
    @Override
    public void close() {
        flush();
    }
}
