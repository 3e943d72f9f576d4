package org.multijvm.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one {@code map}: gathers their results in the order of the items, as a list or an array.
 *
 * <p>Like Python's it waits for all chunks even if one fails (rule PL12); of several errors the one with the lowest index is
 * given, which Python leaves to chance. Its methods are called by the collector and by whoever fails tasks, so they lock.
 */
final class MapJob<R> {
    private final Outcome<R> outcome;

    /** A {@link SegmentedList}, or an array of primitives. */
    private final Object results;

    private int chunksLeft;
    private int failedFrom = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    private final @Nullable ProgressMeter meter;

    MapJob(Outcome<R> outcome, Object results, int chunks, @Nullable ProgressMeter meter) {
        this.outcome = outcome;
        this.meter = meter;
        this.results = results;
        this.chunksLeft = chunks;
    }

    /** A list of the items that gives each chunk as a view. */
    static <T> List<T> listOf(Iterable<T> items) {
        if (items instanceof List<T> list) {
            return list;
        }
        if (items instanceof Collection<T> collection) {
            return new ArrayList<>(collection);
        }
        List<T> list = new ArrayList<>();
        items.forEach(list::add);
        return list;
    }

    /** Python's rule (PL10): four chunks a worker. */
    static int defaultChunkSize(int items, int workers) {
        int chunks = 4 * workers;
        return Math.max(1, (items + chunks - 1) / chunks);
    }

    /** So fine that progress can be seen in it. */
    static int fineChunkSize(int items, int workers) {
        return Math.min(defaultChunkSize(items, workers), Math.max(1, (int) ((items + 99L) / 100)));
    }

    void succeed(int from, int items, Object values) {
        if (results instanceof SegmentedList<?> list) {
            list.putAll(from, (List<?>) values);
        } else {
            System.arraycopy(values, 0, results, from, items);
        }
        if (meter != null) {
            meter.landed(items, false);
        }
        chunkDone();
    }

    synchronized void fail(int from, int items, Throwable reason) {
        if (meter != null) {
            meter.landed(items, true);
        }
        if (from < failedFrom) {
            failedFrom = from;
            failure = reason;
        }
        chunkDone();
    }

    private synchronized void chunkDone() {
        if (--chunksLeft > 0) {
            return;
        }
        if (failure != null) {
            outcome.fail(failure);
        } else {
            outcome.succeed(whole());
        }
    }

    @SuppressWarnings("unchecked") // R is a list of what the function gives, or the array itself
    R whole() {
        return (R) results;
    }
}
