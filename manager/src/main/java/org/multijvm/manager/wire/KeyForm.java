package org.multijvm.manager.wire;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.lang3.tuple.Pair;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.Handle;
import org.multijvm.codec.ValueWriter;

/**
 * How a key of a dict travels: with bytes that are equal exactly if the keys are, so that the server compares and hashes bytes and runs no {@code hashCode} of anybody.
 *
 * <pre>
 *   SCALAR (byte), item                    the item's own bytes are such bytes
 *   COMPOSITE (byte), such bytes, item     records, enums in records, lists, sets, maps, optionals and pairs of scalars, and of these
 *   OBJECT (byte), item                    all others: the server must make the object, and may be told not to
 * </pre>
 *
 * <p>A value's usual bytes are no such bytes for a composite: what it holds twice is written once, sets and maps have an order, and equal lists have different classes.
 */
public final class KeyForm {
    public static final byte SCALAR = 0;
    public static final byte COMPOSITE = 1;
    public static final byte OBJECT = 2;

    private static final byte LIST = 1;
    private static final byte SET = 2;
    private static final byte MAP = 3;
    private static final byte RECORD = 4;
    private static final byte OPTIONAL = 5;
    private static final byte PAIR = 6;
    private static final byte LEAF = 7;

    private static final int DEEPEST = 50;

    private static final Set<Class<?>> SCALARS = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Instant.class,
            Duration.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class);

    private static final class NotComposite extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotComposite() {
            super(null, null, false, false);
        }
    }

    private KeyForm() {}

    /**
     * Writes a key.
     *
     * @throws NullPointerException if it is null
     * @throws EncodingException if it cannot travel
     */
    public static void write(ValueWriter out, ValueForm form, Object key) {
        if (isScalar(key)) {
            out.writeByte(SCALAR);
            form.write(out, key);
            return;
        }
        refuseHandle(key);
        byte[] canonical = canonical(key);
        if (canonical == null) {
            out.writeByte(OBJECT);
        } else {
            out.writeByte(COMPOSITE);
            out.writeBytes(canonical);
        }
        form.write(out, key);
    }

    /**
     * Bytes that are equal exactly if the keys are; null if there are none, so that the key itself must be asked.
     *
     * @throws NullPointerException if it is null
     * @throws EncodingException if it cannot travel
     */
    public static byte @Nullable [] bytes(Object key) {
        ValueWriter out = new ValueWriter(Codec.java());
        if (isScalar(key)) {
            out.writeByte(SCALAR);
            out.write(key);
            return out.toBytes();
        }
        refuseHandle(key);
        byte[] canonical = canonical(key);
        if (canonical == null) {
            return null;
        }
        out.writeByte(COMPOSITE);
        Raw.write(out, canonical);
        return out.toBytes();
    }

    /** What is live has no bytes that say what it is equal to. */
    private static void refuseHandle(@Nullable Object part) {
        if (part instanceof Handle) {
            throw new EncodingException("what is shared cannot be a key, or in one: type="
                    + part.getClass().getName());
        }
    }

    /** Whether a value is equal to another one exactly if their bytes are. */
    public static boolean isScalar(Object key) {
        return SCALARS.contains(key.getClass()) || key instanceof Enum;
    }

    /** The bytes of a composite; null if it is none. */
    private static byte @Nullable [] canonical(Object key) {
        ValueWriter out = new ValueWriter(Codec.java());
        try {
            write(out, key, 0);
            return out.toBytes();
        } catch (NotComposite e) {
            return null;
        }
    }

    private static void write(ValueWriter out, @Nullable Object part, int depth) {
        if (depth > DEEPEST) {
            throw new NotComposite();
        }
        refuseHandle(part);
        if (part == null || isScalar(part)) {
            out.writeByte(LEAF);
            out.write(part);
        } else if (part instanceof Record record && hasOwnEquals(record.getClass())) {
            out.writeByte(RECORD);
            out.writeString(record.getClass().getName());
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                write(out, componentOf(record, component), depth + 1);
            }
        } else if (part instanceof List<?> list) {
            out.writeByte(LIST);
            out.writeCount(list.size());
            for (Object element : list) {
                write(out, element, depth + 1);
            }
        } else if (part instanceof Set<?> set) {
            out.writeByte(SET);
            writeSorted(out, set, depth);
        } else if (part instanceof Map<?, ?> map) {
            out.writeByte(MAP);
            writeSorted(out, map.entrySet(), depth);
        } else if (part instanceof Optional<?> optional) {
            out.writeByte(OPTIONAL);
            write(out, optional.isPresent() ? optional.get() : null, depth + 1);
        } else if (part instanceof Pair<?, ?> || part instanceof Map.Entry<?, ?>) {
            // equal to each other
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) part;
            out.writeByte(PAIR);
            write(out, entry.getKey(), depth + 1);
            write(out, entry.getValue(), depth + 1);
        } else {
            throw new NotComposite();
        }
    }

    private static void writeSorted(ValueWriter out, Set<?> parts, int depth) {
        List<byte[]> sorted = new ArrayList<>(parts.size());
        ValueWriter bytes = new ValueWriter(Codec.java());
        for (Object part : parts) {
            bytes.clear();
            write(bytes, part, depth + 1);
            sorted.add(bytes.toBytes());
        }
        sorted.sort(Arrays::compare);
        out.writeCount(sorted.size());
        for (byte[] part : sorted) {
            out.writeBytes(part);
        }
    }

    /** The compiler makes a record's {@code equals} final; one that a user writes mostly is not. */
    private static boolean hasOwnEquals(Class<?> type) {
        try {
            return Modifier.isFinal(
                    type.getDeclaredMethod("equals", Object.class).getModifiers());
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static @Nullable Object componentOf(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new NotComposite();
        }
    }
}
