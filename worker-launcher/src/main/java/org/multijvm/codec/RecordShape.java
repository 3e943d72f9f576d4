package org.multijvm.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** The components and the canonical constructor of a record class. Cached by class. Thread-safe. */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return make(type);
        }
    };

    private final Class<?> type;
    private final Method @Nullable [] accessors;
    private final @Nullable Constructor<?> constructor;

    private RecordShape(Class<?> type, Method @Nullable [] accessors, @Nullable Constructor<?> constructor) {
        this.type = type;
        this.accessors = accessors;
        this.constructor = constructor;
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static RecordShape make(Class<?> type) {
        RecordShape unusable = new RecordShape(type, null, null);
        RecordComponent[] components = type.getRecordComponents();
        if (components == null || replacesItself(type)) {
            return unusable;
        }
        Method[] accessors = new Method[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            accessors[i] = components[i].getAccessor();
            types[i] = components[i].getType();
            if (!accessors[i].trySetAccessible()) {
                return unusable;
            }
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.trySetAccessible() ? new RecordShape(type, accessors, constructor) : unusable;
        } catch (NoSuchMethodException e) {
            return unusable;
        }
    }

    /** Whether Java serialization would write something else in a record's place; then it does so, and not we. */
    private static boolean replacesItself(Class<?> type) {
        try {
            return type.getDeclaredMethod("writeReplace") != null;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** False if the record's package is not open to us. */
    boolean usable() {
        return constructor != null;
    }

    /** What to do about a record that is not usable. */
    static String howToOpen(Class<?> type) {
        return " (the record's package is closed: write `opens " + type.getPackageName()
                + " to org.multijvm.launcher` into the module-info of "
                + (type.getModule().isNamed() ? type.getModule().getName() : "its module")
                + ", or let the record implement Serializable)";
    }

    int size() {
        return accessors().length;
    }

    @Nullable
    Object component(Object made, int index) {
        try {
            return accessors()[index].invoke(made);
        } catch (InvocationTargetException e) {
            throw new EncodingException("a record's accessor failed: class=" + type.getName(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new EncodingException("a record's accessor is closed: class=" + type.getName(), e);
        }
    }

    Object make(@Nullable Object[] components) {
        if (constructor == null) {
            throw unusable();
        }
        try {
            return constructor.newInstance(components);
        } catch (InvocationTargetException e) {
            throw new DecodingException("a record's constructor failed: class=" + type.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new DecodingException("cannot make a record: class=" + type.getName(), e);
        }
    }

    private Method[] accessors() {
        Method[] found = accessors;
        if (found == null) {
            throw unusable();
        }
        return found;
    }

    private DecodingException unusable() {
        String what = "not a record that is open to us";
        return new DecodingException((type.isRecord() ? what + howToOpen(type) : what) + ": class=" + type.getName());
    }
}
