package org.multijvm.codec;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SortedSet;
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
        Object key = graph.value();
        return new SimpleImmutableEntry<>(key, graph.value());
    }

    /** For Java serialization: the copy of something that has a tagged form and is not serializable; otherwise itself. */
    static Object serializable(Object value) {
        return switch (ClassForm.of(value.getClass()).tag) {
            case ValueLayout.ARRAY_LIST, ValueLayout.IMMUTABLE_LIST -> new ArrayList<>((Collection<?>) value);
            case ValueLayout.LINKED_HASH_SET -> new LinkedHashSet<>((Collection<?>) value);
            case ValueLayout.TREE_SET -> new TreeSet<>((SortedSet<?>) value);
            case ValueLayout.ENTRY -> new SimpleImmutableEntry<>((Map.Entry<?, ?>) value);
            case ValueLayout.PATH -> Path.of(value.toString()).equals(value) ? new PathName(value.toString()) : value;
            default -> value;
        };
    }

    /** A path on its way. */
    private record PathName(String name) implements Serializable {
        private Object readResolve() {
            return Path.of(name);
        }
    }
}
