package org.multijvm.demos.signals;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * What Python's module signal does, by {@code sun.misc.Signal}: Java has nothing else for it. It is reached by reflection, since the compiler's
 * warning of it cannot be switched off. A handler runs in a thread of its own, and not between two steps of the main one.
 */
final class Signals {
    private Signals() {}

    /** From now on the signal calls this. */
    static void handle(String name, Runnable handler) {
        InvocationHandler called = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                handler.run();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            default -> System.identityHashCode(proxy);
        };
        install(name, Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlerType()}, called));
    }

    /** From now on the signal does nothing. */
    static void ignore(String name) {
        try {
            install(name, handlerType().getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("sun.misc.SignalHandler is not as expected: " + e, e);
        }
    }

    /** Sends a signal to any process. */
    static void send(String name, long pid) throws IOException, InterruptedException {
        // by the shell, which has it built in: a program of that name need not be there
        int exit = new ProcessBuilder("sh", "-c", "kill -s " + name + " " + pid)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("could not send a signal: signal=" + name + ", pid=" + pid + ", exit=" + exit);
        }
    }

    private static Class<?> handlerType() {
        return type("sun.misc.SignalHandler");
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this JVM is without the module jdk.unsupported: " + e, e);
        }
    }

    private static void install(String name, Object handler) {
        Class<?> signal = type("sun.misc.Signal");
        try {
            signal.getMethod("handle", signal, handlerType())
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("the JVM does not let it be handled: signal=" + name, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("sun.misc.Signal is not as expected: " + e, e);
        }
    }
}
