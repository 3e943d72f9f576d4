package org.multijvm.pool.engine;

/** What shape a call has: which functional type its function is of, and how many arguments its body holds. The numbers travel, so none is used twice. */
public final class CallKind {
    /** {@code SerializableRunnable}, no argument. */
    public static final int RUN = 0;

    /** {@code Callable}, no argument. */
    public static final int CALL = 1;

    /** {@code SerializableFunction}, one argument. */
    public static final int APPLY = 2;

    /** {@code SerializableBiFunction}, two arguments. */
    public static final int APPLY_2 = 3;

    /** {@code SerializableFunction} on each element of a list, which is the one argument; the result is the list of results. */
    public static final int MAP = 4;

    /** As MAP, of {@code SerializableBiFunction} and two lists. */
    static final int MAP_2 = 5;

    /** As MAP, of {@code SerializableTriFunction} and three lists. */
    static final int MAP_3 = 6;

    /** {@code SerializableIntUnaryOperator} on each element of an {@code int[]}; the result is an array, too. */
    public static final int MAP_INTS = 7;

    /** The same with longs. */
    public static final int MAP_LONGS = 8;

    /** The same with doubles. */
    public static final int MAP_DOUBLES = 9;

    /** {@code Runnable}, no argument. */
    public static final int RUNNABLE = 10;

    /** As MAP_INTS, of a range of ints: its first, and how many. */
    public static final int MAP_INT_RANGE = 11;

    /** As MAP_LONGS, of a range of longs: its first, and how many. */
    public static final int MAP_LONG_RANGE = 12;

    private CallKind() {}

    /** Whether the result is a list of results, which travels packed. */
    public static boolean givesList(int kind) {
        return kind >= MAP && kind <= MAP_3;
    }
}
