package org.multijvm.pool;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.commons.lang3.tuple.Triple;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableTriFunction;

/**
 * The calls of a {@link Pool} that show how far they have come. They do what those of the same names do without a {@link Progress}.
 *
 * <p>What is counted are items that have ended, a chunk's all at once. So, where no chunk size is given, a chunk has at most a hundredth of all
 * items, rounded up.
 */
public sealed interface ProgressCalls permits Pool {
    /** How many workers the pool keeps. */
    int workers();

    /** As {@link Pool#map(SerializableFunction, Iterable)}. */
    default <T, R> List<R> map(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, Progress progress)
            throws InterruptedException {
        return Await.result(this.<T, R>mapAsync(function, items, progress));
    }

    /** As {@link Pool#map(SerializableFunction, Iterable, int)}. */
    default <T, R> List<R> map(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            int chunkSize,
            Progress progress)
            throws InterruptedException {
        return Await.result(this.<T, R>mapAsync(function, items, chunkSize, progress));
    }

    /** As {@link Pool#mapAsync(SerializableFunction, Iterable)}. */
    default <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, Progress progress) {
        List<? extends T> list = MapJob.listOf(items);
        return mapAsync(function, list, ChunkSizes.fine(list.size(), workers()), progress);
    }

    /** As {@link Pool#mapAsync(SerializableFunction, Iterable, int)}. */
    <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            int chunkSize,
            Progress progress);

    /** As {@link Pool#starmap(SerializableBiFunction, Iterable)}. */
    default <T, U, R> List<R> starmap(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            Progress progress)
            throws InterruptedException {
        List<? extends Pair<T, U>> list = MapJob.listOf(items);
        int chunkSize = ChunkSizes.fine(list.size(), workers());
        return Await.result(this.<T, U, R>starmapAsync(function, list, chunkSize, progress));
    }

    /** As {@link Pool#starmapAsync(SerializableBiFunction, Iterable, int)}. */
    <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            int chunkSize,
            Progress progress);

    /** As {@link Pool#starmap(SerializableTriFunction, Iterable)}. */
    default <T, U, V, R> List<R> starmap(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            Progress progress)
            throws InterruptedException {
        List<? extends Triple<T, U, V>> list = MapJob.listOf(items);
        int chunkSize = ChunkSizes.fine(list.size(), workers());
        return Await.result(this.<T, U, V, R>starmapAsync(function, list, chunkSize, progress));
    }

    /** As {@link Pool#starmapAsync(SerializableTriFunction, Iterable, int)}. */
    <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            int chunkSize,
            Progress progress);

    /** As {@link #imap(SerializableFunction, Iterable, ChunkSize, Progress)}, with one item a task. */
    default <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, Progress progress) {
        return imap(function, items, 1, progress);
    }

    /** As {@link #imap(SerializableFunction, Iterable, ChunkSize, Progress)}, with so many items a task. */
    default <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            int chunkSize,
            Progress progress) {
        return imap(function, items, ChunkSize.of(chunkSize), progress);
    }

    /**
     * As {@link Pool#imap(SerializableFunction, Iterable, ChunkSize)}. What is counted are the items whose results, or errors, were taken; it ends
     * when {@link ResultIterator#hasNext} says that there is no more, when all items of a collection are taken, or when the iterator is
     * closed.
     *
     * @throws RejectedExecutionException if the pool takes no more
     */
    <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            ChunkSize chunkSize,
            Progress progress);

    /** As {@link #imapUnordered(SerializableFunction, Iterable, ChunkSize, Progress)}, with one item a task. */
    default <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, Progress progress) {
        return imapUnordered(function, items, 1, progress);
    }

    /** As {@link #imapUnordered(SerializableFunction, Iterable, ChunkSize, Progress)}, with so many items a task. */
    default <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            int chunkSize,
            Progress progress) {
        return imapUnordered(function, items, ChunkSize.of(chunkSize), progress);
    }

    /** As {@link Pool#imapUnordered(SerializableFunction, Iterable, ChunkSize)}, counted as by {@link #imap(SerializableFunction, Iterable, ChunkSize, Progress)}. */
    <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            ChunkSize chunkSize,
            Progress progress);
}
