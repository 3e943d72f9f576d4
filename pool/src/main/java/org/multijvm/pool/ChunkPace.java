package org.multijvm.pool;

import org.multijvm.pool.engine.Engine;

/**
 * How large the chunks of one iteration are, and how many may be under way. Confined to the iterator's thread.
 *
 * <p>Of chunks of a {@linkplain ChunkSize.Fixed fixed} size there are as many as {@link Engine#ahead} says, and {@link #LEAST_WINDOW} at least. Of
 * those that grow the items count: an engine that has just seen single items asks for thousands of tasks, and would get them as large chunks. Each
 * worker has four chunks of the size that is aimed at, about two milliseconds of work.
 */
abstract sealed class ChunkPace {
    /** What may be under way at least, however long it takes. */
    static final int LEAST_WINDOW = 64;

    static ChunkPace of(ChunkSize size) {
        return size instanceof ChunkSize.Fixed fixed ? new Steady(fixed.items()) : new Growing();
    }

    /** How many items the next chunk is to have. */
    abstract int next();

    /** Whether a chunk is sent as it is that was begun at this {@code nanoTime}, since its source is slow. */
    abstract boolean isOverdue(long begunAt);

    /** Whether one more chunk may be under way. */
    abstract boolean hasRoom(int chunks, int items, Engine engine);

    /** A chunk has ended. */
    abstract void ended(LazyChunk chunk);

    /** Chunks of one size. */
    private static final class Steady extends ChunkPace {
        private final int size;

        Steady(int size) {
            this.size = size;
        }

        @Override
        int next() {
            return size;
        }

        @Override
        boolean isOverdue(long begunAt) {
            return false;
        }

        @Override
        boolean hasRoom(int chunks, int items, Engine engine) {
            return chunks < LEAST_WINDOW || chunks < engine.ahead();
        }

        @Override
        void ended(LazyChunk chunk) {
            // its size is said
        }
    }

    /** Chunks of about the same work. */
    private static final class Growing extends ChunkPace {
        /** Some hundred times what the way to the worker and back costs, and no time to wait for. */
        private static final long WORK_NANOS = 500_000;

        private static final int MOST = 1024;
        private static final int CHUNKS_A_WORKER = 4;

        private int size = 1;
        private int aim = 1;

        /** A running mean; 0 before the first. */
        private long itemNanos;

        @Override
        int next() {
            return size;
        }

        @Override
        boolean isOverdue(long begunAt) {
            return System.nanoTime() - begunAt > WORK_NANOS;
        }

        @Override
        boolean hasRoom(int chunks, int items, Engine engine) {
            return items < Math.max(LEAST_WINDOW, (long) CHUNKS_A_WORKER * engine.workers() * aim);
        }

        @Override
        void ended(LazyChunk chunk) {
            if (chunk.hasFailed()) {
                size = 1;
                aim = 1;
                return;
            }
            long nanos = Math.max(1, chunk.nanos() / chunk.items);
            itemNanos = itemNanos == 0 ? nanos : Math.max(1, itemNanos + (nanos - itemNanos) / 4);
            aim = (int) Math.max(1, Math.min(MOST, WORK_NANOS / itemNanos));
            size = Math.min(aim, 2 * size);
        }
    }
}
