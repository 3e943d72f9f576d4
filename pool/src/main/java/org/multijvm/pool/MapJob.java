package org.multijvm.pool;

import java.lang.reflect.Array;
import java.nio.Buffer;
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

    private final AsyncResult<Boolean> first;
    private int itemsLeft;
    private int failedFrom = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    private final @Nullable ProgressMeter meter;

    /**
     * @param items how many there are in all
     * @param first completed when the first chunk has ended, however it has
     * @param meter is told how many items have ended, or null
     */
    MapJob(Outcome<R> outcome, Object results, int items, AsyncResult<Boolean> first, @Nullable ProgressMeter meter) {
        this.outcome = outcome;
        this.meter = meter;
        this.results = results;
        this.itemsLeft = items;
        this.first = first;
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

    /** Puts the results of a chunk in their places: a list, numbers where they lie, or an array of primitives. */
    void place(int from, Object values) {
        if (!(results instanceof SegmentedList<?> list)) {
            System.arraycopy(values, 0, results, from, Array.getLength(values));
        } else if (values instanceof Buffer numbers) {
            list.putNumbers(from, numbers);
        } else {
            list.putAll(from, (List<?>) values);
        }
    }

    synchronized void fail(int from, int to, Throwable reason) {
        if (from < failedFrom) {
            failedFrom = from;
            failure = reason;
        }
        ended(to - from, true);
    }

    /** So many items have succeeded, their results are in their places. */
    synchronized void succeeded(int items) {
        ended(items, false);
    }

    private void ended(int items, boolean failed) {
        if (meter != null) {
            meter.landed(items, failed);
        }
        if (!first.isDone()) {
            first.complete(true);
        }
        itemsLeft -= items;
        if (itemsLeft > 0) {
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
