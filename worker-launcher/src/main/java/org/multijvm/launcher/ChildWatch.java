package org.multijvm.launcher;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;

/**
 * What a child does beside its function: it ends at once when its parent is gone (rule P16 made a guarantee), ignores SIGINT, and
 * records how it ends (see {@link ExitRecord}).
 *
 * <p>Nothing is sent on standard input after the start-up data, so that its end can only be the parent's. The thread that waits for it
 * works also while the function spins; {@code halt} runs no hooks, since there is nobody left to whom they could matter and they could
 * hang. Children of this JVM lose their standard input by that and follow.
 */
@SuppressWarnings("sunapi")
final class ChildWatch extends Thread implements sun.misc.SignalHandler {
    private final String folder;

    private ChildWatch(String folder) {
        super(null, null, "multijvm-parent-watch", 64 * 1024, false);
        this.folder = folder;
    }

    /** Starts watching. */
    static void begin(String folder) {
        ChildWatch watch = new ChildWatch(folder);
        watch.setDaemon(true);
        watch.start();
        new File(folder, ExitRecord.RUNNING).deleteOnExit();
        try {
            sun.misc.Signal.handle(new sun.misc.Signal("INT"), sun.misc.SignalHandler.SIG_IGN);
            sun.misc.Signal.handle(new sun.misc.Signal("TERM"), watch);
        } catch (IllegalArgumentException reserved) {
            // -Xrs leaves the signals to the operating system: both then end the process, which the exit value shows
            return;
        }
    }

    @Override
    public void run() {
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        byte[] nothing = new byte[16];
        int count = 0;
        while (count >= 0) {
            try {
                count = in.read(nothing);
            } catch (IOException broken) {
                count = -1;
            }
        }
        Runtime.getRuntime().halt(ChildMain.ORPHANED);
    }

    /** SIGTERM: an orderly exit that is known to come from the signal. */
    @Override
    public void handle(sun.misc.Signal signal) {
        new File(folder, ExitRecord.UNSIGNALLED).delete();
        System.exit(128 + signal.getNumber());
    }
}
