package org.multijvm.codec;

import java.io.ObjectStreamException;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one value and all it holds. */
final class GraphReader {
    private static final int KEPT = 1 << 12;

    private final ValueReader in;
    private final @Nullable GraphFilter filter;
    private @Nullable Object[] seen = new Object[16];
    private int size;
    private int depth;
    private boolean active;

    GraphReader(ValueReader in, @Nullable GraphFilter filter) {
        this.in = in;
        this.filter = filter;
    }

    boolean active() {
        return active;
    }

    void begin() {
        active = true;
        depth = 0;
    }

    void end() {
        active = false;
        if (seen.length > KEPT) {
            seen = new Object[16];
        } else if (size > 0) {
            Arrays.fill(seen, 0, size, null);
        }
        size = 0;
    }

    int add(@Nullable Object object) {
        if (size == seen.length) {
            seen = Arrays.copyOf(seen, size * 2);
        }
        seen[size] = object;
        return size++;
    }

    void set(int number, Object object) {
        seen[number] = object;
    }

    @Nullable
    Object[] values(int count) {
        @Nullable Object[] values = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = value();
        }
        return values;
    }

    /** Whether what keys cost is counted, so that they come by {@link #keys}. */
    boolean countsKeys() {
        return filter != null;
    }

    /**
     * Keys, whose hash codes will be asked for, and which will be compared.
     *
     * @param step 1, or 2 if each is followed by its value
     * @param probing whether they are for {@code Set.of} or {@code Map.of}
     */
    @Nullable
    Object[] keys(int count, int step, boolean probing) {
        GraphFilter counter = java.util.Objects.requireNonNull(filter);
        @Nullable Object[] content = new @Nullable Object[step * count];
        long[] weights = new long[count];
        for (int i = 0; i < count; i++) {
            long before = counter.expanded();
            content[i * step] = value();
            weights[i] = counter.hash(before);
            if (step == 2) {
                content[i * step + 1] = value();
            }
        }
        counter.compare(content, step, weights, probing);
        return content;
    }

    /** Counts objects that come without a length. */
    void objects(int count) {
        if (filter != null) {
            filter.objects(count);
        }
    }

    @Nullable
    Object value() {
        return value(in.readByte());
    }

    @Nullable
    Object value(byte tag) {
        if (tag < 0) {
            return (tag & 0x7F) + ValueLayout.SMALL_INT_MIN;
        }
        switch (tag) {
            case ValueLayout.NULL:
                return null;
            case ValueLayout.TRUE:
                return true;
            case ValueLayout.FALSE:
                return false;
            case ValueLayout.INT_16:
                return (int) in.readShort();
            case ValueLayout.INT_32:
                return in.readInt();
            case ValueLayout.LONG_16:
                return (long) in.readShort();
            case ValueLayout.LONG_32:
                return (long) in.readInt();
            case ValueLayout.LONG_64:
                return in.readLong();
            case ValueLayout.DOUBLE:
                return in.readDouble();
            case ValueLayout.STRING:
                return string();
            default:
                return seldom(tag);
        }
    }

    private String string() {
        String string = in.readString();
        if (string.length() > ValueLayout.SMALL) {
            add(string);
        }
        return string;
    }

    private @Nullable Object seldom(byte tag) {
        switch (tag) {
            case ValueLayout.BYTE:
                return in.readByte();
            case ValueLayout.SHORT:
                return in.readShort();
            case ValueLayout.CHARACTER:
                return (char) in.readShort();
            case ValueLayout.FLOAT:
                return Float.intBitsToFloat(in.readInt());
            case ValueLayout.REFERENCE:
                return reference();
            default:
                break;
        }
        if (filter != null) {
            filter.leaf(tag);
        }
        if (tag >= ValueLayout.BIG_INTEGER && tag <= ValueLayout.UUID) {
            Object leaf = LeafForms.read(tag, in);
            if (tag != ValueLayout.UUID && LeafForms.isLarge(leaf)) {
                add(leaf);
            }
            return leaf;
        }
        if (tag >= ValueLayout.DURATION && tag <= ValueLayout.ZONE_REGION) {
            return TimeForms.read(tag, in);
        }
        if (OptionalForms.isOne(tag)) {
            return OptionalForms.read(tag, in);
        }
        return tag == ValueLayout.PATH ? ViewForms.readPath(in) : nested(tag);
    }

    private Object reference() {
        int number = in.readCount();
        Object object = number >= 0 && number < size ? seen[number] : null;
        if (object == null) {
            throw new DecodingException("damaged value: reference=" + number);
        }
        if (filter != null) {
            filter.again(number, object);
        }
        return object;
    }

    private Object nested(byte tag) {
        if (++depth > ValueLayout.MAX_DEPTH) {
            throw new DecodingException("nested too deeply: limit=" + ValueLayout.MAX_DEPTH);
        }
        if (filter == null) {
            Object made = TagReader.of(tag).read(tag, this, in);
            depth--;
            return made;
        }
        int number = size;
        long before = filter.enter(tag, depth);
        Object made = TagReader.of(tag).read(tag, this, in);
        depth--;
        filter.leave(before, number < size && seen[number] == made ? number : size - 1, depth);
        return made;
    }

    /** All but records, lists and maps. */
    Object make(byte tag) {
        Object made;
        if (tag >= ValueLayout.BOOLEANS && tag <= ValueLayout.DOUBLES) {
            made = ArrayForms.read(tag, in);
            add(made);
        } else if (tag == ValueLayout.OBJECT_ARRAY || tag == ValueLayout.STRING_ARRAY) {
            made = array(tag);
        } else if (tag >= ValueLayout.ENUM && tag <= ValueLayout.FUNCTION) {
            made = described(tag);
            add(made);
        } else if (tag >= ValueLayout.ARRAY_LIST && tag <= ValueLayout.OPTIONAL || tag == ValueLayout.NULLABLE_LIST) {
            made = ContainerForms.read(tag, this, in);
        } else if (tag == ValueLayout.ENTRY) {
            made = ViewForms.readEntry(this);
            add(made);
        } else if (tag == ValueLayout.SINGLETON) {
            made = Singletons.read(type());
            add(made);
        } else {
            throw new DecodingException("damaged value: tag=" + tag);
        }
        return made;
    }

    private Object array(byte tag) {
        int number = add(null);
        Class<?> component = tag == ValueLayout.STRING_ARRAY ? String.class : type();
        if (component.isPrimitive()) {
            throw new DecodingException("damaged value: component=" + component);
        }
        byte kind = in.readByte();
        int count = in.readLength(PackedElements.width(kind), 1, filter == null ? null : component.arrayType());
        Object made = Array.newInstance(component, count);
        if (!(made instanceof Object[] array)) {
            throw new DecodingException("damaged value: component=" + component);
        }
        seen[number] = array;
        elements(kind, array);
        return array;
    }

    void elements(byte kind, @Nullable Object[] into) {
        if (kind != ValueLayout.MIXED) {
            PackedElements.read(kind, into, in);
            return;
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = value();
        }
    }

    private Object described(byte tag) {
        switch (tag) {
            case ValueLayout.ENUM:
                return enumConstant();
            case ValueLayout.CLASS:
                return type();
            default:
                return function();
        }
    }

    private Object enumConstant() {
        Class<?> type = type();
        if (!type.isEnum()) {
            throw new DecodingException("not an enum: class=" + type.getName());
        }
        String name = in.readName();
        @SuppressWarnings({"unchecked", "rawtypes"})
        Object constant = Enum.valueOf((Class) type, name);
        return constant;
    }

    Object record() {
        RecordShape shape = RecordShape.of(type());
        objects(shape.size());
        Object made = shape.make(values(shape.size()));
        if (made instanceof Ticket ticket) {
            try {
                return ticket.readResolve();
            } catch (ObjectStreamException e) {
                throw new DecodingException("a handle cannot be made again: ticket=" + ticket + ", cause=" + e, e);
            }
        }
        return made;
    }

    private Object function() {
        int number = in.readCount() - 1;
        FunctionMaker maker;
        if (number < 0) {
            maker = FunctionShape.readDefinition(in);
            add(maker);
        } else if (number < size && seen[number] instanceof FunctionMaker known) {
            maker = known;
        } else {
            throw new DecodingException("damaged value: function=" + number);
        }
        return maker.make(in);
    }

    private Class<?> type() {
        int number = in.readCount() - 1;
        if (number < 0) {
            Class<?> type = in.classNamed(in.readName());
            add(type);
            return type;
        }
        if (number < size && seen[number] instanceof Class<?> known) {
            return known;
        }
        throw new DecodingException("damaged value: class=" + number);
    }
}
