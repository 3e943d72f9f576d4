package org.multijvm.pool;

import java.util.concurrent.RejectedExecutionException;
import org.multijvm.codec.SerializableFunction;

/** The calls of a {@link Pool} that give results as they are taken. */
public sealed interface IterationCalls permits Pool {
    /** What {@link #imap(SerializableFunction, Iterable, int)} gives, with one item a task. */
    default <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
        return imap(function, items, 1);
    }

    /**
     * Applies a function to each item and gives the results in the order of the items, as they are taken. The items are read as
     * results are taken, so there may be infinitely many; give a stream as {@code stream::iterator}. Returns at once.
     *
     * @param chunkSize items a task; if the function throws, the chunk's other results are lost
     * @throws IllegalArgumentException if the chunk size is below 1 (rule PL11)
     * @throws org.multijvm.codec.EncodingException if the function cannot travel; an item that cannot is thrown by {@code next}
     * @throws RejectedExecutionException if the pool takes no more
     */
    default <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return imap(function, items, ChunkSize.of(chunkSize));
    }

    /**
     * As {@link #imap(SerializableFunction, Iterable, int)}. With {@link ChunkSize#automatic} many quick items cost a fraction of the time that
     * they cost one by one; an error still loses its chunk's other results, only how many they are is not known before.
     */
    <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize);

    /** What {@link #imapUnordered(SerializableFunction, Iterable, int)} gives, with one item a task. */
    default <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
        return imapUnordered(function, items, 1);
    }

    /** As {@link #imap(SerializableFunction, Iterable, int)}, with the results in the order in which they are there (rule PL16). */
    default <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return imapUnordered(function, items, ChunkSize.of(chunkSize));
    }

    /** As {@link #imap(SerializableFunction, Iterable, ChunkSize)}, with the results in the order in which they are there (rule PL16). */
    <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize);
}
