package org.multijvm.ipc.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import org.multijvm.launcher.JvmProcess;

/**
 * Tells those who wait for a process that it has ended. One a process, so that any number of waits hang only one stage on its
 * future. Thread-safe.
 */
final class ExitBell {
    private static final Map<Object, ExitBell> BELLS = new WeakHashMap<>();

    private final List<Runnable> listeners = new ArrayList<>();

    private ExitBell() {}

    /** The bell of a {@link JvmProcess} or {@link ProcessHandle}. */
    static ExitBell of(Object process) {
        synchronized (BELLS) {
            ExitBell bell = BELLS.get(process);
            if (bell == null) {
                bell = new ExitBell();
                BELLS.put(process, bell);
                CompletableFuture<?> unused = onExit(process).whenComplete(bell::ring);
            }
            return bell;
        }
    }

    static boolean isProcess(Object object) {
        return object instanceof JvmProcess || object instanceof ProcessHandle;
    }

    static boolean hasEnded(Object process) {
        return process instanceof JvmProcess jvm ? !jvm.isAlive() : !((ProcessHandle) process).isAlive();
    }

    private static CompletableFuture<?> onExit(Object process) {
        return process instanceof JvmProcess jvm ? jvm.onExit() : ((ProcessHandle) process).onExit();
    }

    /** Has it run when the process has ended; at once if it has. */
    void add(Runnable listener) {
        synchronized (listeners) {
            listeners.add(listener);
        }
    }

    void remove(Runnable listener) {
        synchronized (listeners) {
            listeners.remove(listener);
        }
    }

    private void ring(Object result, Throwable thrown) {
        synchronized (listeners) {
            listeners.forEach(Runnable::run);
        }
    }
}
