package org.multijvm.launcher;

/**
 * Prints what ended a child's function, under a line {@code Process NAME:} (rule P5). Runs as the main thread's handler of
 * uncaught exceptions, so that the exit value 1 and the wait for non-daemon threads stay the JVM's own business.
 */
final class ChildFailure implements Thread.UncaughtExceptionHandler {
    private final Throwable failure;

    private ChildFailure(Throwable failure) {
        this.failure = failure;
    }

    /** Has the failure printed when the thread ends, unless the function has set a handler of its own. */
    static void reportFrom(Thread thread, Throwable failure) {
        if (Thread.getDefaultUncaughtExceptionHandler() == null
                && thread.getUncaughtExceptionHandler() == thread.getThreadGroup()) {
            thread.setUncaughtExceptionHandler(new ChildFailure(failure));
        }
    }

    /** A launcher between the JVM and us may have wrapped the exception, so the one we caught is printed. */
    @Override
    public void uncaughtException(Thread thread, Throwable wrapped) {
        synchronized (System.err) {
            System.err.println("Process " + thread.getName() + ":");
            failure.printStackTrace();
        }
    }
}
