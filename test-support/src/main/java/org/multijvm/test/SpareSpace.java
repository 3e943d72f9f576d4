package org.multijvm.test;

import java.lang.reflect.Method;

/** Has the tested JVM give back what it keeps until it ends: shared memory for reuse, the socket of classes. Found by name, since what is tested depends on this module. */
final class SpareSpace {
    private SpareSpace() {}

    static void giveBack() {
        call("org.multijvm.ipc.file.SpareSpace", "giveBack");
        call("org.multijvm.classes.ClassServer", "stop");
    }

    private static void call(String type, String name) {
        try {
            Method method = Class.forName(type).getDeclaredMethod(name);
            method.setAccessible(true);
            method.invoke(null);
        } catch (ClassNotFoundException notUsed) {
            // a module below it
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot have spare things given back: type=" + type + ", cause=" + e, e);
        }
    }
}
