package org.multijvm.pool.engine;

import java.io.InputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * What a task finds in its thread and, in a worker JVM, its JVM, and may change: put back behind each task, so that nothing of it reaches the next.
 *
 * <p>Only what differs is written: as a rule that costs some nanoseconds. Whether the thread is a daemon cannot be changed while it runs.
 * Confined to the thread.
 */
public final class TaskSurroundings {
    private final Thread thread;
    private final String name;
    private final int priority;
    private final @Nullable ClassLoader loader;
    private final Thread.@Nullable UncaughtExceptionHandler handler;

    private final boolean ofJvm;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Thread.@Nullable UncaughtExceptionHandler defaultHandler;

    private TaskSurroundings(boolean ofJvm) {
        this.thread = Thread.currentThread();
        this.name = thread.getName();
        this.priority = thread.getPriority();
        this.loader = thread.getContextClassLoader();
        this.handler = thread.getUncaughtExceptionHandler();
        this.ofJvm = ofJvm;
        this.in = System.in;
        this.out = System.out;
        this.err = System.err;
        this.defaultHandler = Thread.getDefaultUncaughtExceptionHandler();
    }

    /** As they are now, for a thread of a JVM that is not the pool's own. */
    public static TaskSurroundings ofThread() {
        return new TaskSurroundings(false);
    }

    /** As they are now, with what belongs to the whole JVM. */
    public static TaskSurroundings ofJvm() {
        return new TaskSurroundings(true);
    }

    /** By the thread itself, when no interrupt comes any more for the task that has ended. */
    @SuppressWarnings("ThreadPriorityCheck") // the task's is taken back, none is chosen
    public void restore() {
        Thread.interrupted();
        if (thread.getContextClassLoader() != loader) {
            thread.setContextClassLoader(loader);
        }
        if (!thread.getName().equals(name)) {
            thread.setName(name);
        }
        if (thread.getPriority() != priority) {
            thread.setPriority(priority);
        }
        if (thread.getUncaughtExceptionHandler() != handler) {
            thread.setUncaughtExceptionHandler(handler);
        }
        if (ofJvm) {
            restoreJvm();
        }
    }

    private void restoreJvm() {
        if (System.in != in) {
            System.setIn(in);
        }
        if (System.out != out) {
            System.setOut(out);
        }
        if (System.err != err) {
            System.setErr(err);
        }
        if (Thread.getDefaultUncaughtExceptionHandler() != defaultHandler) {
            Thread.setDefaultUncaughtExceptionHandler(defaultHandler);
        }
    }

    /** What finds the classes of the current thread's code. */
    public static ClassLoader loaderOfCaller() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassLoader.getSystemClassLoader();
    }
}
