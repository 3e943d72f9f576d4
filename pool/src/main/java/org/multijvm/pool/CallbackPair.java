package org.multijvm.pool;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Callbacks of which it is known which are missing: what nobody wants to be told need not pass through the callback thread. */
record CallbackPair<R extends @Nullable Object>(
        @Nullable Consumer<? super R> onResult, @Nullable Consumer<? super Throwable> onError) implements Callbacks<R> {
    private static final CallbackPair<@Nullable Object> NONE = new CallbackPair<>(null, null);

    @SuppressWarnings("unchecked") // it is told nothing
    static <R extends @Nullable Object> CallbackPair<R> none() {
        return (CallbackPair<R>) NONE;
    }

    static <R extends @Nullable Object> CallbackPair<R> of(Callbacks<R> callbacks) {
        return callbacks instanceof CallbackPair<R> pair
                ? pair
                : new CallbackPair<>(callbacks::completed, callbacks::failed);
    }

    @Override
    public void completed(R result) {
        if (onResult != null) {
            onResult.accept(result);
        }
    }

    @Override
    public void failed(Throwable error) {
        if (onError != null) {
            onError.accept(error);
        }
    }

    /** These callbacks, with something to do before either. */
    CallbackPair<R> after(Runnable first) {
        return new CallbackPair<>(
                result -> {
                    first.run();
                    completed(result);
                },
                error -> {
                    first.run();
                    failed(error);
                });
    }
}
