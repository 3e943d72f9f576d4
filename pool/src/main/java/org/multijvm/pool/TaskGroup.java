package org.multijvm.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The tasks of one {@code invokeAll} or {@code invokeAny}. Confined to the thread that waits for them. */
final class TaskGroup<T> {
    private final List<AsyncResult<T>> results = new ArrayList<>();

    private TaskGroup() {}

    /** Submits all; if one is refused the others are cancelled. */
    static <T> TaskGroup<T> submit(ProcessPoolExecutor executor, Collection<? extends Callable<T>> tasks) {
        TaskGroup<T> group = new TaskGroup<>();
        try {
            for (Callable<T> task : tasks) {
                group.results.add(executor.submit(task));
            }
            return group;
        } catch (RuntimeException | Error e) {
            group.cancelAll();
            throw e;
        }
    }

    /** Waits for the end of all; cancels what has not ended by then, or when interrupted. */
    List<Future<T>> awaitAll(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        boolean ended = false;
        try {
            for (AsyncResult<T> result : results) {
                long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
                if (!result.isDone() && !endsWithin(result, left)) {
                    return List.copyOf(results);
                }
            }
            ended = true;
            return List.copyOf(results);
        } finally {
            if (!ended) {
                cancelAll();
            }
        }
    }

    /** Waits for the first success, then cancels the others. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only reports that the result is there
    T awaitAny(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
        if (results.isEmpty()) {
            throw new IllegalArgumentException("there is no task to wait for: tasks=0");
        }
        LinkedBlockingQueue<AsyncResult<T>> ended = new LinkedBlockingQueue<>();
        for (AsyncResult<T> result : results) {
            result.whenComplete((value, failure) -> ended.add(result));
        }
        long start = System.nanoTime();
        @Nullable ExecutionException last = null;
        try {
            for (int i = 0; i < results.size(); i++) {
                long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
                AsyncResult<T> next = ended.poll(left, TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException("no task has succeeded: tasks=" + results.size() + ", failed=" + i);
                }
                try {
                    return next.get();
                } catch (ExecutionException e) {
                    last = e;
                } catch (CancellationException e) {
                    last = new ExecutionException(e);
                }
            }
            throw Objects.requireNonNull(last);
        } finally {
            cancelAll();
        }
    }

    private static boolean endsWithin(AsyncResult<?> result, long nanos) throws InterruptedException {
        try {
            result.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return result.isDone();
        } catch (ExecutionException | CancellationException e) {
            return true;
        }
    }

    private void cancelAll() {
        for (AsyncResult<T> result : results) {
            result.cancel(true);
        }
    }
}
