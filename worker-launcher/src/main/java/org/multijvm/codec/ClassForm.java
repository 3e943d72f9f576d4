package org.multijvm.codec;

import java.io.Serializable;
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
    final @Nullable RecordShape shape;

    private ClassForm(byte tag, @Nullable RecordShape shape) {
        this.tag = tag;
        this.shape = shape;
    }

    static ClassForm of(Class<?> type) {
        return FORMS.get(type);
    }

    private static ClassForm make(Class<?> type) {
        if (type.isRecord() && !Handle.class.isAssignableFrom(type)) {
            RecordShape shape = RecordShape.of(type);
            return new ClassForm(shape.usable() ? ValueLayout.RECORD : ValueLayout.NONE, shape);
        }
        return new ClassForm(tag(type), null);
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
        return type.getClassLoader() == null ? known(type.getName()) : ValueLayout.NONE;
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
            case "java.util.ImmutableCollections$List12", "java.util.ImmutableCollections$ListN" ->
                ValueLayout.IMMUTABLE_LIST;
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
            case "java.util.KeyValueHolder",
                    "java.util.HashMap$Node",
                    "java.util.HashMap$TreeNode",
                    "java.util.LinkedHashMap$Entry",
                    "java.util.TreeMap$Entry",
                    "java.util.Hashtable$Entry",
                    "java.util.concurrent.ConcurrentHashMap$MapEntry",
                    "java.util.Collections$UnmodifiableMap$UnmodifiableEntrySet$UnmodifiableEntry",
                    "java.util.AbstractMap$SimpleImmutableEntry" -> ValueLayout.ENTRY;
            default -> ValueLayout.NONE;
        };
    }
}
