package org.multijvm.pool;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task of a {@link Pool}, there now or later: Python's {@code AsyncResult} as a {@link CompletableFuture}.
 *
 * <p>{@link #get()} throws an {@link ExecutionException} whose cause is what the task threw, of the same type and with the
 * worker's stack trace; a {@link WorkerCrashedException} if the worker died; a {@link TaskTimeoutException} if the task was over a limit
 * of its {@link TaskOptions}. {@link #cancel} takes a task back that no worker has started; with {@code true} it also stops a running
 * one, where the worker is a thread of this JVM by an interrupt alone. Thread-safe.
 *
 * <p>Stages hung on this future run in the pool's one callback thread, as its callbacks do, or in the thread that hangs them. So one that waits
 * there for another result must not wait for what that thread has to bring, or it waits for ever: a result with a callback or a stage of its
 * own, also by {@code CompletableFuture.allOf(..).join()}, or the very result whose callback it is. Compose instead ({@link #thenCompose}), or
 * give the stage a thread of its own ({@link #thenApplyAsync(java.util.function.Function) thenApplyAsync}).
 */
public final class AsyncResult<T extends @Nullable Object> extends CompletableFuture<T> {
    @SuppressWarnings("rawtypes") // a class literal has no type argument
    private static final AtomicIntegerFieldUpdater<AsyncResult> WAITERS =
            AtomicIntegerFieldUpdater.newUpdater(AsyncResult.class, "waiters");

    private final ResultSource source;
    private volatile @Nullable Cancellation cancellation;
    private volatile int waiters;

    AsyncResult(ResultSource source) {
        this.source = source;
    }

    /** How a running or waiting task is given up. */
    interface Cancellation {
        /** True if no worker will bring the result to its end. */
        boolean cancel(boolean mayInterruptIfRunning);
    }

    void onCancel(Cancellation how) {
        cancellation = how;
    }

    /** True once there is a result or an error; the same as {@link #isDone}, by Python's name. */
    public boolean ready() {
        return isDone();
    }

    /**
     * True if the task ended without an error.
     *
     * @throws IllegalStateException if it has not ended yet (Python: ValueError, rule PL9)
     */
    public boolean successful() {
        if (!isDone()) {
            throw new IllegalStateException("the result is not ready");
        }
        return !isCompletedExceptionally();
    }

    /**
     * Waits for the result, at most so long; the result can still be had later (rule PL9).
     *
     * @param limit zero or negative only looks
     * @throws TimeoutException if it is not there by then
     */
    public T get(Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
        return get(nanos(limit), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits until the task has ended, at most so long.
     *
     * @param limit zero or negative only looks
     * @return true if it has ended
     */
    public boolean await(Duration limit) throws InterruptedException {
        try {
            get(nanos(limit), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return isDone();
        } catch (ExecutionException | CancellationException e) {
            return true;
        }
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (isDone()) {
            return super.get();
        }
        startWaiting();
        try {
            return super.get();
        } finally {
            stopWaiting();
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (timeout <= 0 || isDone()) {
            return super.get(0, unit);
        }
        startWaiting();
        try {
            return super.get(timeout, unit);
        } finally {
            stopWaiting();
        }
    }

    @Override
    public T join() {
        if (isDone()) {
            return super.join();
        }
        startWaiting();
        try {
            return super.join();
        } finally {
            stopWaiting();
        }
    }

    /**
     * Gives the task up: this ends with a {@link CancellationException} at once. A running task that may be stopped is interrupted in
     * its worker; if it has not ended after the grace period of its {@link TaskOptions}, its worker is killed and replaced. Either way
     * no later result can meet this future, and no other task is hit. Of a {@code map} all chunks are given up.
     *
     * @param mayInterruptIfRunning whether a running task is stopped too
     * @return false if the task has ended, or runs and may not be stopped
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Cancellation how = cancellation;
        if (isDone() || (how != null && !how.cancel(mayInterruptIfRunning))) {
            return isCancelled();
        }
        return super.cancel(mayInterruptIfRunning);
    }

    /** One that knows, as this does, what is to be done while a thread of the pool's own waits for it. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new AsyncResult<>(source);
    }

    /** True if more hangs on this future than threads that wait for it, which it counts as dependents, too. */
    boolean hasStages() {
        return getNumberOfDependents() > waiters;
    }

    /** Whether what the task threw is a copy of its own. */
    boolean isCopy() {
        return source.bringsCopies();
    }

    private void startWaiting() {
        source.awaited(this);
        WAITERS.incrementAndGet(this);
    }

    private void stopWaiting() {
        WAITERS.decrementAndGet(this);
        source.noLongerAwaited();
    }

    static long nanos(Duration limit) {
        return Math.max(0, TimeUnit.NANOSECONDS.convert(limit));
    }
}
