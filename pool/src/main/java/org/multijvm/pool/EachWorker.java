package org.multijvm.pool;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.engine.WorkerOrder;
import org.multijvm.pool.task.TaskOptions;
import org.slf4j.LoggerFactory;

/**
 * A function that each worker of a pool runs once, those that come later, too: what {@link Pool#onEachWorkerFromNowOn} gives.
 *
 * <pre>{@code
 * EachWorker<Integer> loaded = pool.onEachWorkerFromNowOn(Models::load);
 * loaded.await().forEach((worker, models) -> log.info("{}: {}", worker, models));
 * }</pre>
 *
 * <p>Thread-safe. A result is decoded by the thread that first asks for it.
 *
 * @param <R> what the function gives
 */
public final class EachWorker<R> implements AutoCloseable {
    /** So many results are remembered; of workers that have not ended it, all. */
    private static final int MOST_RESULTS = 1000;

    private final Submissions submissions;
    private final TaskOptions options;
    private final Work work;
    private final Callbacks<R> callbacks;
    private volatile Runnable end = () -> {};

    /** By the name of the worker, in the order in which they were told; guarded by itself. */
    private final Map<String, CallTask<R>> byWorker = new LinkedHashMap<>();

    private EachWorker(
            Submissions submissions,
            TaskOptions options,
            SerializableCallable<? extends R> function,
            Callbacks<R> callbacks) {
        this.submissions = submissions;
        // a key says which worker, and so does this
        this.options = options.toBuilder().noAffinity().build();
        this.work = new Work.Single(CallKind.CALL, function, null, null);
        this.callbacks = callbacks;
    }

    static <R> EachWorker<R> start(
            Submissions submissions, TaskOptions options, SerializableCallable<? extends R> function, boolean later) {
        // of a worker that comes later nobody might ever ask
        Callbacks<R> told = later ? Callbacks.onError(EachWorker::warn) : CallbackPair.none();
        EachWorker<R> each = new EachWorker<>(submissions, options, function, told);
        boolean taken = false;
        try {
            each.end = submissions.engine().onEachWorker(each.new Order(), later);
            taken = true;
        } finally {
            if (!taken) {
                each.close();
            }
        }
        return each;
    }

    private static void warn(Throwable thrown) {
        if (!(thrown instanceof CancellationException)) {
            LoggerFactory.getLogger(EachWorker.class).warn("what each worker is to run has failed on one", thrown);
        }
    }

    /**
     * The results so far, by the names of the workers, in the order in which these were told. The error of a worker that threw is what it threw; that of one that died while it ran it, a {@link
     * org.multijvm.pool.task.WorkerCrashedException}; that of one that ended before it had begun, a {@link CancellationException}. Of workers that are gone the last ones are remembered, a thousand of all together. Does not wait for
     * any worker.
     */
    public Map<String, Settled<R>> results() {
        Map<String, Settled<R>> settled = new LinkedHashMap<>();
        for (Map.Entry<String, CallTask<R>> each : all().entrySet()) {
            AsyncResult<R> result = each.getValue().result();
            if (result.isDone()) {
                try {
                    settled.put(each.getKey(), settled(settled.size(), result));
                } catch (InterruptedException e) {
                    // as if it were not there yet: it may have to be decoded
                    Thread.currentThread().interrupt();
                    return settled;
                }
            }
        }
        return settled;
    }

    /**
     * Waits until all workers have run it that have been told so far. A pool that is not busy tells them as they are started.
     *
     * @return their results, as {@link #results}
     */
    public Map<String, Settled<R>> await() throws InterruptedException {
        Map<String, Settled<R>> settled = new LinkedHashMap<>();
        for (Map.Entry<String, CallTask<R>> each : all().entrySet()) {
            settled.put(each.getKey(), settled(settled.size(), each.getValue().result()));
        }
        return settled;
    }

    /** Workers that come from now on do not run it, nor do those that have not begun; one that is at it ends it. Does not block; may be called again. */
    @Override
    public void close() {
        end.run();
        for (CallTask<R> task : all().values()) {
            // one that runs is not cancelled: it could not be told from one that never ran
            if (task.cancel(false)) {
                task.result().cancel(false);
            }
        }
    }

    @Override
    public String toString() {
        return "EachWorker[workers=" + all().keySet() + "]";
    }

    private static <R> Settled<R> settled(long index, AsyncResult<R> result) throws InterruptedException {
        try {
            return Settled.value(index, result.get());
        } catch (ExecutionException e) {
            return Settled.failed(index, e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            return Settled.failed(index, e);
        }
    }

    private Map<String, CallTask<R>> all() {
        synchronized (byWorker) {
            return new LinkedHashMap<>(byWorker);
        }
    }

    private void told(String worker, CallTask<R> task) {
        synchronized (byWorker) {
            byWorker.put(worker, task);
            List<CallTask<R>> surplus = new ArrayList<>();
            Iterator<CallTask<R>> eldest = byWorker.values().iterator();
            while (byWorker.size() - surplus.size() > MOST_RESULTS && eldest.hasNext()) {
                CallTask<R> candidate = eldest.next();
                if (candidate.result().isDone()) {
                    surplus.add(candidate);
                }
            }
            byWorker.values().removeAll(surplus);
        }
    }

    /** What the engine sees of it. */
    private final class Order implements WorkerOrder {
        @Override
        public Work work() {
            return work;
        }

        @Override
        public TaskOptions options() {
            return options;
        }

        @Override
        public Task taskFor(String worker) {
            CallTask<R> task = new CallTask<>(
                    CallKind.CALL, submissions.newOutcome(CallbackPair.of(callbacks)), submissions.engine());
            task.options(options);
            told(worker, task);
            return task;
        }
    }
}
