package org.multijvm.pool;

import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a result goes: to its future, by way of the callbacks if there are any.
 *
 * <p>Code of the user's never runs in the thread that collects the answers. Callbacks run in the callback thread, one at a time,
 * and before the future is complete, so that a {@code get} that returns implies that the callback has returned (Python: PL7). A
 * future on which the user has hung further stages is completed there, too. A stage that is hung on in the very moment between
 * the look and the completion may still run in the collecting thread: then it delays the collecting, but if it waits for a result
 * of this pool that thread goes on collecting meanwhile.
 */
final class Outcome<R extends @Nullable Object> {
    private final AsyncResult<R> result;
    private final @Nullable Consumer<? super R> callback;
    private final @Nullable Consumer<? super Throwable> errorCallback;
    private final CallbackLoop callbacks;

    Outcome(
            AsyncResult<R> result,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback,
            CallbackLoop callbacks) {
        this.result = result;
        this.callback = callback;
        this.errorCallback = errorCallback;
        this.callbacks = callbacks;
    }

    void succeed(R value) {
        if (callback == null && !result.hasStages()) {
            result.complete(value);
            return;
        }
        callbacks.add(() -> {
            try {
                callbacks.call(callback, value);
            } finally {
                result.complete(value);
            }
        });
    }

    void fail(Throwable thrown) {
        Throwable reason = result.isCancelled() ? new CancellationException("the task was cancelled") : thrown;
        if (errorCallback == null && !result.hasStages()) {
            result.completeExceptionally(reason);
            return;
        }
        callbacks.add(() -> {
            try {
                callbacks.call(errorCallback, reason);
            } finally {
                result.completeExceptionally(reason);
            }
        });
    }

    AsyncResult<R> result() {
        return result;
    }
}
