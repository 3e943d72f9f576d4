package org.multijvm.pool;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.Items;
import org.multijvm.pool.engine.Work;

/**
 * The sending half of a {@link ResultIterator}: reads the source and keeps a window of chunks under way. Confined to the iterator's
 * thread.
 *
 * <p>Each result that is taken lets one chunk follow; only while none is there to take it reads on, up to the window. So a source
 * that is slower than the workers holds no result up for longer than it takes to give the next chunk.
 */
final class ChunkFeed<T> {
    private static final int FIRST_CAPACITY = 256;

    private final Intake intake;
    private final Engine engine;
    private final Serializable function;
    private final Iterator<? extends T> source;
    private final ChunkPace pace;
    private final Landing landing;
    private final @Nullable Settling settling;
    private long itemsSent;
    private int itemsUnderWay;
    private boolean exhausted;

    /** What was read and refused for now, because the intake is full; with the reason. */
    private @Nullable List<T> unsent;

    private @Nullable RejectedExecutionException refusal;

    /** Why the source gave no more, or the pool took no more; thrown when all before it was taken. */
    private @Nullable Throwable end;

    ChunkFeed(
            Intake intake,
            Serializable function,
            Iterator<? extends T> source,
            ChunkSize chunkSize,
            Landing landing,
            @Nullable Settling settling) {
        this.settling = settling;
        this.intake = intake;
        this.engine = intake.engine();
        this.function = function;
        this.source = source;
        this.pace = ChunkPace.of(chunkSize);
        this.landing = landing;
        // before an item is read
        engine.checkTravels(function);
    }

    boolean hasNext() {
        return landing.size() > 0 || sendOne() || unsent != null || end != null;
    }

    /** Waits for the chunk to take next. */
    LazyChunk next(long nanos) throws InterruptedException, TimeoutException {
        boolean more = sendOne();
        while (more && !landing.isReady()) {
            more = sendOne();
        }
        if (landing.size() == 0) {
            throw endOfAll();
        }
        if (!landing.isReady()) {
            landing.await(nanos);
        }
        LazyChunk taken = landing.take();
        itemsUnderWay -= taken.items;
        pace.ended(taken);
        return taken;
    }

    void close() {
        exhausted = true;
        unsent = null;
        end = null;
        for (LazyChunk chunk : landing.removeAll()) {
            if (!chunk.hasLanded()) {
                engine.cancel(chunk, false);
            }
        }
    }

    /** True if there is one more chunk to take than before. */
    private boolean sendOne() {
        if (!pace.hasRoom(landing.size(), itemsUnderWay, engine)) {
            return false;
        }
        List<T> items = unsent != null ? unsent : read();
        unsent = null;
        return !items.isEmpty() && send(items);
    }

    private List<T> read() {
        int size = pace.next();
        List<T> items = new ArrayList<>(Math.min(size, FIRST_CAPACITY));
        long begunAt = System.nanoTime();
        try {
            while (items.size() < size && !exhausted && (items.isEmpty() || !pace.isOverdue(begunAt))) {
                if (source.hasNext()) {
                    items.add(source.next());
                } else {
                    exhausted = true;
                }
            }
        } catch (Throwable e) {
            exhausted = true;
            end = e;
        }
        return items;
    }

    private boolean send(List<T> items) {
        LazyChunk chunk = new LazyChunk(landing, itemsSent, items.size(), settling);
        landing.add(chunk);
        itemsUnderWay += chunk.items;
        try {
            intake.submit(chunk, work(items));
        } catch (RejectedExecutionException e) {
            landing.removeLast(chunk);
            itemsUnderWay -= chunk.items;
            refused(items, e);
            return false;
        } catch (RuntimeException | Error e) {
            if (settling != null && chunk.items > 1) {
                landing.removeLast(chunk);
                itemsUnderWay -= chunk.items;
                return sendOneByOne(items);
            }
            // an item cannot travel: that is this chunk's error, at its place
            chunk.fail(e);
        }
        itemsSent += items.size();
        return true;
    }

    /** Of these one cannot travel, and it alone is to fail. */
    private boolean sendOneByOne(List<T> items) {
        for (int i = 0; i < items.size(); i++) {
            if (!send(Collections.singletonList(items.get(i)))) {
                // the first that was refused is kept alone
                unsent = unsent == null ? null : items.subList(i, items.size());
                return i > 0;
            }
        }
        return true;
    }

    private Work work(List<T> chunk) {
        return chunk.size() == 1
                ? new Work.Item(function, chunk.get(0))
                : new Work.Chunk(function, Items.of(chunk), 0, chunk.size());
    }

    private void refused(List<T> items, RejectedExecutionException reason) {
        if (engine.isClosed()) {
            exhausted = true;
            end = reason;
        } else {
            unsent = items;
            refusal = reason;
        }
    }

    private RuntimeException endOfAll() {
        RejectedExecutionException full = refusal;
        if (unsent != null && full != null) {
            return full;
        }
        Throwable reason = end;
        end = null;
        return reason == null ? new NoSuchElementException("no more results") : Await.unchecked(reason);
    }
}
