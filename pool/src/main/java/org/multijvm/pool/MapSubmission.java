package org.multijvm.pool;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Turns one {@code map} or {@code starmap} into the tasks that do it, a chunk each. */
final class MapSubmission {
    private final Engine engine;
    private final Serializable function;
    private final Items items;
    private final int chunkSize;

    /** Complete when all are submitted; a cancelling thread may look earlier. */
    private final List<Task> tasks = Collections.synchronizedList(new ArrayList<>());

    MapSubmission(Engine engine, Serializable function, Items items, int chunkSize) {
        this.engine = engine;
        this.function = function;
        this.items = items;
        this.chunkSize = chunkSize;
    }

    /** Submits all chunks, or completes at once if there is none; then no callback is called (rule PL10). */
    <R> void start(Outcome<R> outcome) {
        int size = items.size();
        int chunks = (int) (((long) size + chunkSize - 1) / chunkSize);
        MapJob<R> job = new MapJob<>(outcome, items.newResults(), chunks);
        if (size == 0) {
            engine.checkOpen();
            outcome.result().complete(job.whole());
            return;
        }
        outcome.result().onCancel(this::cancel);
        for (int from = 0; from < size; ) {
            int to = (int) Math.min(size, (long) from + chunkSize);
            ChunkTask task = new ChunkTask(items.kind(), job, from);
            try {
                engine.submit(task, new Work.Chunk(function, items, from, to));
            } catch (RuntimeException | Error e) {
                // an item cannot travel: the chunks before it must not run for nothing
                cancel(false);
                throw e;
            }
            tasks.add(task);
            from = to;
        }
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
