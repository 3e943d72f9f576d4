package org.multijvm.launcher;

import java.io.File;

/**
 * The shutdown hook of a child: records if it ends because of SIGTERM.
 *
 * <p>The JVM handles a signal in a thread of its own that is named after it and that, at this moment, waits for the hooks to end.
 */
final class SignalMarker extends Thread {
    private static final String TERMINATED = "SIGTERM handler";

    private final String folder;

    SignalMarker(String folder) {
        super("multijvm-signal-marker");
        this.folder = folder;
    }

    @Override
    public void run() {
        if (isTerminated()) {
            new File(folder, ExitRecord.UNSIGNALLED).delete();
        }
    }

    private static boolean isTerminated() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[root.activeCount() + 64];
        int count = root.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().equals(TERMINATED)) {
                return true;
            }
        }
        return false;
    }
}
