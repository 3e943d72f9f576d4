package org.multijvm.pool.engine;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.commons.lang3.tuple.Triple;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;

/**
 * The items of a {@code map}, of which a chunk is written as the arguments of one call.
 *
 * <p>Pairs and triples travel as two or three lists, which are packed if their elements are plain, instead of as so many objects. Not changed once made; thread-safe as long as nobody changes what it was made of.
 */
public sealed interface Items {
    /** The kind of the calls, see {@link CallKind}. */
    int kind();

    /** How many items there are. */
    int size();

    /** Writes some of them as the arguments of one call: from the first, from 0, up to the second and without it. */
    void write(ValueWriter out, int from, int to);

    /** The call that does some of them in this JVM. */
    Call call(Serializable function, int from, int to);

    /** Room for as many results: a {@link SegmentedList}, or an array of primitives. */
    Object newResults();

    /** Items for a function of one argument; the list is not copied. */
    public static Items of(List<?> items) {
        return new Columns(CallKind.MAP, List.of(items));
    }

    static Items ofPairs(Iterable<? extends Pair<?, ?>> items) {
        List<@Nullable Object> lefts = new ArrayList<>();
        List<@Nullable Object> rights = new ArrayList<>();
        for (Pair<?, ?> item : items) {
            checkThere(item, lefts.size());
            lefts.add(item.getLeft());
            rights.add(item.getRight());
        }
        return new Columns(CallKind.MAP_2, List.of(lefts, rights));
    }

    static Items ofTriples(Iterable<? extends Triple<?, ?, ?>> items) {
        List<@Nullable Object> lefts = new ArrayList<>();
        List<@Nullable Object> middles = new ArrayList<>();
        List<@Nullable Object> rights = new ArrayList<>();
        for (Triple<?, ?, ?> item : items) {
            checkThere(item, lefts.size());
            lefts.add(item.getLeft());
            middles.add(item.getMiddle());
            rights.add(item.getRight());
        }
        return new Columns(CallKind.MAP_3, List.of(lefts, middles, rights));
    }

    private static void checkThere(@Nullable Object item, int index) {
        if (item == null) {
            throw new IllegalArgumentException("starmap needs arguments for each call: index=" + index + ", item=null");
        }
    }

    /** Lists of the same length, one for each argument. */
    record Columns(int kind, List<List<?>> lists) implements Items {
        @Override
        public int size() {
            return lists.get(0).size();
        }

        @Override
        public void write(ValueWriter out, int from, int to) {
            for (List<?> list : lists) {
                out.writeList(list, from, to);
            }
        }

        @Override
        public Call call(Serializable function, int from, int to) {
            return new Call(kind, function, part(0, from, to), part(1, from, to), part(2, from, to));
        }

        private @Nullable List<?> part(int argument, int from, int to) {
            // a list of its own, as if it had travelled: the caller's may change meanwhile
            return argument < lists.size() ? new ArrayList<>(lists.get(argument).subList(from, to)) : null;
        }

        @Override
        public Object newResults() {
            return new SegmentedList<@Nullable Object>(size());
        }
    }

    /** An array of primitives, which stays one on the whole way. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Primitives(int kind, Object array) implements Items {
        @Override
        public int size() {
            return Array.getLength(array);
        }

        @Override
        public void write(ValueWriter out, int from, int to) {
            out.write("items", part(from, to));
        }

        @Override
        public Call call(Serializable function, int from, int to) {
            return new Call(kind, function, part(from, to), null, null);
        }

        private Object part(int from, int to) {
            Object part = Array.newInstance(array.getClass().getComponentType(), to - from);
            System.arraycopy(array, from, part, 0, to - from);
            return part;
        }

        @Override
        public Object newResults() {
            return Array.newInstance(array.getClass().getComponentType(), size());
        }
    }

    /** Whole numbers one after the other, of which only the ends travel. */
    record Range(int kind, long first, int size) implements Items {
        /**
         * The numbers from the first to the one before the last.
         *
         * @throws IllegalArgumentException if they are more than an array of results holds
         */
        public static Range of(int kind, long from, long to) {
            long size = Math.max(0, to - from);
            if (size > Integer.MAX_VALUE - 8 || to > from && to - from < 0) {
                throw new IllegalArgumentException(
                        "a range has at most 2,147,483,639 numbers: from=" + from + ", to=" + to);
            }
            return new Range(kind, from, (int) size);
        }

        @Override
        public void write(ValueWriter out, int from, int to) {
            out.write("first", first + from);
            out.write("size", to - from);
        }

        @Override
        public Call call(Serializable function, int from, int to) {
            return kind == CallKind.MAP_INT_RANGE
                    ? new Call(CallKind.MAP_INTS, function, MapCalls.intRange(first + from, to - from), null, null)
                    : new Call(CallKind.MAP_LONGS, function, MapCalls.longRange(first + from, to - from), null, null);
        }

        @Override
        public Object newResults() {
            return kind == CallKind.MAP_INT_RANGE ? new int[size] : new long[size];
        }
    }
}
