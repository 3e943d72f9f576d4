package org.multijvm.pool;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Where a task of {@link Pool#generate} puts what it yields. Thread-safe; of use until the task has ended.
 */
public interface ResultSink<R extends @Nullable Object> {
    /**
     * Yields a value: it is the iterator's next one. Waits while the task is too far ahead of the iterator, see {@link Pool#generate}.
     *
     * @throws CancellationException if the iterator was closed, its JVM has ended or the task is over; let it through, the task is to end
     * @throws InterruptedException if interrupted while waiting; the value was not yielded
     * @throws org.multijvm.codec.EncodingException if the value cannot travel
     */
    void put(R value) throws InterruptedException;
}
