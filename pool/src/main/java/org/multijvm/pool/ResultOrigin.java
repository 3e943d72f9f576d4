package org.multijvm.pool;

import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Where the results of a {@link ResultIterator} come from. Confined to the iterator's thread. */
sealed interface ResultOrigin permits ChunkResults, YieldedResults {
    /** Whether {@link #next} will give something or throw an error of this iteration. */
    boolean hasNext();

    /**
     * Waits for the next one.
     *
     * @throws java.util.NoSuchElementException if there is no more
     */
    @Nullable
    Object next(long nanos) throws InterruptedException, TimeoutException;

    /** Gives up the rest. May be called again. */
    void close();
}
