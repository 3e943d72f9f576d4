package org.multijvm.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one {@code map}: gathers their results in the order of the items.
 *
 * <p>Like Python's it waits for all chunks even if one fails (rule PL12); of several errors the one with the lowest index is
 * given, which Python leaves to chance. Its methods are called by the collector and by whoever fails tasks, so they lock.
 */
final class MapJob<R> {
    private final Outcome<List<R>> outcome;
    private final SegmentedList<R> results;
    private int chunksLeft;
    private int failedFrom = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    MapJob(Outcome<List<R>> outcome, int items, int chunks) {
        this.outcome = outcome;
        this.results = new SegmentedList<>(items);
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

    void succeed(int from, List<?> values) {
        for (int i = 0; i < values.size(); i++) {
            results.put(from + i, values.get(i));
        }
        chunkDone();
    }

    synchronized void fail(int from, Throwable reason) {
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
            outcome.succeed(results);
        }
    }
}
