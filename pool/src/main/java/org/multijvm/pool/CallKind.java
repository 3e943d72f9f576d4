package org.multijvm.pool;

/** What shape a call has: which functional type its function is of, and how many arguments its body holds. */
final class CallKind {
    /** {@code SerializableRunnable}, no argument. */
    static final int RUN = 0;

    /** {@code SerializableCallable}, no argument. */
    static final int CALL = 1;

    /** {@code SerializableFunction}, one argument. */
    static final int APPLY = 2;

    /** {@code SerializableBiFunction}, two arguments. */
    static final int APPLY_2 = 3;

    /** {@code SerializableFunction} on each element of a list, which is the one argument; the result is the list of results. */
    static final int MAP = 4;

    private CallKind() {}
}
