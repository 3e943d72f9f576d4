package org.multijvm.pool;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.ResultSource;
import org.multijvm.pool.engine.Unread;

/**
 * Where a result goes: to those who wait for it, then to its future's stages, by way of the callbacks if there are any.
 *
 * <p>It comes in two steps, so that no code of the user's runs in the thread that brings it:
 *
 * <pre>
 *   came ---> [callback, in the callback thread] ---> arrived: a thread that waits in get goes on, and decodes it
 *                                                       |
 *                                                       +---> complete: stages run, in the callback thread or where they are hung on
 * </pre>
 *
 * <p>What arrives is kept in a future of its own on which nothing but waiting threads can hang; it is a value, {@link #NONE}, an {@link Unread} or a
 * {@link Failure}. Callbacks run in the callback thread, one at a time, and before it arrives, so that a {@code get} that returns implies that the
 * callback has returned (Python: PL7). The {@link AsyncResult} itself is completed by the callback thread in its next round, or before by a thread
 * that asks and finds that nothing hangs on it.
 *
 * <p>{@link #succeed}, {@link #answered} or {@link #fail} is called once; none of them needs memory, so that a loop can call them in a full heap.
 */
final class Outcome<R extends @Nullable Object> extends CallbackLoop.Node implements Unread.Listener {
    /** Stands for null. */
    private static final Object NONE = new Object();

    private final AsyncResult<R> result;
    private final @Nullable Consumer<? super R> callback;
    private final @Nullable Consumer<? super Throwable> errorCallback;

    /** Null if only one thread, which waits, knows the result: then no stage can hang on it. */
    private final @Nullable CallbackLoop callbacks;

    private final CompletableFuture<Object> arrival = new CompletableFuture<>();

    /** What has come and has its callback before it. */
    private volatile @Nullable Object pending;

    Outcome(
            ResultSource source,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback,
            CallbackLoop callbacks) {
        this.result = new AsyncResult<>(source, this);
        this.callback = callback;
        this.errorCallback = errorCallback;
        this.callbacks = callbacks;
    }

    /** Of a result that only the thread knows that waits for it. */
    Outcome(ResultSource source) {
        this.result = new AsyncResult<>(source, this);
        this.callback = null;
        this.errorCallback = null;
        this.callbacks = null;
    }

    AsyncResult<R> result() {
        return result;
    }

    void succeed(R value) {
        come(value == null ? NONE : value, callback != null);
    }

    /** The same, or a failure: that is not known before it is read. */
    void answered(Unread answer) {
        answer.tells(this);
        come(answer, errorCallback != null || (callback != null && !answer.isError()));
    }

    void fail(Throwable thrown) {
        come(Failure.of(thrown), errorCallback != null);
    }

    /** By the user: it ends now, without a callback. False if it has ended before. */
    boolean endWith(R value) {
        return arrival.complete(value == null ? NONE : value);
    }

    /** The same. */
    boolean endWith(Throwable reason) {
        return arrival.complete(Failure.of(reason));
    }

    /** The same, for a future that is overwritten. */
    void overwrite(@Nullable Object value, @Nullable Throwable reason) {
        arrival.obtrudeValue(reason != null ? Failure.of(reason) : value == null ? NONE : value);
    }

    /** By a user who cancels: stages are told by the callback thread. */
    void cancelled() {
        arrive(Failure.of(new CancellationException()));
    }

    CompletableFuture<Object> arrival() {
        return arrival;
    }

    boolean hasArrived() {
        return arrival.isDone();
    }

    /** Once it has arrived: not yet read, or null. */
    @Nullable
    Unread unread() {
        return arrival.getNow(NONE) instanceof Unread unread ? unread : null;
    }

    /** Once it has arrived, and is read: why there is no result, or null. */
    @Nullable
    Throwable failure() {
        Object token = arrival.getNow(NONE);
        if (token instanceof Unread unread) {
            return unread.failure();
        }
        return token instanceof Failure failure ? failure.reason() : null;
    }

    /** Once it has arrived, and is read, and there is no failure. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the function that gave the value has results of this type
    R value() {
        Object token = arrival.getNow(NONE);
        if (token instanceof Unread unread) {
            return (R) unread.value();
        }
        return token == NONE ? null : (R) token;
    }

    /** Whether more than one thread may know the result. */
    boolean isShared() {
        return callbacks != null;
    }

    /** What it is has been read, by whichever thread: so it can be complete. */
    @Override
    public void wasRead() {
        if (callbacks != null && arrival.isDone()) {
            callbacks.add(this, result.hasStages());
        }
    }

    /** Once it has arrived: a stage hangs on it. */
    void hurry() {
        if (callbacks != null) {
            callbacks.add(this, true);
        }
    }

    private void come(Object token, boolean calls) {
        CallbackLoop loop = callbacks;
        if (calls && loop != null) {
            pending = token;
            loop.add(this, true);
        } else {
            arrive(token);
        }
    }

    private void arrive(Object token) {
        if (arrival.complete(token) && callbacks != null) {
            callbacks.add(this, result.hasStages());
        }
    }

    /** In the callback thread; may come twice, once for the callback and once for the stages. */
    @Override
    public void run() {
        Object token = pending;
        if (token != null) {
            pending = null;
            try {
                callBack(token);
            } finally {
                arrival.complete(token);
            }
        }
        if (arrival.isDone() && !result.isComplete() && !isComplete()) {
            callbacks().add(this, false);
        }
    }

    /**
     * False if it is to be tried again since the heap is full. What must be read before is read here only if a stage waits for it, or else aside, where
     * no callback queues; and if another thread reads it, nobody waits for that here. Either comes back by {@link #wasRead}.
     */
    private boolean isComplete() {
        try {
            Unread unread = unread();
            if (unread != null && !unread.isRead()) {
                if (!result.hasStages()) {
                    callbacks().aside(unread);
                    return true;
                }
                if (!unread.tryRead()) {
                    return true;
                }
            }
            result.completeStages();
            return true;
        } catch (OutOfMemoryError full) {
            return false;
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // as value
    private void callBack(Object token) {
        Throwable failure = null;
        Object value = token == NONE ? null : token;
        if (token instanceof Failure failed) {
            failure = failed.reason();
        } else if (token instanceof Unread unread) {
            unread.read();
            failure = unread.failure();
            value = unread.value();
        }
        if (failure == null) {
            callbacks().call(callback, (R) value);
        } else {
            callbacks()
                    .call(
                            errorCallback,
                            result.isCancelled() ? new CancellationException("the task was cancelled") : failure);
        }
    }

    private CallbackLoop callbacks() {
        return Objects.requireNonNull(callbacks);
    }
}
