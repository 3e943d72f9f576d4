package org.multijvm.pool;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.multijvm.pool.task.WorkerCrashedException;

/**
 * The results of {@link Pool#imap} or {@link Pool#imapUnordered}, or what a task of {@link Pool#generate} yields, as they come.
 *
 * <p>With {@code imap} the source is read by the thread that takes results, never ahead of the window: so many chunks that every worker has about a
 * millisecond of work in front of it, and 64 at least (64 items, where the {@linkplain ChunkSize#automatic size is automatic}), results that
 * are there but not yet taken included. So an infinite source is as good
 * as any, and an iterator that is abandoned leaves nothing running beyond the window. A source that itself waits until a result
 * is taken waits for ever.
 *
 * <p>What the task threw is thrown by {@code next}, as {@link Pool} says, once for its chunk; iteration goes on behind it, also after
 * a {@link WorkerCrashedException}. What the source threw comes behind the results of all that it had given, as it is, and
 * ends the iteration (Python: rules PL13 to PL16); so does the refusal of a pool that was shut down meanwhile.
 *
 * <p>Confined to one thread at a time. {@link #close} gives up the rest; an iterator at its end needs no close.
 */
public final class ResultIterator<R> implements Iterator<R>, AutoCloseable {
    private final ResultOrigin origin;

    ResultIterator(ResultOrigin origin) {
        this.origin = origin;
    }

    /**
     * True if {@link #next} will give a result or throw an error of this iteration. With {@code imap} it does not wait for a result; if none is under way it
     * asks the source, and so blocks as long as that does. With {@code generate} it waits for what the task yields next, or for its end.
     *
     * @throws CompletionException if this thread is interrupted while it waits, as {@link #next()} does
     */
    @Override
    public boolean hasNext() {
        return origin.hasNext();
    }

    /**
     * Waits for a result: the next one in the order of the items, or for {@code imapUnordered} the first that is there.
     *
     * @throws NoSuchElementException if there is no more, or the iterator is closed
     * @throws CompletionException if the task threw a checked exception, or this thread is interrupted while it waits: then the
     *     cause is an {@link InterruptedException}, the thread is still interrupted, and nothing is lost
     */
    @Override
    public R next() {
        try {
            return next(Duration.ofNanos(Long.MAX_VALUE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while waiting for a result", e);
        } catch (TimeoutException never) {
            throw new IllegalStateException("waited for 292 years", never);
        }
    }

    /**
     * Waits for a result as {@link #next()} does, at most so long. A time-out or an interrupt loses nothing: the next call waits for
     * the same result. The time that the source takes, or a full intake, is not limited.
     *
     * @param limit zero or negative only looks
     * @throws TimeoutException if the result is not there by then
     * @throws NoSuchElementException if there is no more
     */
    @SuppressWarnings({"unchecked", "NullAway"
    }) // each result came from a function with results of this type, null or not
    public R next(Duration limit) throws InterruptedException, TimeoutException {
        return (R) origin.next(AsyncResult.nanos(limit));
    }

    /** The results as a sequential stream. Closing it closes this iterator; an error ends it. */
    public Stream<R> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
                .onClose(this::close);
    }

    /**
     * Gives up the rest: tasks that no worker has started are taken back, the results of the others are dropped, and there is nothing
     * more to take. What {@code generate} runs is cancelled, as by {@code cancel(true)}. Does not block; may be called again.
     */
    @Override
    public void close() {
        origin.close();
    }
}
