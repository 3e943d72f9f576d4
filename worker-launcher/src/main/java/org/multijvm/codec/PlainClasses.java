package org.multijvm.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JDK's classes of plain data, which a filter need not allow. */
final class PlainClasses {
    /** In Java serialization collections that hash are none of these: what a shared element costs them is not seen there. */
    private static final Set<Class<?>> ALL = Set.of(
            Object.class,
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Number.class,
            Enum.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Duration.class,
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            ZoneOffset.class,
            ArrayList.class,
            List.class,
            Set.class,
            Map.class,
            Optional.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class);

    private PlainClasses() {}

    /** Also of an array of these, and of what only stands in a stream under another name: a path, and a lambda, which was asked for as one. */
    static boolean has(Class<?> type) {
        Class<?> base = type;
        while (base.isArray()) {
            base = base.getComponentType();
        }
        return base.isPrimitive()
                || base.isHidden()
                || ALL.contains(base)
                || base.getClassLoader() == null
                        && (base.getName().equals("java.time.Ser") || Path.class.isAssignableFrom(base));
    }

    /** The class that a filter is asked for in the place of a tag; null if it is read with its class, or needs none. */
    static @Nullable Class<?> of(byte tag) {
        return switch (tag) {
            case ValueLayout.ARRAY_LIST -> ArrayList.class;
            case ValueLayout.FIXED_LIST, ValueLayout.IMMUTABLE_LIST, ValueLayout.NULLABLE_LIST -> List.class;
            case ValueLayout.HASH_MAP -> HashMap.class;
            case ValueLayout.LINKED_HASH_MAP -> LinkedHashMap.class;
            case ValueLayout.TREE_MAP -> TreeMap.class;
            case ValueLayout.IMMUTABLE_MAP -> Map.class;
            case ValueLayout.HASH_SET -> HashSet.class;
            case ValueLayout.LINKED_HASH_SET -> LinkedHashSet.class;
            case ValueLayout.TREE_SET -> TreeSet.class;
            case ValueLayout.IMMUTABLE_SET -> Set.class;
            case ValueLayout.OPTIONAL -> Optional.class;
            case ValueLayout.ENTRY -> SimpleImmutableEntry.class;
            default -> leaf(tag);
        };
    }

    private static @Nullable Class<?> leaf(byte tag) {
        return switch (tag) {
            case ValueLayout.BIG_INTEGER -> BigInteger.class;
            case ValueLayout.BIG_DECIMAL -> BigDecimal.class;
            case ValueLayout.UUID -> UUID.class;
            case ValueLayout.DURATION -> Duration.class;
            case ValueLayout.INSTANT -> Instant.class;
            case ValueLayout.LOCAL_DATE -> LocalDate.class;
            case ValueLayout.LOCAL_TIME -> LocalTime.class;
            case ValueLayout.LOCAL_DATE_TIME -> LocalDateTime.class;
            case ValueLayout.OFFSET_DATE_TIME -> OffsetDateTime.class;
            case ValueLayout.ZONED_DATE_TIME -> ZonedDateTime.class;
            case ValueLayout.ZONE_OFFSET -> ZoneOffset.class;
            case ValueLayout.ZONE_REGION -> ZoneId.class;
            case ValueLayout.OPTIONAL_INT -> OptionalInt.class;
            case ValueLayout.OPTIONAL_LONG -> OptionalLong.class;
            case ValueLayout.OPTIONAL_DOUBLE -> OptionalDouble.class;
            case ValueLayout.PATH -> Path.class;
            default -> null;
        };
    }

    /** The type of an array of primitives. */
    static Class<?> array(byte tag) {
        return switch (tag) {
            case ValueLayout.BOOLEANS -> boolean[].class;
            case ValueLayout.BYTES -> byte[].class;
            case ValueLayout.SHORTS -> short[].class;
            case ValueLayout.CHARS -> char[].class;
            case ValueLayout.INTS -> int[].class;
            case ValueLayout.LONGS -> long[].class;
            case ValueLayout.FLOATS -> float[].class;
            default -> double[].class;
        };
    }
}
