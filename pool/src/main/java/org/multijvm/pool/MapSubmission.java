package org.multijvm.pool;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Turns one {@code map} or {@code starmap} into the tasks that do it, a chunk each. */
final class MapSubmission {
    private final Engine engine;
    private final Serializable function;
    private final Items items;
    private final int chunkSize;
    private final @Nullable ProgressMeter meter;

    /** Complete when all are submitted; a cancelling thread may look earlier. */
    private final List<Task> tasks = Collections.synchronizedList(new ArrayList<>());

    MapSubmission(Engine engine, Serializable function, Items items, int chunkSize, @Nullable ProgressMeter meter) {
        this.engine = engine;
        this.function = function;
        this.items = items;
        this.chunkSize = chunkSize;
        this.meter = meter;
    }

    /** Submits all chunks, or completes at once if there is none; then no callback is called (rule PL10). */
    <R> void start(Outcome<R> outcome) {
        int size = items.size();
        int chunks = (int) (((long) size + chunkSize - 1) / chunkSize);
        MapJob<R> job = new MapJob<>(outcome, items.newResults(), chunks, meter);
        if (size == 0) {
            engine.checkOpen();
            endMeter();
            outcome.result().complete(job.whole());
            return;
        }
        outcome.result().onCancel(this::cancel);
        for (int from = 0; from < size; ) {
            int to = (int) Math.min(size, (long) from + chunkSize);
            ChunkTask task = new ChunkTask(items.kind(), job, from, to - from);
            try {
                engine.submit(task, new Work.Chunk(function, items, from, to));
            } catch (RuntimeException | Error e) {
                // an item cannot travel: the chunks before it must not run for nothing
                cancel(false);
                endMeter();
                throw e;
            }
            tasks.add(task);
            from = to;
        }
    }

    /**
     * Gives up what can be given up. The chunks that are taken back fail here, so that the job comes to its end with those that run.
     *
     * @return true if a chunk will not run to its end, and the whole so has no result
     */
    private boolean cancel(boolean mayInterruptIfRunning) {
        boolean any = false;
        for (Task task : tasks.toArray(new Task[0])) {
            if (engine.cancel(task, false)) {
                any = giveUp(any);
                task.fail(new CancellationException("the task was cancelled"));
            } else if (mayInterruptIfRunning && engine.cancel(task, true)) {
                any = giveUp(any);
            }
        }
        return any;
    }

    private boolean giveUp(boolean already) {
        if (!already && meter != null) {
            meter.giveUp();
        }
        return true;
    }

    private void endMeter() {
        if (meter != null) {
            meter.end();
        }
    }
}
