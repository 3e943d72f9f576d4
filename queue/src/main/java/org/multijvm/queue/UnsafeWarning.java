package org.multijvm.queue;

import java.lang.invoke.MethodHandles.Lookup;

/** The warning that JDK 24 and later print, once, when memory is first accessed by {@code sun.misc.Unsafe}. */
final class UnsafeWarning {
    private UnsafeWarning() {}

    /**
     * Counts it as given. A user can do nothing about it, and a program's standard error belongs to the program; what is denied, or to be reported each time, stays so.
     */
    static void silence(Lookup trusted) throws ReflectiveOperationException {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        try {
            trusted.findStaticVarHandle(unsafe, "memoryAccessWarned", boolean.class)
                    .setVolatile(true);
        } catch (NoSuchFieldException anotherJdk) {
            // it warns in its own way, or not at all
        }
    }
}
