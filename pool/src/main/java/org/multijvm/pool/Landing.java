package org.multijvm.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.ResultSource;

/**
 * The chunks of an iterator that are under way or landed, and the wait for the one to take next.
 *
 * <p>All but {@link #landed} belongs to the iterator's thread. The waiter is set before the last look whether something has landed, and a
 * landing is recorded before the look for the waiter: so one of the two sees the other.
 *
 * <p>Between these two steps of a landing the iterator may take that very chunk and wait for another one. Then the second step completes the
 * new waiter, and nothing is there to take: so a wake-up is only a reason to look again.
 */
abstract sealed class Landing {
    private final ResultSource source;
    private volatile @Nullable Waiter waiter;

    private Landing(ResultSource source) {
        this.source = source;
    }

    static Landing of(ResultSource source, boolean ordered) {
        return ordered ? new InOrder(source) : new AsTheyCome(source);
    }

    final boolean bringsCopies() {
        return source.bringsCopies();
    }

    /** A chunk is about to be sent. */
    abstract void add(LazyChunk chunk);

    /** A chunk that was added last was not sent after all. */
    abstract void removeLast(LazyChunk chunk);

    /** How many are under way, or landed and not taken. */
    abstract int size();

    /** True if {@link #take} would give a chunk. */
    abstract boolean isReady();

    /** Removes the chunk to take next, which must be ready. */
    abstract LazyChunk take();

    /** Removes all, landed or not. */
    abstract List<LazyChunk> removeAll();

    /** Waits until {@link #isReady}. */
    final void await(long nanos) throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        while (!isReady()) {
            awaitWakeUp(nanos - (System.nanoTime() - start));
        }
    }

    private void awaitWakeUp(long nanos) throws InterruptedException, TimeoutException {
        Outcome<Boolean> landed = new Outcome<>(source);
        waiter = new Waiter(landed, awaited());
        try {
            if (!isReady()) {
                landed.result().get(nanos, TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        } finally {
            waiter = null;
        }
    }

    /** By whoever completes the chunk. */
    final void landed(LazyChunk chunk) {
        record(chunk);
        wake(chunk);
    }

    /** The first step of a landing: from here on the chunk can be taken. */
    abstract void record(LazyChunk chunk);

    /** The second step of a landing. */
    final void wake(LazyChunk chunk) {
        Waiter waiting = waiter;
        if (waiting != null && (waiting.awaited() == null || waiting.awaited() == chunk)) {
            waiting.landed().succeed(true);
        }
    }

    /** The one chunk that is waited for; null if any will do. */
    abstract @Nullable LazyChunk awaited();

    private record Waiter(Outcome<Boolean> landed, @Nullable LazyChunk awaited) {}

    /** In the order of the items. */
    static final class InOrder extends Landing {
        private final ArrayDeque<LazyChunk> chunks = new ArrayDeque<>();

        private InOrder(ResultSource source) {
            super(source);
        }

        @Override
        void add(LazyChunk chunk) {
            chunks.addLast(chunk);
        }

        @Override
        void removeLast(LazyChunk chunk) {
            chunks.removeLast();
        }

        @Override
        int size() {
            return chunks.size();
        }

        @Override
        boolean isReady() {
            LazyChunk first = chunks.peekFirst();
            return first != null && first.hasLanded();
        }

        @Override
        void record(LazyChunk chunk) {
            // the chunk itself says that it has landed
        }

        @Override
        LazyChunk take() {
            return chunks.removeFirst();
        }

        @Override
        List<LazyChunk> removeAll() {
            List<LazyChunk> all = new ArrayList<>(chunks);
            chunks.clear();
            return all;
        }

        @Override
        @Nullable
        LazyChunk awaited() {
            return chunks.peekFirst();
        }
    }

    /** In the order of completion. */
    static final class AsTheyCome extends Landing {
        private final ConcurrentLinkedQueue<LazyChunk> ready = new ConcurrentLinkedQueue<>();

        /** In no order: the last takes the place of one that goes. */
        private final ArrayList<LazyChunk> chunks = new ArrayList<>();

        private AsTheyCome(ResultSource source) {
            super(source);
        }

        @Override
        void add(LazyChunk chunk) {
            chunk.slot = chunks.size();
            chunks.add(chunk);
        }

        @Override
        void removeLast(LazyChunk chunk) {
            chunks.remove(chunk.slot);
        }

        @Override
        int size() {
            return chunks.size();
        }

        @Override
        boolean isReady() {
            return !ready.isEmpty();
        }

        @Override
        LazyChunk take() {
            LazyChunk taken = ready.remove();
            LazyChunk last = chunks.remove(chunks.size() - 1);
            if (last != taken) {
                last.slot = taken.slot;
                chunks.set(taken.slot, last);
            }
            return taken;
        }

        @Override
        List<LazyChunk> removeAll() {
            List<LazyChunk> all = new ArrayList<>(chunks);
            chunks.clear();
            ready.clear();
            return all;
        }

        @Override
        @Nullable
        LazyChunk awaited() {
            return null;
        }

        @Override
        void record(LazyChunk chunk) {
            ready.add(chunk);
        }
    }
}
