package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.Map;
import org.multijvm.ipc.file.ElementKind;

/**
 * Where the components of a record lie in memory: in their order, each aligned to its size, the whole to the largest, as a C
 * compiler lays out a struct. Immutable.
 */
final class StructLayout<R extends Record> {
    private static final Map<Class<?>, ElementKind> KINDS = Map.of(
            boolean.class, ElementKind.BOOLEANS,
            byte.class, ElementKind.BYTES,
            short.class, ElementKind.SHORTS,
            char.class, ElementKind.CHARS,
            int.class, ElementKind.INTS,
            long.class, ElementKind.LONGS,
            float.class, ElementKind.FLOATS,
            double.class, ElementKind.DOUBLES);

    private final Class<R> type;
    private final ElementKind[] kinds;
    private final int[] offsets;
    private final int bytes;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    private StructLayout(Class<R> type, RecordComponent[] components) throws ReflectiveOperationException {
        this.type = type;
        this.kinds = new ElementKind[components.length];
        this.offsets = new int[components.length];
        this.accessors = new MethodHandle[components.length];
        Class<?>[] types = new Class<?>[components.length];
        int end = 0;
        int alignment = 1;
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            kinds[i] = kind(type, components[i]);
            offsets[i] = aligned(end, kinds[i].bytes());
            end = offsets[i] + kinds[i].bytes();
            alignment = Math.max(alignment, kinds[i].bytes());
            accessors[i] = MethodHandles.lookup()
                    .unreflect(open(components[i].getAccessor(), type))
                    .asType(MethodType.methodType(Object.class, Object.class));
        }
        this.bytes = aligned(end, alignment);
        Constructor<R> canonical = open(type.getDeclaredConstructor(types), type);
        this.constructor = MethodHandles.lookup()
                .unreflectConstructor(canonical)
                .asSpreader(Object[].class, components.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    /**
     * The layout of a record class.
     *
     * @throws IllegalArgumentException if it has a component that is not primitive, or none, or its package is not open to us
     */
    static <R extends Record> StructLayout<R> of(Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null || components.length == 0) {
            throw new IllegalArgumentException("not a record with components: type=" + type.getName());
        }
        try {
            return new StructLayout<>(type, components);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot look into the record: type=" + type.getName(), e);
        }
    }

    Class<R> type() {
        return type;
    }

    /** The size of one record with the gap behind it. */
    int bytes() {
        return bytes;
    }

    /** Where a component begins in the record. */
    int offset(int component) {
        return offsets[component];
    }

    R read(ByteBuffer memory, int at) {
        Object[] values = new Object[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            values[i] = value(kinds[i], memory, at + offsets[i]);
        }
        try {
            return type.cast((Object) constructor.invokeExact(values));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the record refuses its own values: type=" + type.getName(), e);
        }
    }

    void write(ByteBuffer memory, int at, R element) {
        for (int i = 0; i < kinds.length; i++) {
            try {
                put(kinds[i], memory, at + offsets[i], (Object) accessors[i].invokeExact((Object) element));
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("an accessor of the record failed: type=" + type.getName(), e);
            }
        }
    }

    private static Object value(ElementKind kind, ByteBuffer memory, int at) {
        switch (kind) {
            case BOOLEANS:
                return memory.get(at) != 0;
            case BYTES:
                return memory.get(at);
            case SHORTS:
                return memory.getShort(at);
            case CHARS:
                return memory.getChar(at);
            case INTS:
                return memory.getInt(at);
            case LONGS:
                return memory.getLong(at);
            case FLOATS:
                return memory.getFloat(at);
            default:
                return memory.getDouble(at);
        }
    }

    private static void put(ElementKind kind, ByteBuffer memory, int at, Object value) {
        switch (kind) {
            case BOOLEANS -> memory.put(at, (byte) ((Boolean) value ? 1 : 0));
            case BYTES -> memory.put(at, (Byte) value);
            case SHORTS -> memory.putShort(at, (Short) value);
            case CHARS -> memory.putChar(at, (Character) value);
            case INTS -> memory.putInt(at, (Integer) value);
            case LONGS -> memory.putLong(at, (Long) value);
            case FLOATS -> memory.putFloat(at, (Float) value);
            default -> memory.putDouble(at, (Double) value);
        }
    }

    private static ElementKind kind(Class<?> type, RecordComponent component) {
        ElementKind kind = KINDS.get(component.getType());
        if (kind == null) {
            throw new IllegalArgumentException("only primitive components can be shared: type=" + type.getName()
                    + ", component=" + component.getName() + ", class="
                    + component.getType().getName());
        }
        return kind;
    }

    private static <A extends AccessibleObject> A open(A member, Class<?> type) {
        if (!member.trySetAccessible()) {
            throw new IllegalArgumentException("the record's package must be open to org.multijvm.ipc: type="
                    + type.getName() + ", module=" + type.getModule().getName());
        }
        return member;
    }

    private static int aligned(int at, int bytes) {
        return (at + bytes - 1) & -bytes;
    }
}
