package org.multijvm.launcher;

import java.io.File;

/** The shutdown hook of a child: records whether SIGTERM ended it, and wakes its watcher so that the JVM need not wait for that. */
final class ChildEnding extends Thread {
    private final String folder;

    ChildEnding(String folder) {
        super("multijvm-ending");
        this.folder = folder;
    }

    @Override
    public void run() {
        ChildWatch.wake();
        if (EndingSignal.term()) {
            new File(folder, ExitRecord.UNSIGNALLED).delete();
        }
    }
}
