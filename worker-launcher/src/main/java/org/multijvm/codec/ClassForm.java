package org.multijvm.codec;

import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** How the objects of one class are written: the tag, and what is known of a record. Cached by class. Thread-safe. */
final class ClassForm {
    private static final ClassValue<ClassForm> FORMS = new ClassValue<>() {
        @Override
        protected ClassForm computeValue(Class<?> type) {
            return make(type);
        }
    };

    final byte tag;
    final FormWriter writer;
    final @Nullable RecordShape shape;
    /** Of {@link ValueLayout#SINGLETON}. */
    final @Nullable Object only;

    private ClassForm(byte tag, @Nullable RecordShape shape, @Nullable Object only) {
        this.tag = tag;
        this.writer = FormWriter.of(tag);
        this.shape = shape;
        this.only = only;
    }

    static ClassForm of(Class<?> type) {
        return FORMS.get(type);
    }

    private static ClassForm make(Class<?> type) {
        if (type.isRecord() && !Handle.class.isAssignableFrom(type)) {
            RecordShape shape = RecordShape.of(type);
            return new ClassForm(shape.usable() ? ValueLayout.RECORD : ValueLayout.NONE, shape, null);
        }
        byte tag = tag(type);
        Object only = tag == ValueLayout.NONE ? Singletons.onlyObject(type) : null;
        return new ClassForm(only == null ? tag : ValueLayout.SINGLETON, null, only);
    }

    private static byte tag(Class<?> type) {
        if (type.isArray()) {
            return array(type.getComponentType());
        }
        if (Handle.class.isAssignableFrom(type)) {
            return ValueLayout.HANDLE;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return ValueLayout.ENUM;
        }
        if (type.isHidden() || type.isSynthetic()) {
            return Serializable.class.isAssignableFrom(type) ? ValueLayout.FUNCTION : ValueLayout.NONE;
        }
        if (type.getClassLoader() != null) {
            return ValueLayout.NONE;
        }
        byte tag = known(type.getName());
        return tag == ValueLayout.NONE ? view(type) : tag;
    }

    private static byte array(Class<?> component) {
        if (!component.isPrimitive()) {
            return component == String.class ? ValueLayout.STRING_ARRAY : ValueLayout.OBJECT_ARRAY;
        }
        return switch (component.getName()) {
            case "boolean" -> ValueLayout.BOOLEANS;
            case "byte" -> ValueLayout.BYTES;
            case "short" -> ValueLayout.SHORTS;
            case "char" -> ValueLayout.CHARS;
            case "int" -> ValueLayout.INTS;
            case "long" -> ValueLayout.LONGS;
            case "float" -> ValueLayout.FLOATS;
            default -> ValueLayout.DOUBLES;
        };
    }

    /** By name, so that no class is loaded for being asked after. */
    private static byte known(String name) {
        return switch (name) {
            case "java.lang.Byte" -> ValueLayout.BYTE;
            case "java.lang.Short" -> ValueLayout.SHORT;
            case "java.lang.Character" -> ValueLayout.CHARACTER;
            case "java.lang.Float" -> ValueLayout.FLOAT;
            case "java.lang.Class" -> ValueLayout.CLASS;
            case "java.util.ArrayList" -> ValueLayout.ARRAY_LIST;
            case "java.util.Arrays$ArrayList" -> ValueLayout.FIXED_LIST;
            case "java.util.ImmutableCollections$List12" -> ValueLayout.IMMUTABLE_LIST;
            case "java.util.ImmutableCollections$ListN" -> ValueLayout.NULLABLE_LIST;
            case "java.util.HashMap" -> ValueLayout.HASH_MAP;
            case "java.util.LinkedHashMap" -> ValueLayout.LINKED_HASH_MAP;
            case "java.util.TreeMap" -> ValueLayout.TREE_MAP;
            case "java.util.ImmutableCollections$Map1", "java.util.ImmutableCollections$MapN" ->
                ValueLayout.IMMUTABLE_MAP;
            case "java.util.HashSet" -> ValueLayout.HASH_SET;
            case "java.util.LinkedHashSet" -> ValueLayout.LINKED_HASH_SET;
            case "java.util.TreeSet" -> ValueLayout.TREE_SET;
            case "java.util.ImmutableCollections$Set12", "java.util.ImmutableCollections$SetN" ->
                ValueLayout.IMMUTABLE_SET;
            case "java.util.Optional" -> ValueLayout.OPTIONAL;
            default -> leaf(name);
        };
    }

    private static byte leaf(String name) {
        return switch (name) {
            case "java.math.BigInteger" -> ValueLayout.BIG_INTEGER;
            case "java.math.BigDecimal" -> ValueLayout.BIG_DECIMAL;
            case "java.util.UUID" -> ValueLayout.UUID;
            case "java.time.Duration" -> ValueLayout.DURATION;
            case "java.time.Instant" -> ValueLayout.INSTANT;
            case "java.time.LocalDate" -> ValueLayout.LOCAL_DATE;
            case "java.time.LocalTime" -> ValueLayout.LOCAL_TIME;
            case "java.time.LocalDateTime" -> ValueLayout.LOCAL_DATE_TIME;
            case "java.time.OffsetDateTime" -> ValueLayout.OFFSET_DATE_TIME;
            case "java.time.ZonedDateTime" -> ValueLayout.ZONED_DATE_TIME;
            case "java.time.ZoneOffset" -> ValueLayout.ZONE_OFFSET;
            case "java.time.ZoneRegion" -> ValueLayout.ZONE_REGION;
            case "java.util.OptionalInt" -> ValueLayout.OPTIONAL_INT;
            case "java.util.OptionalLong" -> ValueLayout.OPTIONAL_LONG;
            case "java.util.OptionalDouble" -> ValueLayout.OPTIONAL_DOUBLE;
            case "sun.nio.fs.UnixPath", "sun.nio.fs.WindowsPath" -> ValueLayout.PATH;
            default -> view(name);
        };
    }

    /** What is made of other collections and not serializable: it arrives as a copy. */
    private static byte view(String name) {
        return switch (name) {
            case "java.util.ArrayList$SubList",
                    "java.util.AbstractList$SubList",
                    "java.util.AbstractList$RandomAccessSubList",
                    "java.util.HashMap$Values",
                    "java.util.LinkedHashMap$LinkedValues",
                    "java.util.TreeMap$Values" -> ValueLayout.ARRAY_LIST;
            case "java.util.ImmutableCollections$SubList" -> ValueLayout.IMMUTABLE_LIST;
            case "java.util.HashMap$KeySet",
                    "java.util.HashMap$EntrySet",
                    "java.util.LinkedHashMap$LinkedKeySet",
                    "java.util.LinkedHashMap$LinkedEntrySet",
                    "java.util.TreeMap$EntrySet" -> ValueLayout.LINKED_HASH_SET;
            case "java.util.TreeMap$KeySet" -> ValueLayout.TREE_SET;
            case "java.util.AbstractMap$SimpleImmutableEntry" -> ValueLayout.ENTRY;
            default -> ValueLayout.NONE;
        };
    }

    /** Other views of the JDK's, such as what {@code reversed} gives: none of them has a name that one could use. */
    private static byte view(Class<?> type) {
        String name = type.getName();
        if (Modifier.isPublic(type.getModifiers())
                || Serializable.class.isAssignableFrom(type)
                || Queue.class.isAssignableFrom(type)
                || !name.startsWith("java.util.")
                || name.startsWith("java.util.IdentityHashMap$")) { // its elements may be equal to each other
            return ValueLayout.NONE;
        }
        if (Map.Entry.class.isAssignableFrom(type)) {
            return ValueLayout.ENTRY;
        }
        if (SortedSet.class.isAssignableFrom(type)) {
            return ValueLayout.TREE_SET;
        }
        if (Set.class.isAssignableFrom(type)) {
            return ValueLayout.LINKED_HASH_SET;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return ValueLayout.ARRAY_LIST;
        }
        return SortedMap.class.isAssignableFrom(type)
                ? ValueLayout.TREE_MAP
                : Map.class.isAssignableFrom(type) ? ValueLayout.LINKED_HASH_MAP : ValueLayout.NONE;
    }
}
