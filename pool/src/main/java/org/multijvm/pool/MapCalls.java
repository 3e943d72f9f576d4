package org.multijvm.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableDoubleUnaryOperator;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableIntUnaryOperator;
import org.multijvm.codec.SerializableLongUnaryOperator;
import org.multijvm.codec.SerializableTriFunction;

/** What a worker does with a chunk: a function applied to each item. Without lambdas, as all of the worker's path. */
final class MapCalls {
    private MapCalls() {}

    static List<@Nullable Object> each(SerializableFunction<@Nullable Object, Object> function, List<?> items)
            throws Exception {
        int size = items.size();
        List<@Nullable Object> results = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            results.add(function.apply(items.get(i)));
        }
        return results;
    }

    static List<@Nullable Object> pairs(
            SerializableBiFunction<@Nullable Object, @Nullable Object, Object> function, List<?> lefts, List<?> rights)
            throws Exception {
        int size = lefts.size();
        List<@Nullable Object> results = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            results.add(function.apply(lefts.get(i), rights.get(i)));
        }
        return results;
    }

    static List<@Nullable Object> triples(
            SerializableTriFunction<@Nullable Object, @Nullable Object, @Nullable Object, Object> function,
            List<?> lefts,
            List<?> middles,
            List<?> rights)
            throws Exception {
        int size = lefts.size();
        List<@Nullable Object> results = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            results.add(function.apply(lefts.get(i), middles.get(i), rights.get(i)));
        }
        return results;
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
