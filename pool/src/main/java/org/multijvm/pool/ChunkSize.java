package org.multijvm.pool;

/**
 * How many items go into one task of a {@code map}, {@code starmap} or {@code imap}: a chunk, whose results come together or, if the function throws, not
 * at all. Immutable.
 *
 * <p>Where none is given, a {@code map} or {@code starmap} has chunks of {@linkplain #automatic automatic} size, since only the whole counts, and an
 * {@code imap} sends single items, since each result can be taken as soon as it is there. Both are Python's defaults.
 */
public sealed interface ChunkSize {
    /**
     * Always so many, but for the last chunk.
     *
     * @throws IllegalArgumentException if less than 1 (rule PL11)
     */
    static ChunkSize of(int items) {
        return new Fixed(items);
    }

    /**
     * As many as suit the items.
     *
     * <p>For a {@code map} or {@code starmap}: four chunks a worker at first (rule PL10), smaller ones near the end, and single items if one takes long,
     * for which it looks at the first. A million quick numbers go in some twenty chunks, a hundred slow pages in a hundred.
     *
     * <p>For an {@code imap}: as many as make about half a millisecond of work. The first items go one by one; as their results are taken and show how
     * long one takes, the chunks grow, each to twice the last at most, to 1,024 items at most; after a chunk has failed they begin again with
     * one. So the first results come as soon, each of the others waits for about half a millisecond at most until its chunk is whole, and slow items still
     * go one by one. No chunk waits longer than that for a slow source, either.
     */
    static ChunkSize automatic() {
        return new Automatic();
    }

    /**
     * Always as many.
     *
     * @param items how many
     */
    record Fixed(int items) implements ChunkSize {
        /**
         * The size.
         *
         * @throws IllegalArgumentException if less than 1 (rule PL11)
         */
        public Fixed {
            if (items < 1) {
                throw new IllegalArgumentException("a chunk needs an item at least: chunk size=" + items);
            }
        }
    }

    /** As many as the time suggests that they take. */
    record Automatic() implements ChunkSize {}
}
