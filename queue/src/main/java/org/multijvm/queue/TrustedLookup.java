package org.multijvm.queue;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;

/** The JDK's own lookup, for which no module is closed. */
final class TrustedLookup {
    /** The mode of {@code Lookup.IMPL_LOOKUP}. */
    private static final int TRUSTED = -1;

    private TrustedLookup() {}

    /**
     * Gets it, by the way that no JDK up to 25 warns of if it is there.
     *
     * @throws ReflectiveOperationException if the JDK lets nobody have it
     */
    static Lookup take() throws ReflectiveOperationException {
        try {
            return byReflectionFactory();
        } catch (ReflectiveOperationException | RuntimeException closed) {
            try {
                return byUnsafe();
            } catch (ReflectiveOperationException | RuntimeException alsoClosed) {
                alsoClosed.addSuppressed(closed);
                throw alsoClosed;
            }
        }
    }

    /** What is made for serialization libraries: a constructor that may be called by anybody. */
    static Lookup byReflectionFactory() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.reflect.ReflectionFactory");
        Object factory = type.getMethod("getReflectionFactory").invoke(null);
        Constructor<?> hidden = Lookup.class.getDeclaredConstructor(Class.class, Class.class, int.class);
        Constructor<?> shown =
                (Constructor<?>) type.getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                        .invoke(factory, Lookup.class, hidden);
        return (Lookup) shown.newInstance(Object.class, null, TRUSTED);
    }

    /** JDK 24 and later warn of it, or refuse. */
    static Lookup byUnsafe() throws ReflectiveOperationException {
        Object unsafe = unsafe();
        Field field = Lookup.class.getDeclaredField("IMPL_LOOKUP");
        Class<?> type = unsafe.getClass();
        Object base = type.getMethod("staticFieldBase", Field.class).invoke(unsafe, field);
        Object offset = type.getMethod("staticFieldOffset", Field.class).invoke(unsafe, field);
        return (Lookup) type.getMethod("getObject", Object.class, long.class).invoke(unsafe, base, offset);
    }

    /** The JDK's {@code sun.misc.Unsafe}; without its name in our class files, of which compilers warn. */
    static Object unsafe() throws ReflectiveOperationException {
        Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
        field.setAccessible(true);
        return field.get(null);
    }

    /** A method of {@code Module} that opens or exports a package of it to another. */
    static MethodHandle opener(Lookup trusted, String name) throws ReflectiveOperationException {
        return trusted.findVirtual(Module.class, name, MethodType.methodType(void.class, String.class, Module.class));
    }
}
