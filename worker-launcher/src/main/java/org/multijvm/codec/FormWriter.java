package org.multijvm.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the objects of some classes, those that hold others.
 *
 * <p>Objects, and not cases of a switch, for the sake of the JVM's compiler: where methods that call one another in a circle are all known to it, it puts each
 * of them into each other, and took a second of a processor, in each JVM, to compile what writes a list of records. A call of one of many it leaves alone.
 */
class FormWriter {
    private static final FormWriter RECORDS = new Records();
    private static final FormWriter LISTS = new Lists();
    private static final FormWriter MAPS = new Maps();
    private static final FormWriter OTHERS = new FormWriter();

    /** Writes an object that has not been met before. */
    void write(GraphWriter graph, ClassForm form, Object value) {
        graph.other(form, value);
    }

    static FormWriter of(byte tag) {
        return switch (tag) {
            case ValueLayout.RECORD -> RECORDS;
            case ValueLayout.ARRAY_LIST,
                    ValueLayout.FIXED_LIST,
                    ValueLayout.IMMUTABLE_LIST,
                    ValueLayout.NULLABLE_LIST -> LISTS;
            case ValueLayout.HASH_MAP, ValueLayout.LINKED_HASH_MAP, ValueLayout.TREE_MAP, ValueLayout.IMMUTABLE_MAP ->
                MAPS;
            default -> OTHERS;
        };
    }

    static void record(GraphWriter graph, Object value, @Nullable RecordShape shape) {
        if (shape == null || !shape.usable()) {
            throw NotTagged.INSTANCE;
        }
        graph.out.writeByte(ValueLayout.RECORD);
        graph.type(value.getClass());
        int size = shape.size();
        for (int i = 0; i < size; i++) {
            graph.value(shape.component(value, i));
        }
    }

    private static final class Records extends FormWriter {
        @Override
        void write(GraphWriter graph, ClassForm form, Object value) {
            record(graph, value, form.shape);
            graph.seen(value);
        }
    }

    /** Lists, and views of collections that arrive as one. */
    private static final class Lists extends FormWriter {
        @Override
        void write(GraphWriter graph, ClassForm form, Object value) {
            byte tag = form.tag == ValueLayout.NULLABLE_LIST && !NullableLists.is((List<?>) value)
                    ? ValueLayout.IMMUTABLE_LIST
                    : form.tag;
            boolean mutable = tag == ValueLayout.ARRAY_LIST || tag == ValueLayout.FIXED_LIST;
            graph.begin(tag, value, mutable);
            List<?> list = value instanceof List<?> given ? given : new ArrayList<>((Collection<?>) value);
            graph.elements(list, 0, list.size());
            if (!mutable) {
                graph.seen(value);
            }
        }
    }

    private static final class Maps extends FormWriter {
        @Override
        void write(GraphWriter graph, ClassForm form, Object value) {
            byte tag = form.tag;
            Map<?, ?> map = (Map<?, ?>) value;
            if (tag == ValueLayout.TREE_MAP && ((SortedMap<?, ?>) map).comparator() != null
                    || tag == ValueLayout.LINKED_HASH_MAP && MapOrder.isByAccess(map)) {
                throw NotTagged.INSTANCE;
            }
            boolean mutable = tag != ValueLayout.IMMUTABLE_MAP;
            graph.begin(tag, value, mutable);
            graph.out.writeCount(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                graph.value(entry.getKey());
                graph.value(entry.getValue());
            }
            if (!mutable) {
                graph.seen(value);
            }
        }
    }
}
