package org.multijvm.pool;

/** What shape a call has: which functional type its function is of, and how many arguments its body holds. */
final class CallKind {
    /** {@code SerializableRunnable}, no argument. */
    static final int RUN = 0;

    /** {@code Callable}, no argument. */
    static final int CALL = 1;

    /** {@code SerializableFunction}, one argument. */
    static final int APPLY = 2;

    /** {@code SerializableBiFunction}, two arguments. */
    static final int APPLY_2 = 3;

    /** {@code SerializableFunction} on each element of a list, which is the one argument; the result is the list of results. */
    static final int MAP = 4;

    /** As MAP, of {@code SerializableBiFunction} and two lists. */
    static final int MAP_2 = 5;

    /** As MAP, of {@code SerializableTriFunction} and three lists. */
    static final int MAP_3 = 6;

    /** {@code SerializableIntUnaryOperator} on each element of an {@code int[]}; the result is an array, too. */
    static final int MAP_INTS = 7;

    /** The same with longs. */
    static final int MAP_LONGS = 8;

    /** The same with doubles. */
    static final int MAP_DOUBLES = 9;

    /** {@code Runnable}, no argument. */
    static final int RUNNABLE = 10;

    /** As MAP_INTS, of a range of ints: its first, and how many. */
    static final int MAP_INT_RANGE = 11;

    /** As MAP_LONGS, of a range of longs: its first, and how many. */
    static final int MAP_LONG_RANGE = 12;

    private CallKind() {}

    /** Whether the result is a list of results, which travels packed. */
    static boolean givesList(int kind) {
        return kind >= MAP && kind <= MAP_3;
    }
}
