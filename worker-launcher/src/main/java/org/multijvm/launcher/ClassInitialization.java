package org.multijvm.launcher;

import org.jspecify.annotations.Nullable;

/**
 * Whether a class is being initialized in this JVM, if that is a child of ours: what is started meanwhile may need that very class, initialize it again and start the same in
 * its turn, without end.
 *
 * <p>The look is at the stack of the thread, and at that of the thread that runs this JVM's function where that waits: for a thread that a class's initializer has started.
 * Thread-safe.
 */
public final class ClassInitialization {
    private static final String METHOD = "<clinit>";

    /** How the names of this library's threads begin: what they start was asked for by others, at other times. */
    private static final String OURS = "multijvm-";

    private ClassInitialization() {}

    /**
     * Throws if a class is being initialized, in a child of ours.
     *
     * @param what what cannot be done, as the error begins
     * @throws IllegalStateException that names the class and says what to do
     */
    public static void check(String what) {
        if (StartupData.current() == null) {
            return;
        }
        Thread current = Thread.currentThread();
        String initialized = initializedIn(current.getStackTrace());
        Thread main = StartupData.mainThread();
        if (initialized == null
                && main != null
                && main != current
                && !current.getName().startsWith(OURS)
                && main.getState() != Thread.State.RUNNABLE) {
            initialized = initializedIn(main.getStackTrace());
        }
        if (initialized != null) {
            throw new IllegalStateException(what
                    + " while a class is initialized, as each JVM below this one would do the same again: do it in main, or in"
                    + " a holder class that only main uses: class=" + initialized);
        }
    }

    private static @Nullable String initializedIn(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals(METHOD)) {
                return frame.getClassName();
            }
        }
        return null;
    }
}
