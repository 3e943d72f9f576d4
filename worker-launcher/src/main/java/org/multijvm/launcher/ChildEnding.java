package org.multijvm.launcher;

import java.io.File;

/** The shutdown hook of a child: records whether a signal ended it, and whether it has started programs. */
final class ChildEnding extends Thread {
    private final String folder;

    ChildEnding(String folder) {
        super("multijvm-ending");
        this.folder = folder;
    }

    @Override
    public void run() {
        if (EndingSignal.any()) {
            new File(folder, ExitRecord.UNSIGNALLED).delete();
        }
        if (!StartedPrograms.mayHaveStarted()) {
            new File(folder, ExitRecord.PROGRAMS).delete();
        }
    }
}
