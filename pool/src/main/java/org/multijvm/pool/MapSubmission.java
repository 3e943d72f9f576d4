package org.multijvm.pool;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.EncodingException;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.Items;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Work;

/** Turns one {@code map} or {@code starmap} into the tasks that do it, a chunk each. */
final class MapSubmission {
    /** An item that takes longer is a long one, however long. */
    private static final Duration PROBE_LIMIT = Duration.ofMillis(1);

    private final Intake intake;
    private final Engine engine;
    private final Serializable function;
    private final Items items;
    private final ChunkSizes sizes;
    private final CallbackLoop callbacks;
    private final @Nullable ProgressMeter meter;
    private final @Nullable Settling settling;

    /** Complete when all are submitted; a cancelling thread may look earlier. */
    private final List<Task> tasks = Collections.synchronizedList(new ArrayList<>());

    MapSubmission(
            Intake intake,
            Serializable function,
            Items items,
            ChunkSizes sizes,
            CallbackLoop callbacks,
            @Nullable ProgressMeter meter,
            @Nullable Settling settling) {
        this.settling = settling;
        this.callbacks = callbacks;
        this.intake = intake;
        this.engine = intake.engine();
        this.function = function;
        this.items = items;
        this.sizes = sizes;
        this.meter = meter;
    }

    /** Submits all chunks, or completes at once if there is none; then no callback is called (rule PL10). */
    <R> void start(Outcome<R> outcome) {
        int size = items.size();
        Outcome<Boolean> first = new Outcome<>(engine.collector());
        MapJob<R> job = new MapJob<>(outcome, items.newResults(), size, first, callbacks, meter, settling);
        if (size == 0) {
            engine.checkOpen();
            endMeter();
            outcome.result().complete(job.whole());
            return;
        }
        outcome.result().onCancel(this::cancel);
        try {
            int from = sizes.wantsProbe() && engine.isWarm() ? probe(job, first.result()) : 0;
            while (from < size) {
                long nanos = job.itemNanos();
                if (nanos > 0) {
                    sizes.itemTakes(nanos);
                }
                from = submit(job, from, sizes.next(size - from));
            }
        } catch (RuntimeException | Error e) {
            // an item cannot travel: the chunks before it must not run for nothing
            cancel(false);
            endMeter();
            throw e;
        }
    }

    /** Sends the first item alone, and waits a moment to see how long it takes. */
    private int probe(MapJob<?> job, AsyncResult<Boolean> landed) {
        int next = submit(job, 0, 1);
        try {
            boolean soon = landed.await(PROBE_LIMIT);
            sizes.itemTakes(soon && !tasks.isEmpty() ? tasks.get(0).nanos() : Long.MAX_VALUE);
        } catch (InterruptedException e) {
            // whoever waits for the result is to see it
            Thread.currentThread().interrupt();
        }
        return next;
    }

    private int submit(MapJob<?> job, int from, int count) {
        if (settling == null) {
            return submitAll(job, from, count);
        }
        try {
            return submitAll(job, from, count);
        } catch (EncodingException e) {
            if (count == 1) {
                job.fail(from, from + 1, e);
            } else {
                // one of them cannot travel: each for itself, so that it alone fails
                for (int i = 0; i < count; i++) {
                    submit(job, from + i, 1);
                }
            }
            return from + count;
        }
    }

    private int submitAll(MapJob<?> job, int from, int count) {
        ChunkTask task = new ChunkTask(items.kind(), job, from, from + count);
        intake.submit(task, new Work.Chunk(function, items, from, from + count));
        tasks.add(task);
        return from + count;
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
                task.fail(new CancellationException("the task was cancelled: chunks=" + tasks.size()));
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
