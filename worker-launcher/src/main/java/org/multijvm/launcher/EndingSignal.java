package org.multijvm.launcher;

/** Finds out whether a signal is what ends this JVM: the JVM runs a signal's handler in a thread named {@code SIGxxx handler}, which
 * waits there until the end. */
final class EndingSignal {
    private EndingSignal() {}

    /** True if SIGTERM, SIGINT or SIGHUP ends this JVM. */
    static boolean any() {
        return found("SIGTERM handler") || found("SIGINT handler") || found("SIGHUP handler");
    }

    private static boolean found(String name) {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[root.activeCount() + 16];
        int count = root.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
