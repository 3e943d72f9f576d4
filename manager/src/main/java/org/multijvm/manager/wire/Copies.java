package org.multijvm.manager.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Handle;

/**
 * Copies of what lies in a server. A change of such a list, set or map would be lost there (rule M7), so they cannot be changed, as deep as they contain one another; objects of a manager among them are live and stay as they are.
 */
public final class Copies {
    private Copies() {}

    /** The same value, unmodifiable if it is a container. */
    public static @Nullable Object of(@Nullable Object value) {
        if (value == null || value instanceof Handle) {
            return value;
        }
        if (value instanceof List<?> list) {
            return Collections.unmodifiableList(
                    holdsContainers(list) ? into(new ArrayList<>(list.size()), list) : list);
        }
        if (value instanceof SortedSet<?> set) {
            return Collections.unmodifiableSortedSet(set);
        }
        if (value instanceof Set<?> set) {
            return Collections.unmodifiableSet(holdsContainers(set) ? into(new LinkedHashSet<>(), set) : set);
        }
        if (value instanceof SortedMap<?, ?> map) {
            return sorted(map);
        }
        if (value instanceof Map<?, ?> map) {
            return Collections.unmodifiableMap(holdsContainers(map.values()) ? into(new LinkedHashMap<>(), map) : map);
        }
        return value;
    }

    private static <K, V> SortedMap<K, ?> sorted(SortedMap<K, V> map) {
        return Collections.unmodifiableSortedMap(holdsContainers(map.values()) ? into(new TreeMap<>(map), map) : map);
    }

    private static boolean holdsContainers(Collection<?> values) {
        for (Object value : values) {
            if (!(value instanceof Handle) && (value instanceof Collection<?> || value instanceof Map<?, ?>)) {
                return true;
            }
        }
        return false;
    }

    private static <C extends Collection<@Nullable Object>> C into(C copy, Collection<?> values) {
        values.forEach(value -> copy.add(of(value)));
        return copy;
    }

    @SuppressWarnings("unchecked") // keys stay what they are
    private static <M extends Map<?, ?>> M into(M copy, Map<?, ?> map) {
        map.forEach((key, value) -> ((Map<Object, @Nullable Object>) copy).put(key, of(value)));
        return copy;
    }
}
