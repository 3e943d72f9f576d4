package org.multijvm.pool;

/**
 * How many items go into each task of one {@code map}.
 *
 * <p>Where the caller does not say, the sizes follow the items. None is larger than Python's rule gives, four chunks a worker (PL10). Near the
 * end they shrink, so that no worker is left with much when the others have nothing. And when it is known how long an item takes, a
 * chunk has about so much work that the way to the worker and back is a small part of it: long items go one by one, and are
 * spread, cancelled and run again one by one. What comes while others are still sent says it again: a function's first item takes a young worker a
 * hundred times as long as those that follow. But there are never more chunks than {@link #MOST}, or their own cost would tell.
 *
 * <p>Confined to the submitting thread.
 */
final class ChunkSizes {
    /** Stands for a chunk size that the caller does not say. */
    static final int AUTOMATIC = 0;

    /** How much work a chunk should be: a thousand times what the way there and back takes. */
    private static final long WORK_NANOS = 3_000_000;

    private static final int CHUNKS_A_WORKER = 4;
    private static final int MOST = 4096;

    private final int items;
    private final int workers;
    private final int fixed;
    private long itemNanos;

    private ChunkSizes(int items, int workers, int fixed) {
        this.items = items;
        this.workers = workers;
        this.fixed = fixed;
    }

    static ChunkSizes of(int chunkSize, int items, int workers) {
        return new ChunkSizes(items, workers, chunkSize);
    }

    /** So small a size that progress can be seen in it: at most a hundredth. */
    static int fine(int items, int workers) {
        int chunks = Math.max(CHUNKS_A_WORKER * workers, 100);
        return Math.max(1, (int) (((long) items + chunks - 1) / chunks));
    }

    /** Whether it is worth while to find out first how long an item takes. */
    boolean wantsProbe() {
        return fixed == AUTOMATIC && items > 2 * CHUNKS_A_WORKER * workers;
    }

    /** An item takes about so long, by what is known now. */
    void itemTakes(long nanos) {
        itemNanos = Math.max(1, nanos);
    }

    /** How many of the items that are left go into the next chunk. */
    int next(int left) {
        if (fixed != AUTOMATIC) {
            return Math.min(fixed, left);
        }
        long size = Math.min(share(items, CHUNKS_A_WORKER), share(left, 2));
        if (itemNanos > 0) {
            size = Math.min(size, WORK_NANOS / itemNanos);
        }
        return (int) Math.min(left, Math.max(1, Math.max(size, items / MOST)));
    }

    private long share(int of, int chunksOfWorker) {
        long chunks = (long) chunksOfWorker * workers;
        return (of + chunks - 1) / chunks;
    }
}
