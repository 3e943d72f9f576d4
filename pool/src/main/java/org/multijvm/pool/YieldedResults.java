package org.multijvm.pool;

import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.ResultSource;

/**
 * What a task of {@link Pool#generate} yields, and behind it how the task ended.
 *
 * <pre>
 *   yields ---> nothing more to take ---> the task has ended well ---> over
 *                                    +--> it has failed ---> the failure is thrown ---> over
 * </pre>
 */
final class YieldedResults implements ResultOrigin {
    /** Nothing that a source of results could bring: it is only told that this thread waits. */
    private static final CompletableFuture<?> NO_RESULT = CompletableFuture.completedFuture(null);

    private static final long SLICE_NANOS = 50_000_000;

    private final Way way;
    private final AsyncResult<?> task;
    private final ResultSource source;
    private final @Nullable ProgressMeter meter;

    /** What was taken off the way and not asked for yet. */
    private @Nullable Item next;

    private boolean atEnd;
    private boolean over;

    /** What comes next: a value, null or not, or why there is none. */
    private record Item(@Nullable Object value, @Nullable Throwable failure) {}

    YieldedResults(Way way, AsyncResult<?> task, ResultSource source, @Nullable ProgressMeter meter) {
        this.way = way;
        this.task = task;
        this.source = source;
        this.meter = meter;
    }

    @Override
    public boolean hasNext() {
        try {
            return look(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while waiting for a result", e);
        } catch (TimeoutException never) {
            throw new IllegalStateException("waited for 292 years", never);
        }
    }

    @Override
    @Nullable
    public Object next(long nanos) throws InterruptedException, TimeoutException {
        if (!look(nanos)) {
            throw new NoSuchElementException("no more results");
        }
        Item item = next;
        next = null;
        if (item == null) {
            throw new NoSuchElementException("no more results");
        }
        Throwable failure = item.failure();
        if (meter != null) {
            meter.taken(1, failure != null);
        }
        if (failure == null) {
            return item.value();
        }
        if (atEnd) {
            ends();
        }
        throw task.isCopy() ? Await.rethrown(failure) : Await.unchecked(failure);
    }

    /** Has the next item at hand; false if there is none and will be none. An interrupt or a time-out loses nothing. */
    private boolean look(long nanos) throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        if (next == null && !over && !atEnd) {
            await(nanos);
            if (!atEnd) {
                take();
            }
        }
        if (next == null && !over) {
            next = endOfTask(nanos - (System.nanoTime() - start));
            if (next == null) {
                ends();
            }
        }
        return next != null;
    }

    private void take() throws InterruptedException {
        try {
            Way.Value value = way.poll();
            atEnd = value == null;
            next = value == null ? null : new Item(value.value(), null);
        } catch (RuntimeException | Error unreadable) {
            // it is taken, and what comes behind it may be read
            next = new Item(null, unreadable);
        }
    }

    private void await(long nanos) throws InterruptedException, TimeoutException {
        boolean there = way.await(0);
        if (!there) {
            // in a task of the same pool of threads this thread is replaced while it waits
            source.awaited(NO_RESULT);
            try {
                there = awaitOrEnd(nanos);
            } finally {
                source.noLongerAwaited();
            }
        }
        if (!there) {
            throw new TimeoutException("the task has yielded nothing in time");
        }
    }

    /**
     * Also ends with the task: one that never had its end of the way may leave that open for a while. A task that is over has yielded before whatever it has, so
     * what is not there behind a look at its end will not come.
     */
    private boolean awaitOrEnd(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            boolean ended = task.isDone();
            long left = nanos - (System.nanoTime() - start);
            if (way.await(ended ? 0 : Math.min(left, SLICE_NANOS))) {
                return true;
            }
            if (ended) {
                atEnd = true;
                return true;
            }
            if (left <= SLICE_NANOS) {
                return false;
            }
        }
    }

    /** Why the task failed; null if it did not. */
    private @Nullable Item endOfTask(long nanos) throws InterruptedException, TimeoutException {
        try {
            task.get(nanos, TimeUnit.NANOSECONDS);
            return null;
        } catch (ExecutionException e) {
            return new Item(null, e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            return new Item(null, e);
        }
    }

    private void ends() {
        over = true;
        way.close();
        if (meter != null) {
            meter.end();
        }
    }

    /** First the way: so a task that is about to yield finds it closed, whenever its interrupt comes. */
    @Override
    public void close() {
        next = null;
        if (!over) {
            ends();
            task.cancel(true);
        }
    }

    /** The iterator's end of the way by which the values of a {@link Pool#generate} come. */
    sealed interface Way permits YieldedHere, Generation.Receiver {
        /** A value, null or not. */
        record Value(@Nullable Object value) {}

        /** Waits for a value, or for the end; false if the time was over first. */
        boolean await(long nanos) throws InterruptedException;

        /**
         * Takes the next value, after {@link #await} was true; null if that was the end.
         *
         * @throws org.multijvm.codec.DecodingException if it cannot be made here; it is taken
         */
        @Nullable
        Value poll() throws InterruptedException;

        /** Nobody takes any more. Does not block; may be called again. */
        void close();
    }
}
