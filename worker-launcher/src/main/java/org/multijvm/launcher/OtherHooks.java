package org.multijvm.launcher;

import java.util.List;

/**
 * Tells whether other shutdown hooks may run beside ours. The JDK does not say which hooks there are, so every thread counts that is none of
 * the JDK's own, of ours or the main thread: a hook is such a thread, and in a program that has no hooks there are often no others.
 */
final class OtherHooks {
    private static final long MAIN_THREAD = 1;
    private static final int MOST_LOOKS = 100;

    /** How the names of threads begin that are no hooks and may be there in any program. */
    private static final List<String> HARMLESS = List.of(
            "multijvm-",
            "Reference Handler",
            "Finalizer",
            "Signal Dispatcher",
            "Attach Listener",
            "Notification Thread",
            "Common-Cleaner",
            "process reaper",
            "JNA Cleaner",
            "SIGTERM handler",
            "SIGINT handler",
            "SIGHUP handler",
            "DestroyJavaVM");

    private OtherHooks() {}

    /**
     * True if one may run, or if that cannot be told.
     *
     * @param starter the thread that starts all hooks and then joins them: before it waits there are more to come
     */
    static boolean mayRun(Thread starter) throws InterruptedException {
        for (int looks = 0; starter.getState() != Thread.State.WAITING; looks++) {
            if (looks == MOST_LOOKS) {
                return true;
            }
            Thread.sleep(1);
        }
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[2 * root.activeCount() + 16];
        int count = root.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i] != starter && !isHarmless(threads[i])) {
                return true;
            }
        }
        return count == threads.length;
    }

    @SuppressWarnings("deprecation") // its successor came with JDK 19
    private static boolean isHarmless(Thread thread) {
        if (thread.getId() == MAIN_THREAD) {
            return true;
        }
        for (String name : HARMLESS) {
            if (thread.getName().startsWith(name)) {
                return true;
            }
        }
        return false;
    }
}
