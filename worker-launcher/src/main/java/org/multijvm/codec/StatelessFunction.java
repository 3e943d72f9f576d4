package org.multijvm.codec;

import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/** Function classes without instance fields, whose objects are all alike. */
final class StatelessFunction {
    private static final ClassValue<Boolean> BY_CONSTRUCTOR = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return Serializable.class.isAssignableFrom(type) && isMadeByConstructor(type);
        }
    };

    private StatelessFunction() {}

    /**
     * Whether objects of this class have no state, and a constructor without parameters that does nothing, and is open to us, makes them.
     * Java serialization calls no constructor of a serializable class; so one that counts, checks or refuses must not be called by us.
     */
    static boolean isMadeByConstructor(Class<?> type) {
        return is(type) && PlainConstructor.is(type);
    }

    /** As {@link #isMadeByConstructor}, of a class that somebody else names: one that nobody has made to travel is none. Remembered. */
    static boolean isKnownToBeMadeByConstructor(Class<?> type) {
        return BY_CONSTRUCTOR.get(type);
    }

    private static boolean is(Class<?> type) {
        if (type.isArray()
                || type.isHidden()
                || type.isEnum()
                || type.isRecord()
                || java.lang.reflect.Proxy.isProxyClass(type)) {
            return false;
        }
        if (ClassForm.of(type).tag == ValueLayout.SINGLETON) {
            return false;
        }
        for (Class<?> part = type; part != null && part != Object.class; part = part.getSuperclass()) {
            if (Enum.class == part || java.io.Externalizable.class.isAssignableFrom(part) || hasState(part)) {
                return false;
            }
        }
        try {
            return type.getDeclaredConstructor().trySetAccessible();
        } catch (NoSuchMethodException | NoClassDefFoundError e) {
            return false;
        }
    }

    private static boolean hasState(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                return true;
            }
        }
        return Singletons.writesItself(type);
    }

    static Object make(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            if (!constructor.trySetAccessible()) {
                throw new DecodingException(
                        "the package of a function is not open to org.multijvm.launcher: class=" + type.getName());
            }
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new DecodingException("a function's constructor failed: class=" + type.getName(), e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new DecodingException("cannot make a function: class=" + type.getName() + ", cause=" + e, e);
        }
    }
}
