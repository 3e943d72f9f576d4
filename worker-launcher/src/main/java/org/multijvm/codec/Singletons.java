package org.multijvm.codec;

import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Classes with one object and no state in it, such as Kotlin's {@code object}s, companions and {@code Unit}: it lies in the static field {@code
 * INSTANCE} of its class, or in one of the class around it that is called like its class. It travels by its class, and arrives as the
 * object of that JVM: so it is still the only one.
 */
final class Singletons {
    private Singletons() {}

    /** Null if the class is none of these. */
    static @Nullable Object onlyObject(Class<?> type) {
        if (type.getClassLoader() == null
                || type.isInterface()
                || type.isArray()
                || Modifier.isAbstract(type.getModifiers())
                || Externalizable.class.isAssignableFrom(type)) {
            return null;
        }
        try {
            Field field = field(type);
            if (field == null || hasState(type) || isMadeByOthers(type) || !field.trySetAccessible()) {
                return null;
            }
            return field.get(null);
        } catch (ReflectiveOperationException | LinkageError e) {
            return null;
        }
    }

    private static @Nullable Field field(Class<?> type) {
        Field own = constant(type, "INSTANCE", type);
        Class<?> around = own == null ? type.getDeclaringClass() : null;
        return around == null ? own : constant(around, type.getSimpleName(), type);
    }

    private static @Nullable Field constant(Class<?> owner, String name, Class<?> type) {
        try {
            Field field = owner.getDeclaredField(name);
            int constant = Modifier.STATIC | Modifier.FINAL;
            return field.getType() == type && (field.getModifiers() & constant) == constant ? field : null;
        } catch (NoSuchFieldException e) {
            return null;
        }
    }

    /** Whether code outside of the class could make another object. What the compiler adds for a class around it does not count. */
    private static boolean isMadeByOthers(Class<?> type) {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (!Modifier.isPrivate(constructor.getModifiers()) && !constructor.isSynthetic()) {
                return true;
            }
        }
        return false;
    }

    /** Whether there are fields, or Java serialization would ask the class itself. */
    private static boolean hasState(Class<?> type) {
        for (Class<?> part = type; part != null && part != Object.class; part = part.getSuperclass()) {
            for (Field field : part.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    return true;
                }
            }
            if (Serializable.class.isAssignableFrom(part) && writesItself(part)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a serializable class says itself how its objects are written and read. */
    static boolean writesItself(Class<?> type) {
        return declares(type, "writeReplace")
                || declares(type, "readResolve")
                || declares(type, "writeObject", ObjectOutputStream.class)
                || declares(type, "readObject", ObjectInputStream.class);
    }

    private static boolean declares(Class<?> type, String method, Class<?>... parameters) {
        try {
            return type.getDeclaredMethod(method, parameters) != null;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    static Object read(Class<?> type) {
        Object only = ClassForm.of(type).only;
        if (only == null) {
            throw new DecodingException("not a class with one object: class=" + type.getName());
        }
        return only;
    }
}
