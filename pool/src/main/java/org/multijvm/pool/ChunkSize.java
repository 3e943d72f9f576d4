package org.multijvm.pool;

/** How many items of an {@code imap} go into one task. Immutable. */
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
     * As many as make about half a millisecond of work. The first items go one by one; as their results are taken and show how long one takes, the
     * chunks grow, each to twice the last at most, to 1,024 items at most; and they begin anew with one when a chunk has failed. So the first
     * results come as soon, each of the others waits for about half a millisecond at most until its chunk is whole, and slow items still go
     * one by one. No chunk waits longer than that for a slow source, either.
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
