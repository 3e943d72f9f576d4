package org.multijvm.codec;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK itself gives out and does not make {@link Serializable}: parts of lists, the sets and entries of maps, paths. Each arrives as
 * a copy that is equal to it. A class of its own, so that a JVM that meets none loads none.
 */
final class ViewForms {
    private ViewForms() {}

    static void writePath(Object value, ValueWriter out) {
        String name = value.toString();
        if (!Path.of(name).equals(value)) {
            throw NotTagged.INSTANCE; // bytes that are no characters here
        }
        out.writeByte(ValueLayout.PATH);
        out.writeString(name);
    }

    static Path readPath(ValueReader in) {
        return Path.of(in.readString());
    }

    static Map.Entry<@Nullable Object, @Nullable Object> readEntry(GraphReader graph) {
        graph.objects(2);
        Object key = graph.value();
        return new SimpleImmutableEntry<>(key, graph.value());
    }

    /** For Java serialization: what stands for something that has a tagged form and is not serializable; otherwise itself. */
    static Object serializable(Object value) {
        ClassForm form = ClassForm.of(value.getClass());
        switch (form.tag) {
            case ValueLayout.ARRAY_LIST, ValueLayout.IMMUTABLE_LIST:
                return new ArrayList<>((Collection<?>) value);
            case ValueLayout.LINKED_HASH_SET:
                return new LinkedHashSet<>((Collection<?>) value);
            case ValueLayout.TREE_SET:
                return new TreeSet<>((SortedSet<?>) value);
            case ValueLayout.TREE_MAP:
                return new TreeMap<>((SortedMap<?, ?>) value);
            case ValueLayout.LINKED_HASH_MAP:
                return new LinkedHashMap<>((Map<?, ?>) value);
            case ValueLayout.ENTRY:
                return new SimpleImmutableEntry<>((Map.Entry<?, ?>) value);
            case ValueLayout.OPTIONAL:
                return new OptionalValue(((Optional<?>) value).orElse(null));
            case ValueLayout.OPTIONAL_INT, ValueLayout.OPTIONAL_LONG, ValueLayout.OPTIONAL_DOUBLE:
                return OptionalForms.serializable(form.tag, value);
            case ValueLayout.PATH:
                return Path.of(value.toString()).equals(value) ? new PathName(value.toString()) : value;
            case ValueLayout.SINGLETON:
                return form.only == value ? new Only(value.getClass()) : value;
            default:
                RecordShape shape = form.shape;
                return shape != null && shape.usable() ? RecordState.of(value, shape) : value;
        }
    }

    /** Whether Java serialization writes and reads this class only for, and in, what stands in another's place. */
    static boolean isStand(Class<?> type) {
        return type == PathName.class
                || type == OptionalValue.class
                || type == OptionalForms.Stand.class
                || type == Only.class
                || type == RecordState.class
                || type == LambdaState.class;
    }

    /** A path on its way. */
    private record PathName(String name) implements Serializable {
        private Object readResolve() {
            return Path.of(name);
        }
    }

    /** An optional on its way. */
    @SuppressWarnings("serial") // whether it can travel shows when it does
    private record OptionalValue(@Nullable Object value) implements Serializable {
        private Object readResolve() {
            return Optional.ofNullable(value);
        }
    }

    /** The only object of its class on its way. */
    private record Only(Class<?> type) implements Serializable {
        private Object readResolve() {
            return Singletons.read(type);
        }
    }
}
