package org.multijvm.pool;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.ResultSource;
import org.multijvm.pool.engine.StackRoom;
import org.multijvm.pool.engine.Thrown;
import org.multijvm.pool.engine.Unread;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerCrashedException;

/**
 * The result of a task of a {@link Pool}, there now or later: Python's {@code AsyncResult} as a {@link CompletableFuture}.
 *
 * <p>{@link #get()} throws an {@link ExecutionException} whose cause is what the task threw, of the same type and with the
 * worker's stack trace; a {@link WorkerCrashedException} if the worker died; a {@link TaskTimeoutException} if the task was over a limit
 * of its {@link TaskOptions}. An interrupt while waiting leaves the task alone. Thread-safe.
 *
 * <p>Only {@link #cancel} on this very future reaches the task: it takes a task back that no worker has started, and with {@code true} also stops a
 * running one (where the worker is a thread of this JVM, by an interrupt alone). Whatever else ends this future leaves the task running, and its result
 * is dropped: {@link #complete}, {@link #completeExceptionally}, {@link #orTimeout} and {@link #completeOnTimeout}. To cancel a
 * stage that hangs on it ends that stage alone. For a limit that stops the task there is {@link TaskOptions.Builder#timeLimit}.
 *
 * <p>Stages hung on this future run in the pool's one callback thread, as its callbacks do, or in the thread that hangs them. A callback or stage must
 * not block on a result that this same thread has to complete, or it waits for ever: a result with a callback or a stage of its
 * own, also by {@code CompletableFuture.allOf(..).join()}, or the very result whose callback it is. Compose instead ({@link #thenCompose}), or
 * give the stage a thread of its own ({@link #thenApplyAsync(java.util.function.Function) thenApplyAsync}).
 */
public final class AsyncResult<T extends @Nullable Object> extends StagedFuture<T> {
    @SuppressWarnings("rawtypes") // a class literal has no type argument
    private static final AtomicIntegerFieldUpdater<AsyncResult> STAGES =
            AtomicIntegerFieldUpdater.newUpdater(AsyncResult.class, "stages");

    /** Nothing was hung on it yet. */
    private static final int NONE = 0;

    /** Something hangs on it, or is about to: only the callback thread completes it. Never left. */
    private static final int SOME = 1;

    /** A thread that asks for the result completes it, since nothing hangs on it; one that wants to hang something on it waits for that moment. */
    private static final int SETTLING = 2;

    private final ResultSource source;

    /** Null in a stage. */
    private final @Nullable Outcome<T> outcome;

    private volatile @Nullable Cancellation cancellation;
    private volatile int stages;

    AsyncResult(ResultSource source, @Nullable Outcome<T> outcome) {
        this.source = source;
        this.outcome = outcome;
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
     * Waits for the result, at most so long; the result can still be had later (rule PL9). As {@link #get(long, TimeUnit)}.
     *
     * @param limit zero or negative only looks
     * @throws TimeoutException if it is not there by then
     */
    public T get(Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
        return get(nanos(limit), TimeUnit.NANOSECONDS);
    }

    /** Waits until the task has ended, with a result or an error; throws neither. Python's {@code wait}. */
    public void await() throws InterruptedException {
        try {
            if (!isDone()) {
                awaitArrival(Long.MAX_VALUE);
            }
        } catch (TimeoutException never) {
            throw new IllegalStateException("waited for 292 years", never);
        }
    }

    /**
     * Waits until the task has ended, at most so long.
     *
     * @param limit zero or negative only looks
     * @return true if it has ended
     */
    public boolean await(Duration limit) throws InterruptedException {
        long nanos = nanos(limit);
        if (!isDone() && nanos > 0) {
            try {
                awaitArrival(nanos);
            } catch (TimeoutException e) {
                return isDone();
            }
        }
        return isDone();
    }

    /** True once there is a result or an error. Does not decode it. */
    @Override
    public boolean isDone() {
        Outcome<T> by = outcome;
        return (by != null && by.hasArrived()) || super.isDone();
    }

    @Override
    public boolean isCompletedExceptionally() {
        Outcome<T> by = outcome;
        return by == null ? super.isCompletedExceptionally() : by.hasArrived() && failure(by) != null;
    }

    @Override
    public boolean isCancelled() {
        Outcome<T> by = outcome;
        return by == null
                ? super.isCancelled()
                : by.hasArrived()
                        && (by.unread() == null || by.unread().isError())
                        && failure(by) instanceof CancellationException;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        Outcome<T> by = outcome;
        try {
            if (by == null) {
                return super.isDone() ? super.get() : waitForStage(Long.MAX_VALUE);
            }
            if (!by.hasArrived()) {
                awaitArrival(Long.MAX_VALUE);
            }
            return given(by, Long.MAX_VALUE);
        } catch (TimeoutException never) {
            throw new IllegalStateException("waited for 292 years", never);
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Outcome<T> by = outcome;
        long nanos = unit.toNanos(timeout);
        if (by == null) {
            return nanos <= 0 || super.isDone() ? super.get(0, unit) : waitForStage(nanos);
        }
        if (!by.hasArrived()) {
            if (nanos <= 0) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                throw new TimeoutException();
            }
            long start = System.nanoTime();
            awaitArrival(nanos);
            nanos -= System.nanoTime() - start;
        }
        return given(by, nanos);
    }

    @Override
    public T join() {
        Outcome<T> by = outcome;
        if (by == null) {
            if (super.isDone()) {
                return super.join();
            }
            source.awaited(this);
            try {
                return super.join();
            } finally {
                source.noLongerAwaited();
            }
        }
        if (!by.hasArrived()) {
            source.awaited(this);
            try {
                by.arrival().join();
            } finally {
                source.noLongerAwaited();
            }
        }
        Throwable failure = failure(by);
        settleUnlessHung(by);
        if (failure != null) {
            throw Thrown.ofJoin(failure);
        }
        return by.value();
    }

    @Override
    public T getNow(T valueIfAbsent) {
        return isDone() ? join() : valueIfAbsent;
    }

    /** The result of a task that has ended without an error, as {@code Future.resultNow} of JDK 19. */
    public T resultNow() {
        if (!isDone()) {
            throw new IllegalStateException("the task has not ended");
        }
        if (isCompletedExceptionally()) {
            throw new IllegalStateException(
                    isCancelled() ? "the task was cancelled" : "the task has ended with an error");
        }
        return join();
    }

    /** The error of a task that has ended with one, as {@code Future.exceptionNow} of JDK 19. */
    public Throwable exceptionNow() {
        if (!isDone()) {
            throw new IllegalStateException("the task has not ended");
        }
        if (isCancelled()) {
            throw new IllegalStateException("the task was cancelled");
        }
        try {
            get();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause == null ? e : cause;
        }
        throw new IllegalStateException("the task has ended with a result");
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
        StackRoom.check();
        Cancellation how = cancellation;
        if (isDone() || (how != null && !how.cancel(mayInterruptIfRunning))) {
            return isCancelled();
        }
        Outcome<T> by = outcome;
        if (by == null) {
            return super.cancel(mayInterruptIfRunning);
        }
        by.cancelled();
        return isCancelled();
    }

    /** Ends this future with a value of the caller's, whose stages then run in this thread; the task is not stopped. */
    @Override
    public boolean complete(T value) {
        Outcome<T> by = outcome;
        return (by == null || by.endWith(value)) && super.complete(value);
    }

    /** Ends this future with an error of the caller's, whose stages then run in this thread; the task is not stopped. */
    @Override
    public boolean completeExceptionally(Throwable reason) {
        Outcome<T> by = outcome;
        return (by == null || by.endWith(reason)) && super.completeExceptionally(reason);
    }

    @Override
    public void obtrudeValue(T value) {
        if (outcome != null) {
            outcome.overwrite(value, null);
        }
        super.obtrudeValue(value);
    }

    @Override
    public void obtrudeException(Throwable reason) {
        if (outcome != null) {
            outcome.overwrite(null, reason);
        }
        super.obtrudeException(reason);
    }

    /** One that knows, as this does, what is to be done while a thread of the pool's own waits for it. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new AsyncResult<>(source, null);
    }

    @Override
    public String toString() {
        String state = !isDone() ? "not completed" : super.isCompletedExceptionally() ? "failed" : "completed";
        return "AsyncResult@" + Integer.toHexString(hashCode()) + "[" + state + "]";
    }

    /** True if a stage hangs on this future, or is about to. */
    boolean hasStages() {
        return stages == SOME || getNumberOfDependents() > 0;
    }

    /** Whether what the task threw is a copy of its own. */
    boolean isCopy() {
        return source.bringsCopies();
    }

    /** Whether stages, too, have been told. */
    boolean isComplete() {
        return super.isDone();
    }

    /** In the callback thread, once it is read: lets the stages run. */
    void completeStages() {
        Outcome<T> by = outcome;
        if (by != null && !super.isDone()) {
            completeWith(by);
        }
    }

    /**
     * A stage is about to be hung on. If the result is there and nothing else hangs on it, it is completed here, and the stage runs in this thread, as
     * is usual. Else this future is the callback thread's from now on.
     *
     * <p>The mark is set before the look whether it has arrived, and what arrives looks for the mark after that: so one of the two tells the callback
     * thread that there is a hurry. Only the two static methods of {@link CompletableFuture}, {@code allOf} and {@code anyOf}, hang something on
     * without coming by here; {@link #settle} looks for that, too, right before it completes.
     */
    @Override
    final void hangsOn() {
        Outcome<T> by = outcome;
        if (by == null || super.isDone() || (by.hasArrived() && isRead(by) && settle(by))) {
            return;
        }
        while (!STAGES.compareAndSet(this, NONE, SOME) && stages != SOME) {
            if (super.isDone()) {
                return;
            }
            Thread.onSpinWait();
        }
        if (by.hasArrived()) {
            by.hurry();
        }
    }

    private static boolean isRead(Outcome<?> by) {
        Unread unread = by.unread();
        return unread == null || unread.tryRead();
    }

    private void settleUnlessHung(Outcome<T> by) {
        if (stages == NONE && by.isShared()) {
            settle(by);
        }
    }

    /** Once it is read: completes this future in a thread that asks for it, if nothing hangs on it. True if it is complete. */
    private boolean settle(Outcome<T> by) {
        if (!STAGES.compareAndSet(this, NONE, SETTLING)) {
            return super.isDone();
        }
        try {
            if (getNumberOfDependents() == 0) {
                completeWith(by);
            }
        } finally {
            stages = SOME;
        }
        return super.isDone();
    }

    private void completeWith(Outcome<T> by) {
        Throwable failure = by.failure();
        if (failure == null) {
            super.complete(by.value());
        } else {
            super.completeExceptionally(Thrown.ofStages(failure));
        }
    }

    private @Nullable Throwable failure(Outcome<T> by) {
        Unread unread = by.unread();
        if (unread != null) {
            unread.read();
        }
        return by.failure();
    }

    private T given(Outcome<T> by, long nanos) throws InterruptedException, ExecutionException, TimeoutException {
        Unread unread = by.unread();
        if (unread != null) {
            unread.read(nanos);
        }
        Throwable failure = by.failure();
        settleUnlessHung(by);
        if (failure != null) {
            throw Thrown.ofGet(failure);
        }
        return by.value();
    }

    private T waitForStage(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
        source.awaited(this);
        try {
            return nanos == Long.MAX_VALUE ? super.get() : super.get(nanos, TimeUnit.NANOSECONDS);
        } finally {
            source.noLongerAwaited();
        }
    }

    private void awaitArrival(long nanos) throws InterruptedException, TimeoutException {
        Outcome<T> by = outcome;
        CompletableFuture<?> arrival = by == null ? null : by.arrival();
        source.awaited(this);
        try {
            if (arrival == null) {
                waitForEnd(nanos);
            } else if (nanos == Long.MAX_VALUE) {
                arrival.get();
            } else {
                arrival.get(nanos, TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        } finally {
            source.noLongerAwaited();
        }
    }

    private void waitForEnd(long nanos) throws InterruptedException, TimeoutException {
        try {
            super.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException ended) {
            return;
        }
    }

    static long nanos(Duration limit) {
        return Math.max(0, TimeUnit.NANOSECONDS.convert(limit));
    }
}
