package org.multijvm.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what some tags stand for, those of what holds others. Objects and not cases of a switch, as {@link FormWriter}. */
class TagReader {
    private static final TagReader RECORDS = new Records();
    private static final TagReader LISTS = new Lists();
    private static final TagReader MAPS = new Maps();
    private static final TagReader OTHERS = new TagReader();

    Object read(byte tag, GraphReader graph, ValueReader in) {
        return graph.make(tag);
    }

    static TagReader of(byte tag) {
        return switch (tag) {
            case ValueLayout.RECORD -> RECORDS;
            case ValueLayout.ARRAY_LIST -> LISTS;
            case ValueLayout.HASH_MAP, ValueLayout.LINKED_HASH_MAP -> MAPS;
            default -> OTHERS;
        };
    }

    private static final class Records extends TagReader {
        @Override
        Object read(byte tag, GraphReader graph, ValueReader in) {
            Object made = graph.record();
            graph.add(made);
            return made;
        }
    }

    private static final class Lists extends TagReader {
        @Override
        Object read(byte tag, GraphReader graph, ValueReader in) {
            int number = graph.add(null);
            byte kind = in.readByte();
            int count = in.readLength(PackedElements.width(kind));
            ArrayList<@Nullable Object> list = new ArrayList<>(count);
            graph.set(number, list);
            if (kind == ValueLayout.ALL_STRINGS) {
                strings(count, list, in);
            } else if (kind == ValueLayout.MIXED) {
                values(count, list, graph);
            } else {
                @Nullable Object[] numbers = new @Nullable Object[count];
                PackedElements.read(kind, numbers, in);
                Collections.addAll(list, numbers);
            }
            return list;
        }

        private static void strings(int count, List<@Nullable Object> list, ValueReader in) {
            for (int i = 0; i < count; i++) {
                list.add(in.readString());
            }
        }

        private static void values(int count, List<@Nullable Object> list, GraphReader graph) {
            for (int i = 0; i < count; i++) {
                list.add(graph.value());
            }
        }
    }

    private static final class Maps extends TagReader {
        @Override
        Object read(byte tag, GraphReader graph, ValueReader in) {
            int count = in.readLength(2, 2, null);
            Map<@Nullable Object, @Nullable Object> map = map(tag == ValueLayout.HASH_MAP, count);
            graph.add(map);
            @Nullable Object @Nullable [] counted = graph.countsKeys() ? graph.keys(count, 2, false) : null;
            for (int i = 0; i < count; i++) {
                Object key = counted == null ? graph.value() : counted[2 * i];
                map.put(key, counted == null ? graph.value() : counted[2 * i + 1]);
            }
            return map;
        }

        /** Of the capacity that it has after Java serialization, which decides on the order. */
        private static Map<@Nullable Object, @Nullable Object> map(boolean hash, int count) {
            if (count == 0) {
                return hash ? new HashMap<>() : new LinkedHashMap<>();
            }
            int capacity = Math.max(16, (int) Math.min(1 << 30, count / 0.75f + 1));
            return hash ? new HashMap<>(capacity) : new LinkedHashMap<>(capacity);
        }
    }
}
