package org.multijvm.pool.engine;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableDoubleUnaryOperator;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableIntUnaryOperator;
import org.multijvm.codec.SerializableLongUnaryOperator;
import org.multijvm.codec.SerializableTriFunction;

/**
 * What a worker does with a chunk: a function applied to each item, which may be null where the user's type says so. Without lambdas, as
 * all of the worker's path.
 */
final class MapCalls {
    private MapCalls() {}

    static List<Object> each(SerializableFunction<Object, Object> function, List<Object> items) throws Exception {
        int size = items.size();
        List<Object> results = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            results.add(function.apply(items.get(i)));
        }
        return results;
    }

    static List<Object> pairs(
            SerializableBiFunction<Object, Object, Object> function, List<Object> lefts, List<Object> rights)
            throws Exception {
        int size = lefts.size();
        List<Object> results = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            results.add(function.apply(lefts.get(i), rights.get(i)));
        }
        return results;
    }

    static List<Object> triples(
            SerializableTriFunction<Object, Object, Object, Object> function,
            List<Object> lefts,
            List<Object> middles,
            List<Object> rights)
            throws Exception {
        int size = lefts.size();
        List<Object> results = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            results.add(function.apply(lefts.get(i), middles.get(i), rights.get(i)));
        }
        return results;
    }

    static int[] intRange(long first, int count) {
        int[] items = new int[count];
        for (int i = 0; i < count; i++) {
            items[i] = (int) first + i;
        }
        return items;
    }

    static long[] longRange(long first, int count) {
        long[] items = new long[count];
        for (int i = 0; i < count; i++) {
            items[i] = first + i;
        }
        return items;
    }

    /** The items were made for this call, so that the results may take their places. */
    static int[] ints(SerializableIntUnaryOperator function, int[] items) throws Exception {
        for (int i = 0; i < items.length; i++) {
            items[i] = function.applyAsInt(items[i]);
        }
        return items;
    }

    static long[] longs(SerializableLongUnaryOperator function, long[] items) throws Exception {
        for (int i = 0; i < items.length; i++) {
            items[i] = function.applyAsLong(items[i]);
        }
        return items;
    }

    static double[] doubles(SerializableDoubleUnaryOperator function, double[] items) throws Exception {
        for (int i = 0; i < items.length; i++) {
            items[i] = function.applyAsDouble(items[i]);
        }
        return items;
    }
}
