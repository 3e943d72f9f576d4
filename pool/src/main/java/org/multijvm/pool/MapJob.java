package org.multijvm.pool;

import java.lang.reflect.Array;
import java.nio.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.SegmentedList;
import org.multijvm.pool.engine.Unread;

/**
 * The chunks of one {@code map}: gathers their results in the order of the items, as a list or an array.
 *
 * <p>Like Python's it waits for all chunks even if one fails (rule PL12); of several errors the one with the lowest index is
 * given, which Python leaves to chance. Its methods are called by the collector and by whoever fails tasks, so they lock; nothing of the user's is
 * decoded under that lock.
 *
 * <p>Numbers are in their places when a chunk has come. Any other chunk is decoded by the decoder's thread, as it comes, while the others are under
 * way; what that has not done when all have come is done by the one that asks for the
 * whole.
 */
final class MapJob<R> extends Unread {
    private final Outcome<R> whole;

    /** A {@link SegmentedList}, or an array of primitives. */
    private final Object results;

    private final Outcome<Boolean> first;
    private final CallbackLoop callbacks;
    private int itemsLeft;
    private int failedFrom = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    /** What has come and may not be read yet, the last first. */
    private @Nullable Part unread;

    /** How long an item of the chunk took that has come last; 0 if nobody has measured it. */
    private volatile long itemNanos;

    /** Once all are there: everything is read. */
    private volatile boolean read;

    private final @Nullable ProgressMeter meter;
    private final @Nullable Settling settling;

    /** A chunk that is to be decoded. */
    private record Part(
            int from, int to, Unread answer, @Nullable Part before) {}

    /**
     * @param items how many there are in all
     * @param first ends when the first chunk has ended, however it has
     * @param callbacks decodes what can be decoded meanwhile
     * @param meter is told how many items have ended, or null
     * @param settling if what becomes of each item is a result, or null
     */
    MapJob(
            Outcome<R> outcome,
            Object results,
            int items,
            Outcome<Boolean> first,
            CallbackLoop callbacks,
            @Nullable ProgressMeter meter,
            @Nullable Settling settling) {
        this.settling = settling;
        this.whole = outcome;
        this.meter = meter;
        this.results = results;
        this.itemsLeft = items;
        this.first = first;
        this.callbacks = callbacks;
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
        } else if (settling != null) {
            list.putAll(from, settling.all(from, (List<?>) values));
        } else {
            list.putAll(from, (List<?>) values);
        }
    }

    /** A chunk has come whose items took so long each, or 0 if that is not known. */
    void itemTook(long nanos) {
        itemNanos = nanos;
    }

    long itemNanos() {
        return itemNanos;
    }

    synchronized void fail(int from, int to, Throwable reason) {
        failed(from, to, reason);
        ended(to - from, true);
    }

    /** So many items have succeeded, their results are in their places. */
    synchronized void succeeded(int items) {
        ended(items, false);
    }

    /** A chunk has come that is not read yet. */
    synchronized void answered(int from, int to, Unread answer) {
        unread = new Part(from, to, answer, unread);
        callbacks.aside(answer);
        ended(to - from, answer.isError());
    }

    private void failed(int from, int to, Throwable reason) {
        if (settling != null) {
            ((SegmentedList<?>) results).putAll(from, settling.all(from, to - from, reason));
        } else if (from < failedFrom) {
            failedFrom = from;
            failure = reason;
        }
    }

    private void ended(int items, boolean failed) {
        if (meter != null) {
            meter.landed(items, failed);
        }
        if (!first.hasArrived()) {
            first.succeed(true);
        }
        itemsLeft -= items;
        if (itemsLeft > 0) {
            return;
        }
        if (unread != null) {
            whole.answered(this);
        } else if (failure != null) {
            whole.fail(failure);
        } else {
            whole.succeed(whole());
        }
    }

    /** Once all have come, by whoever asks: a chunk that another thread is reading is left to that, and the others are read first. */
    @Override
    public boolean tryRead() {
        if (read) {
            return true;
        }
        boolean all = true;
        for (Part part = parts(); part != null; part = part.before) {
            all &= part.answer.tryRead();
        }
        if (all) {
            sumUp();
            tellRead();
        }
        return all;
    }

    private synchronized @Nullable Part parts() {
        return unread;
    }

    private synchronized void sumUp() {
        for (Part part = unread; part != null; part = part.before) {
            Throwable thrown = part.answer.failure();
            if (thrown != null) {
                failed(part.from, part.to, thrown);
            }
        }
        unread = null;
        read = true;
    }

    @Override
    public boolean isRead() {
        return read;
    }

    /** Of several chunks, each may be one. */
    @Override
    public boolean isError() {
        return false;
    }

    @Override
    public synchronized @Nullable Throwable failure() {
        return failure;
    }

    @Override
    @Nullable
    public Object value() {
        return results;
    }

    @Override
    public void run() {
        tryRead();
    }

    @SuppressWarnings("unchecked") // R is a list of what the function gives, or the array itself
    R whole() {
        return (R) results;
    }
}
