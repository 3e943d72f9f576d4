package org.multijvm.pool;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableTriFunction;
import org.multijvm.pool.task.WorkerCrashedException;

/**
 * What became of one item of a {@code map}, {@code starmap} or {@code imap}: its result, or its error. JavaScript's {@code Promise.allSettled}, for all
 * verbs that take many items: a function that is wrapped by {@code Settled.of} gives one of these for each item, and no item's failure hides another's.
 *
 * <pre>{@code
 * for (Settled<Page> page : pool.map(Settled.of(Pages::fetch), urls)) {
 *     page.error().ifPresent(thrown -> log.warn("not fetched: {}", urls.get((int) page.index()), thrown));
 * }
 * }</pre>
 *
 * <p>An error may be what the function threw; an {@link org.multijvm.codec.EncodingException} of an item or a result that cannot travel; or what became of the whole chunk:
 * a {@link WorkerCrashedException}, a {@link org.multijvm.pool.task.TaskTimeoutException}, the {@link java.util.concurrent.CancellationException} of a terminated pool. That
 * is the error of all items of the chunk, since nobody knows what the worker had done of them; {@link ChunkSize#of ChunkSize.of(1)} gives each item a chunk of its own. A
 * refusal of the pool ({@link java.util.concurrent.RejectedExecutionException}), a function that cannot travel, and what the source of the items throws, are thrown as without this.
 *
 * <p>With {@code apply} it settles what the function throws and no more: there, an {@link AsyncResult} is all of this already. In threads of this JVM ({@link
 * PoolBuilder#threads}) it is the same, only that nothing is encoded. Immutable, and thread-safe if the result is.
 *
 * @param index the item's place among all items of the call, from 0; in the results of {@code apply} 0
 * @param value what the function gave; null if there is an error, or if it gave null
 * @param error why there is no result
 */
public record Settled<R extends @Nullable Object>(
        long index, @Nullable R value, Optional<Throwable> error) {
    static <R extends @Nullable Object> Settled<R> value(long index, @Nullable R value) {
        return new Settled<>(index, value, Optional.empty());
    }

    static <R extends @Nullable Object> Settled<R> failed(long index, Throwable error) {
        return new Settled<>(index, null, Optional.of(error));
    }

    /** A function that tells of each item what became of it. */
    @SuppressWarnings("unchecked") // it gives these for whatever the function gives
    public static <T extends @Nullable Object, R extends @Nullable Object> SerializableFunction<T, Settled<R>> of(
            SerializableFunction<? super T, ? extends R> function) {
        return (SerializableFunction<T, Settled<R>>) (SerializableFunction<T, ?>) new SettledFunction<T>(function);
    }

    /** The same of the parts of a pair. */
    @SuppressWarnings("unchecked") // as above
    public static <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
            SerializableBiFunction<T, U, Settled<R>> of(
                    SerializableBiFunction<? super T, ? super U, ? extends R> function) {
        return (SerializableBiFunction<T, U, Settled<R>>)
                (SerializableBiFunction<T, U, ?>) (Object) new SettledFunction<T>(function);
    }

    /** The same of the parts of a triple. */
    @SuppressWarnings("unchecked") // as above
    public static <
                    T extends @Nullable Object,
                    U extends @Nullable Object,
                    V extends @Nullable Object,
                    R extends @Nullable Object>
            SerializableTriFunction<T, U, V, Settled<R>> of(
                    SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function) {
        return (SerializableTriFunction<T, U, V, Settled<R>>)
                (SerializableTriFunction<T, U, V, ?>) (Object) new SettledFunction<T>(function);
    }

    /** Whether there is a result. */
    public boolean succeeded() {
        return error.isEmpty();
    }

    /**
     * The result.
     *
     * @throws CompletionException if there is none; its cause is the error
     */
    @SuppressWarnings("NullAway") // what the function gave, null or not
    public R orElseThrow() {
        if (error.isPresent()) {
            throw new CompletionException("the item failed: index=" + index + ", error=" + error.get(), error.get());
        }
        return value;
    }
}
