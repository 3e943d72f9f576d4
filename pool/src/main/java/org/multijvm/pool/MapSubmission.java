package org.multijvm.pool;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.ValueWriter;

/** Turns one {@code map} or {@code starmap} into the tasks that do it, a chunk each. */
final class MapSubmission {
    private final JvmPool pool;
    private final Serializable function;
    private final Items items;
    private final int chunkSize;

    /** Complete when all are submitted; a cancelling thread may look earlier. */
    private final List<Task> tasks = Collections.synchronizedList(new ArrayList<>());

    MapSubmission(JvmPool pool, Serializable function, Items items, int chunkSize) {
        this.pool = pool;
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
            pool.dispatcher().checkOpenForNothing();
            outcome.result().complete(job.whole());
            return;
        }
        FunctionShape shape = FunctionShape.of(function);
        outcome.result().onCancel(this::cancel);
        for (int from = 0; from < size; ) {
            int to = (int) Math.min(size, (long) from + chunkSize);
            ChunkTask task = new ChunkTask(pool.nextNumber(), items.kind(), shape, job, from);
            try {
                submit(task, from, to);
            } catch (RuntimeException | Error e) {
                // an item cannot travel: the chunks before it must not run for nothing
                cancel(false);
                throw e;
            }
            tasks.add(task);
            from = to;
        }
    }

    private void submit(ChunkTask task, int from, int to) {
        BodyEncoder encoder = pool.encoder();
        try {
            ValueWriter out = encoder.begin();
            task.shape.writeState(function, out);
            items.write(out, from, to);
            pool.hand(task, encoder);
        } finally {
            encoder.end();
        }
    }

    private boolean cancel(boolean mayInterruptIfRunning) {
        boolean all = true;
        for (Task task : tasks.toArray(new Task[0])) {
            all &= pool.cancel(task, mayInterruptIfRunning);
        }
        return all;
    }
}
