package org.multijvm.demos.kit;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Threads for coroutines: virtual ones from JDK 21 on, chosen at run time, and daemon threads of the platform below. */
public final class LightThreads {
    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

    private LightThreads() {}

    /** Says which kind of thread stands for a coroutine in this JVM. */
    public static String kind() {
        return VIRTUAL
                ? "each coroutine is a virtual thread"
                : "each coroutine is a platform thread: virtual ones come with JDK 21, this is "
                        + Runtime.version().feature();
    }

    /** Starts one. */
    public static Thread start(Runnable body) {
        if (VIRTUAL) {
            try {
                // Java 17 compiles this, too
                return (Thread) Thread.class
                        .getMethod("startVirtualThread", Runnable.class)
                        .invoke(null, body);
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("no virtual thread could be started: " + e, e);
            }
        }
        Thread thread = new Thread(body);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Runs a function in one, and gives its result. */
    public static <T> CompletableFuture<T> async(Callable<T> function) {
        CompletableFuture<T> result = new CompletableFuture<>();
        start(() -> {
            try {
                result.complete(function.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
