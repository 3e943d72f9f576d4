package org.multijvm.codec;

import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Writes one value and all it holds; throws {@link NotTagged} if it meets something that has no tagged form. */
final class GraphWriter {
    private final ValueWriter out;
    private final IdentityTable seen = new IdentityTable();
    private int depth;
    private boolean active;
    /** Whether anything was written that can change or is large: whose identity matters to other values. */
    private boolean shareable;

    GraphWriter(ValueWriter out) {
        this.out = out;
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
        seen.clear();
        shareable = false;
    }

    boolean shareable() {
        return shareable;
    }

    /** Gives a number to something that nothing refers to. */
    private void reserve() {
        seen.add(new Object());
    }

    /**
     * Writes what one read gives: a value, or what a lambda captured, or a part of a list.
     *
     * @param root the lambda, if it is one that captured the values
     * @param from -1 if it is no part of a list
     */
    void part(Object root, @Nullable Object value, int from, int to) {
        if (from >= 0 && value instanceof List<?> list) {
            list(list, from, to);
        } else if (root instanceof SerializedLambda && value instanceof Object[] captured) {
            values(captured);
        } else {
            value(value);
        }
    }

    void values(@Nullable Object[] values) {
        for (Object value : values) {
            value(value);
        }
    }

    void value(@Nullable Object value) {
        if (value == null) {
            out.writeByte(ValueLayout.NULL);
        } else if (value instanceof Integer number) {
            integer(number);
        } else if (value instanceof String string) {
            if (string.length() > ValueLayout.SMALL) {
                large(ValueLayout.STRING, string);
            } else {
                out.writeByte(ValueLayout.STRING);
                out.writeString(string);
            }
        } else if (value instanceof Long number) {
            longInteger(number);
        } else if (value instanceof Double number) {
            out.room(9).put(ValueLayout.DOUBLE).putDouble(number);
        } else if (value instanceof Boolean truth) {
            out.writeByte(truth ? ValueLayout.TRUE : ValueLayout.FALSE);
        } else {
            byClass(value);
        }
    }

    private void integer(int value) {
        if (value >= ValueLayout.SMALL_INT_MIN && value <= ValueLayout.SMALL_INT_MAX) {
            out.writeByte(ValueLayout.SMALL_INT_TAGS + value - ValueLayout.SMALL_INT_MIN);
        } else if (value == (short) value) {
            out.room(3).put(ValueLayout.INT_16).putShort((short) value);
        } else {
            out.room(5).put(ValueLayout.INT_32).putInt(value);
        }
    }

    private void longInteger(long value) {
        if (value == (short) value) {
            out.room(3).put(ValueLayout.LONG_16).putShort((short) value);
        } else if (value == (int) value) {
            out.room(5).put(ValueLayout.LONG_32).putInt((int) value);
        } else {
            out.room(9).put(ValueLayout.LONG_64).putLong(value);
        }
    }

    private void byClass(Object value) {
        ClassForm form = ClassForm.of(value.getClass());
        byte tag = form.tag;
        switch (tag) {
            case ValueLayout.NONE -> throw NotTagged.INSTANCE;
            case ValueLayout.BYTE -> out.room(2).put(tag).put((Byte) value);
            case ValueLayout.SHORT -> out.room(3).put(tag).putShort((Short) value);
            case ValueLayout.CHARACTER -> out.room(3).put(tag).putChar((Character) value);
            case ValueLayout.FLOAT -> out.room(5).put(tag).putFloat((Float) value);
            case ValueLayout.BIG_INTEGER, ValueLayout.BIG_DECIMAL -> {
                if (LeafForms.isLarge(value)) {
                    large(tag, value);
                } else {
                    LeafForms.write(tag, value, out);
                }
            }
            case ValueLayout.UUID -> LeafForms.write(tag, value, out);
            case ValueLayout.DURATION,
                    ValueLayout.INSTANT,
                    ValueLayout.LOCAL_DATE,
                    ValueLayout.LOCAL_TIME,
                    ValueLayout.LOCAL_DATE_TIME,
                    ValueLayout.OFFSET_DATE_TIME,
                    ValueLayout.ZONED_DATE_TIME,
                    ValueLayout.ZONE_OFFSET,
                    ValueLayout.ZONE_REGION -> TimeForms.write(tag, value, out);
            case ValueLayout.PATH -> ViewForms.writePath(value, out);
            default -> shared(form, value);
        }
    }

    /** Writes what has no content but takes much space, or refers to it. */
    private void large(byte tag, Object value) {
        if (refers(value)) {
            return;
        }
        if (value instanceof String string) {
            out.writeByte(tag);
            out.writeString(string);
        } else {
            LeafForms.write(tag, value, out);
        }
        seen.add(value);
        shareable = true;
    }

    private boolean refers(Object value) {
        int number = seen.find(value);
        if (number >= 0) {
            out.writeByte(ValueLayout.REFERENCE);
            out.writeCount(number);
        }
        return number >= 0;
    }

    /** Writes what may be met again, or refers to that. */
    private void shared(ClassForm form, Object value) {
        if (refers(value)) {
            return;
        }
        if (++depth > ValueLayout.MAX_DEPTH) {
            throw NotTagged.INSTANCE; // Java serialization may go deeper, as far as the stack of the thread allows
        }
        if (form.tag <= ValueLayout.OBJECT_ARRAY) {
            shareable = true;
            seen.add(value);
            array(form.tag, value);
        } else if (form.tag < ValueLayout.ARRAY_LIST
                || form.tag == ValueLayout.HANDLE
                || form.tag == ValueLayout.SINGLETON) {
            described(form, value);
            seen.add(value);
        } else {
            container(form.tag, value);
        }
        depth--;
    }

    private void array(byte tag, Object value) {
        out.writeByte(tag);
        if (tag == ValueLayout.OBJECT_ARRAY) {
            type(value.getClass().getComponentType());
        }
        if (tag >= ValueLayout.STRING_ARRAY) {
            List<?> elements = Arrays.asList((Object[]) value);
            elements(elements, 0, elements.size());
        } else {
            ArrayForms.write(tag, value, out);
        }
    }

    private void described(ClassForm form, Object value) {
        switch (form.tag) {
            case ValueLayout.ENUM -> {
                out.writeByte(ValueLayout.ENUM);
                type(((Enum<?>) value).getDeclaringClass());
                out.writeString(((Enum<?>) value).name());
            }
            case ValueLayout.RECORD -> record(value, form.shape);
            case ValueLayout.CLASS -> {
                if (((Class<?>) value).isHidden()) {
                    throw NotTagged.INSTANCE;
                }
                out.writeByte(ValueLayout.CLASS);
                type((Class<?>) value);
            }
            case ValueLayout.FUNCTION -> function((java.io.Serializable) value);
            case ValueLayout.SINGLETON -> {
                if (form.only != value) {
                    throw NotTagged.INSTANCE;
                }
                out.writeByte(ValueLayout.SINGLETON);
                type(value.getClass());
            }
            default -> {
                shareable = true;
                Object ticket = ((Handle) value).writeReplace();
                if (ticket instanceof Ticket leaving) {
                    out.noteTicket(leaving);
                }
                record(ticket, ticket instanceof Ticket ? ClassForm.of(ticket.getClass()).shape : null);
            }
        }
    }

    private void record(Object value, @Nullable RecordShape shape) {
        if (shape == null || !shape.usable()) {
            throw NotTagged.INSTANCE;
        }
        out.writeByte(ValueLayout.RECORD);
        type(value.getClass());
        int size = shape.size();
        for (int i = 0; i < size; i++) {
            value(shape.component(value, i));
        }
    }

    private void function(java.io.Serializable value) {
        FunctionShape shape = FunctionShape.of(value);
        if (shape.byValue()) {
            throw NotTagged.INSTANCE;
        }
        out.writeByte(ValueLayout.FUNCTION);
        int number = seen.find(shape);
        out.writeCount(number + 1);
        if (number < 0) {
            shape.writeDefinition(out);
            seen.add(shape);
        }
        shape.writeState(value, out);
    }

    private void type(Class<?> type) {
        int number = seen.find(type);
        out.writeCount(number + 1);
        if (number < 0) {
            out.writeString(type.getName());
            seen.add(type);
        }
    }

    private void container(byte formTag, Object value) {
        boolean plain = switch (formTag) {
            case ValueLayout.TREE_MAP -> ((SortedMap<?, ?>) value).comparator() == null;
            case ValueLayout.TREE_SET -> ((SortedSet<?>) value).comparator() == null;
            case ValueLayout.LINKED_HASH_MAP -> !MapOrder.isByAccess(value);
            default -> true;
        };
        if (!plain) {
            throw NotTagged.INSTANCE;
        }
        byte tag = formTag == ValueLayout.NULLABLE_LIST && !NullableLists.is((List<?>) value)
                ? ValueLayout.IMMUTABLE_LIST
                : formTag;
        boolean mutable = tag != ValueLayout.IMMUTABLE_LIST
                && tag != ValueLayout.NULLABLE_LIST
                && tag != ValueLayout.IMMUTABLE_SET
                && tag != ValueLayout.IMMUTABLE_MAP
                && tag != ValueLayout.OPTIONAL
                && tag != ValueLayout.ENTRY;
        if (mutable) {
            shareable = true;
            seen.add(value);
        }
        out.writeByte(tag);
        content(tag, value);
        if (!mutable) {
            seen.add(value);
        }
    }

    private void content(byte tag, Object value) {
        if (value instanceof List<?> list) {
            elements(list, 0, list.size());
        } else if (tag == ValueLayout.ARRAY_LIST) {
            List<?> copy = new ArrayList<>((Collection<?>) value);
            elements(copy, 0, copy.size());
        } else if (value instanceof Collection<?> collection) {
            out.writeCount(collection.size());
            for (Object element : collection) {
                value(element);
            }
        } else if (value instanceof Map<?, ?> map) {
            out.writeCount(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                value(entry.getKey());
                value(entry.getValue());
            }
        } else if (value instanceof Map.Entry<?, ?> entry) {
            value(entry.getKey());
            value(entry.getValue());
        } else {
            value(((Optional<?>) value).orElse(null));
        }
    }

    private void list(List<?> list, int from, int to) {
        out.writeByte(ValueLayout.ARRAY_LIST);
        reserve();
        elements(list, from, to);
    }

    void elements(List<?> list, int from, int to) {
        if (PackedElements.write(list, from, to, out)) {
            return;
        }
        out.writeByte(ValueLayout.MIXED);
        out.writeCount(to - from);
        if (list instanceof java.util.RandomAccess) {
            for (int i = from; i < to; i++) {
                value(list.get(i));
            }
        } else {
            java.util.Iterator<?> elements = list.listIterator(from);
            for (int i = from; i < to; i++) {
                value(elements.next());
            }
        }
    }
}
