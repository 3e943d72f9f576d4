package org.multijvm.manager.wire;

/** What a pool may be asked. Ordinals travel: add at the end, or count {@link Hello#VERSION} up. */
public enum PoolQuestion {
    /** {@link org.multijvm.pool.Pool#stats}. */
    STATS,
    /** {@link org.multijvm.pool.Pool#health}. */
    HEALTH,
    /** {@link org.multijvm.pool.Pool#workers}. */
    WORKERS,
    /** {@link org.multijvm.pool.Pool#exitResults}. */
    EXIT_RESULTS,
    /** {@link org.multijvm.pool.Pool#threadDump}. */
    THREADS;

    private static final PoolQuestion[] ALL = values();

    /** The number by which it travels. */
    @SuppressWarnings("EnumOrdinal") // it is part of the protocol, which has a version
    public int code() {
        return ordinal();
    }

    /**
     * The question of a number.
     *
     * @throws WireException if there is none
     */
    @SuppressWarnings("EnumOrdinal") // as above
    public static PoolQuestion of(int number) {
        if (number < 0 || number >= ALL.length) {
            throw new WireException("no such question: question=" + number);
        }
        return ALL[number];
    }
}
