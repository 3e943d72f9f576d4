package org.multijvm.pool;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Turns one {@code map} or {@code starmap} into the tasks that do it, a chunk each. */
final class MapSubmission {
    /** An item that takes longer is a long one, however long. */
    private static final Duration PROBE_LIMIT = Duration.ofMillis(1);

    private final Engine engine;
    private final Serializable function;
    private final Items items;
    private final ChunkSizes sizes;

    /** Complete when all are submitted; a cancelling thread may look earlier. */
    private final List<Task> tasks = Collections.synchronizedList(new ArrayList<>());

    MapSubmission(Engine engine, Serializable function, Items items, ChunkSizes sizes) {
        this.engine = engine;
        this.function = function;
        this.items = items;
        this.sizes = sizes;
    }

    /** Submits all chunks, or completes at once if there is none; then no callback is called (rule PL10). */
    <R> void start(Outcome<R> outcome) {
        int size = items.size();
        AsyncResult<Boolean> first = new AsyncResult<>(engine.collector());
        MapJob<R> job = new MapJob<>(outcome, items.newResults(), size, first);
        if (size == 0) {
            engine.checkOpen();
            outcome.result().complete(job.whole());
            return;
        }
        outcome.result().onCancel(this::cancel);
        try {
            int from = sizes.wantsProbe() && engine.isWarm() ? probe(job, first) : 0;
            while (from < size) {
                from = submit(job, from, sizes.next(size - from));
            }
        } catch (RuntimeException | Error e) {
            // an item cannot travel: the chunks before it must not run for nothing
            cancel(false);
            throw e;
        }
    }

    /** Sends the first item alone, and waits a moment to see how long it takes. */
    private int probe(MapJob<?> job, AsyncResult<Boolean> landed) {
        int next = submit(job, 0, 1);
        try {
            boolean soon = landed.await(PROBE_LIMIT);
            sizes.itemTakes(soon ? tasks.get(0).nanos : Long.MAX_VALUE);
        } catch (InterruptedException e) {
            // whoever waits for the result is to see it
            Thread.currentThread().interrupt();
        }
        return next;
    }

    private int submit(MapJob<?> job, int from, int count) {
        ChunkTask task = new ChunkTask(items.kind(), job, from, from + count);
        engine.submit(task, new Work.Chunk(function, items, from, from + count));
        tasks.add(task);
        return from + count;
    }

    /** One chunk that will not run to its end is enough: then there never is a whole result, and nobody must wait for it. */
    private boolean cancel(boolean mayInterruptIfRunning) {
        boolean any = false;
        for (Task task : tasks.toArray(new Task[0])) {
            any |= engine.cancel(task, mayInterruptIfRunning);
        }
        return any;
    }
}
