package org.multijvm.codec;

import java.io.Serializable;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** The fields and the canonical constructor of a record class. Cached by class. Thread-safe. */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return make(type);
        }
    };

    private final Class<?> type;
    /** A {@link Field} each, or its accessor where the package lets nobody at the fields; null if the record is not usable. */
    private final AccessibleObject @Nullable [] parts;

    private final @Nullable Constructor<?> constructor;

    private RecordShape(Class<?> type, AccessibleObject @Nullable [] parts, @Nullable Constructor<?> constructor) {
        this.type = type;
        this.parts = parts;
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
        AccessibleObject[] parts = new AccessibleObject[components.length];
        Class<?>[] types = new Class<?>[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                AccessibleObject part = part(type, components[i]);
                if (part == null) {
                    return unusable;
                }
                parts[i] = part;
                types[i] = components[i].getType();
            }
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.trySetAccessible() ? new RecordShape(type, parts, constructor) : unusable;
        } catch (NoSuchMethodException | NoSuchFieldException e) {
            return unusable;
        }
    }

    /**
     * Its field, since state travels and not what an accessor makes of it. A serializable record whose fields are closed to us is left to
     * Java serialization, which gets at them; of any other the accessor is all there is.
     */
    private static @Nullable AccessibleObject part(Class<?> type, RecordComponent component)
            throws NoSuchFieldException {
        Field field = type.getDeclaredField(component.getName());
        if (field.trySetAccessible()) {
            return field;
        }
        Method accessor = component.getAccessor();
        return !Serializable.class.isAssignableFrom(type) && accessor.trySetAccessible() ? accessor : null;
    }

    /** Whether Java serialization would put something else in a record's place, there or here; then it does so, and not we. */
    private static boolean replacesItself(Class<?> type) {
        return Serializable.class.isAssignableFrom(type)
                && !Ticket.class.isAssignableFrom(type)
                && (declares(type, "writeReplace") || declares(type, "readResolve"));
    }

    private static boolean declares(Class<?> type, String method) {
        try {
            return type.getDeclaredMethod(method).getReturnType() == Object.class;
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
        return parts().length;
    }

    @Nullable
    Object component(Object made, int index) {
        AccessibleObject part = parts()[index];
        try {
            return part instanceof Field field ? field.get(made) : ((Method) part).invoke(made);
        } catch (InvocationTargetException e) {
            throw new EncodingException("a record's accessor failed: class=" + type.getName(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new EncodingException("a record is closed: class=" + type.getName(), e);
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

    private AccessibleObject[] parts() {
        AccessibleObject[] found = parts;
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
