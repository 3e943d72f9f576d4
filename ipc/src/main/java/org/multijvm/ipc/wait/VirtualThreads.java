package org.multijvm.ipc.wait;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Tells virtual threads from others; found by reflection, since they came with JDK 21. */
public final class VirtualThreads {
    /** Null before 21: a JVM that has no virtual threads need not load what method handles take. */
    private static final @Nullable MethodHandle IS_VIRTUAL = Runtime.version().feature() < 21 ? null : find();

    private VirtualThreads() {}

    /** True if the current thread is virtual: it must not sleep in the kernel, which would hold its carrier. */
    public static boolean isCurrent() {
        MethodHandle isVirtual = IS_VIRTUAL;
        if (isVirtual == null) {
            return false;
        }
        try {
            return (boolean) isVirtual.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new IllegalStateException("cannot ask a thread whether it is virtual: " + e, e);
        }
    }

    private static MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("java.lang.Thread is not as expected: " + e, e);
        }
    }
}
