package org.multijvm.codec;

import java.lang.invoke.SerializedLambda;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Writes one value and all it holds; throws {@link NotTagged} if it meets something that has no tagged form. */
final class GraphWriter {
    final ValueWriter out;
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

    /**
     * Writes anything. What is mostly met is written here and not in methods of its own: so this one is too large to become a part of those that
     * call it, and is compiled once.
     */
    void value(@Nullable Object value) {
        if (value instanceof String string) {
            if (string.length() > ValueLayout.SMALL) {
                large(ValueLayout.STRING, string);
            } else {
                out.writeByte(ValueLayout.STRING);
                out.writeString(string);
            }
        } else if (value instanceof Integer number) {
            int whole = number;
            if (whole >= ValueLayout.SMALL_INT_MIN && whole <= ValueLayout.SMALL_INT_MAX) {
                out.writeByte(ValueLayout.SMALL_INT_TAGS + whole - ValueLayout.SMALL_INT_MIN);
            } else if (whole == (short) whole) {
                out.writeByte(ValueLayout.INT_16);
                out.writeShort(whole);
            } else {
                out.writeByte(ValueLayout.INT_32);
                out.writeInt(whole);
            }
        } else if (value == null) {
            out.writeByte(ValueLayout.NULL);
        } else if (value instanceof Long number) {
            long whole = number;
            if (whole == (short) whole) {
                out.writeByte(ValueLayout.LONG_16);
                out.writeShort((short) whole);
            } else if (whole == (int) whole) {
                out.writeByte(ValueLayout.LONG_32);
                out.writeInt((int) whole);
            } else {
                out.writeByte(ValueLayout.LONG_64);
                out.writeLong(whole);
            }
        } else if (value instanceof Double number) {
            out.writeByte(ValueLayout.DOUBLE);
            out.writeDouble(number);
        } else if (value instanceof Boolean truth) {
            out.writeByte(truth ? ValueLayout.TRUE : ValueLayout.FALSE);
        } else {
            byClass(value);
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
            case ValueLayout.OPTIONAL_INT, ValueLayout.OPTIONAL_LONG, ValueLayout.OPTIONAL_DOUBLE ->
                OptionalForms.write(tag, value, out);
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
        form.writer.write(this, form, value);
        depth--;
    }

    void seen(Object value) {
        seen.add(value);
    }

    /** All but records, lists and maps. */
    void other(ClassForm form, Object value) {
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
                if (!(ticket instanceof Ticket)) {
                    throw NotTagged.INSTANCE;
                }
                FormWriter.record(this, ticket, ClassForm.of(ticket.getClass()).shape);
            }
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

    void type(Class<?> type) {
        int number = seen.find(type);
        out.writeCount(number + 1);
        if (number < 0) {
            out.writeClass(type);
            seen.add(type);
        }
    }

    /** What can change takes its number before its content, all else behind it. */
    void begin(byte tag, Object value, boolean mutable) {
        if (mutable) {
            shareable = true;
            seen.add(value);
        }
        out.writeByte(tag);
    }

    /** Sets, optionals, entries. */
    private void container(byte tag, Object value) {
        if (tag == ValueLayout.TREE_SET && ((SortedSet<?>) value).comparator() != null) {
            throw NotTagged.INSTANCE;
        }
        boolean mutable = tag != ValueLayout.IMMUTABLE_SET && tag != ValueLayout.OPTIONAL && tag != ValueLayout.ENTRY;
        begin(tag, value, mutable);
        if (value instanceof Collection<?> collection) {
            out.writeCount(collection.size());
            for (Object element : collection) {
                value(element);
            }
        } else if (value instanceof Map.Entry<?, ?> entry) {
            value(entry.getKey());
            value(entry.getValue());
        } else {
            value(((Optional<?>) value).orElse(null));
        }
        if (!mutable) {
            seen.add(value);
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
