package org.multijvm.pool;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.WorkerCrashedException;

/**
 * What is told how a submitted call has ended: Python's {@code callback} and {@code error_callback}. A lambda is told the result; {@link #onError} and
 * {@link #of} are told the error:
 *
 * <pre>{@code
 * pool.applyAsync(Pages::fetch, url, page -> index.add(page));
 * pool.applyAsync(Pages::fetch, url, Callbacks.onError(e -> failures.increment()));
 * pool.applyAsync(Pages::fetch, url, Callbacks.of(index::add, e -> failures.increment()));
 * }</pre>
 *
 * <p>One of the two methods is called once, in the pool's one callback thread, one call after the other, before the result turns ready (rule PL7):
 * when {@link AsyncResult#get()} returns, the callback has returned. It must not wait there for another result, see {@link AsyncResult}. What it throws is logged and
 * handed to the pool's {@linkplain PoolBuilder#onCallbackError error handler}, and stops nothing. Neither is called if the result was cancelled or
 * completed by the caller before. Callbacks run in this JVM and do not travel, so they may use all that they see.
 *
 * @param <R> what the call gives
 */
@FunctionalInterface
public interface Callbacks<R extends @Nullable Object> {
    /** The call has ended with this result, which is null if the function gave null. */
    void completed(R result);

    /**
     * The call has ended with this error: what the task threw, a {@link WorkerCrashedException} and so on, as the cause of the exception that {@link
     * AsyncResult#get()} throws. Does nothing by default.
     */
    default void failed(Throwable error) {}

    /** A callback for the result. */
    static <R extends @Nullable Object> Callbacks<R> onResult(Consumer<? super R> callback) {
        return new CallbackPair<>(Objects.requireNonNull(callback, "callback"), null);
    }

    /** A callback for the error. */
    static <R extends @Nullable Object> Callbacks<R> onError(Consumer<? super Throwable> callback) {
        return new CallbackPair<>(null, Objects.requireNonNull(callback, "callback"));
    }

    /** A callback for the result and one for the error. */
    static <R extends @Nullable Object> Callbacks<R> of(
            Consumer<? super R> onResult, Consumer<? super Throwable> onError) {
        return new CallbackPair<>(
                Objects.requireNonNull(onResult, "onResult"), Objects.requireNonNull(onError, "onError"));
    }
}
