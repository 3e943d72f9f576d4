package org.multijvm.codec;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads sets, optionals, and the lists and maps that are seldom met: {@link TagReader} has the others. */
final class ContainerForms {
    private ContainerForms() {}

    static Object read(byte tag, GraphReader graph, ValueReader in) {
        switch (tag) {
            case ValueLayout.FIXED_LIST:
            case ValueLayout.IMMUTABLE_LIST:
            case ValueLayout.NULLABLE_LIST:
                return otherList(tag, graph, in);
            case ValueLayout.IMMUTABLE_SET:
            case ValueLayout.IMMUTABLE_MAP:
            case ValueLayout.OPTIONAL:
                Object made = immutable(tag, graph, in);
                graph.add(made);
                return made;
            case ValueLayout.HASH_SET:
            case ValueLayout.LINKED_HASH_SET:
            case ValueLayout.TREE_SET:
                return set(tag, graph, in);
            default:
                return treeMap(graph, in);
        }
    }

    private static Object otherList(byte tag, GraphReader graph, ValueReader in) {
        boolean fixed = tag == ValueLayout.FIXED_LIST;
        int number = fixed ? graph.add(null) : -1;
        byte kind = in.readByte();
        @Nullable Object[] elements = new @Nullable Object[in.readLength(PackedElements.width(kind))];
        if (fixed) {
            List<@Nullable Object> list = Arrays.asList(elements);
            graph.set(number, list);
            graph.elements(kind, elements);
            return list;
        }
        graph.elements(kind, elements);
        boolean nullable = tag == ValueLayout.NULLABLE_LIST || hasNull(elements);
        Object list = nullable ? NullableLists.of(elements) : List.of(elements);
        graph.add(list);
        return list;
    }

    private static boolean hasNull(@Nullable Object[] elements) {
        for (Object element : elements) {
            if (element == null) {
                return true;
            }
        }
        return false;
    }

    private static Object immutable(byte tag, GraphReader graph, ValueReader in) {
        if (tag == ValueLayout.OPTIONAL) {
            graph.objects(1);
            return Optional.ofNullable(graph.value());
        }
        if (tag == ValueLayout.IMMUTABLE_SET) {
            return immutableSet(graph, in.readLength(1));
        }
        int count = in.readLength(2, 2, null);
        @Nullable Object @Nullable [] counted = graph.countsKeys() ? graph.keys(count, 2, true) : null;
        @SuppressWarnings({"unchecked", "rawtypes"})
        Map.Entry<Object, Object>[] entries = new Map.Entry[count];
        for (int i = 0; i < count; i++) {
            @Nullable Object key = counted == null ? graph.value() : counted[2 * i];
            @Nullable Object value = counted == null ? graph.value() : counted[2 * i + 1];
            entries[i] = Map.entry(required(key), required(value));
        }
        return Map.ofEntries(entries);
    }

    private static Object immutableSet(GraphReader graph, int count) {
        return Set.of(graph.countsKeys() ? graph.keys(count, 1, true) : graph.values(count));
    }

    private static Object required(@Nullable Object value) {
        if (value == null) {
            throw new DecodingException("damaged value: null in an immutable map");
        }
        return value;
    }

    private static Object set(byte tag, GraphReader graph, ValueReader in) {
        int count = in.readLength(1);
        if (tag == ValueLayout.TREE_SET) {
            TreeSet<@Nullable Object> sorted = new TreeSet<>();
            graph.add(sorted);
            SortedContent.add(graph.values(count), sorted);
            return sorted;
        }
        int capacity = (int) Math.min(1 << 30, count * (1 / 0.75f)); // likewise
        Collection<@Nullable Object> set =
                tag == ValueLayout.HASH_SET ? new HashSet<>(capacity) : new LinkedHashSet<>(capacity);
        graph.add(set);
        @Nullable Object @Nullable [] counted = graph.countsKeys() ? graph.keys(count, 1, false) : null;
        for (int i = 0; i < count; i++) {
            set.add(counted == null ? graph.value() : counted[i]);
        }
        return set;
    }

    private static Object treeMap(GraphReader graph, ValueReader in) {
        int count = in.readLength(2, 2, null);
        TreeMap<@Nullable Object, @Nullable Object> sorted = new TreeMap<>();
        graph.add(sorted);
        SortedContent.put(graph.values(2 * count), sorted);
        return sorted;
    }
}
