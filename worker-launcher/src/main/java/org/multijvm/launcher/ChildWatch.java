package org.multijvm.launcher;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * What a child does beside its function: it ends at once when its parent is gone (rule P16 made a guarantee), and records how it
 * ends (see {@link ExitRecord}).
 *
 * <p>What the parent sends on standard input after the start-up data are {@link ControlMessages}, and its end can only be the parent's. The thread
 * that reads it works also while the function spins; {@code halt} runs no hooks, since there is nobody left to whom they could matter and they could
 * hang. Children of this JVM lose their standard input by that and follow.
 */
final class ChildWatch extends Thread {
    private static final long ENDING_POLL_MILLIS = 200;

    /** Enough for a listener that has classes loaded; what is not touched costs nothing. */
    private static final long STACK_BYTES = 256 * 1024;

    private ChildWatch() {
        super(null, null, "multijvm-parent-watch", STACK_BYTES, false);
    }

    /** Starts watching. */
    static void begin(String folder) {
        ChildWatch watch = new ChildWatch();
        watch.setDaemon(true);
        watch.start();
        new File(folder, ExitRecord.RUNNING).deleteOnExit();
        Runtime.getRuntime().addShutdownHook(new ChildEnding(folder));
    }

    /** Wakes the watcher before the JVM ends: a JVM waits 300 ms at its end for threads that are in native code, as in a read. */
    static void wake() {
        // the same pipe again, this time for writing; there is no such file but on Linux, where this then costs the 300
        // ms
        try (FileOutputStream self = new FileOutputStream("/proc/self/fd/0")) {
            self.write(0);
        } catch (IOException notLinux) {
            return;
        }
    }

    @Override
    public void run() {
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        int length;
        try {
            while ((length = in.read()) > 0) {
                byte[] message = StartupData.read(in, length);
                if (message == null) {
                    length = -1;
                    break;
                }
                ControlMessages.deliver(message);
            }
        } catch (IOException broken) {
            length = -1;
        }
        if (length == 0) {
            pollWhileEnding();
        }
        Runtime.getRuntime().halt(ChildMain.ORPHANED);
    }

    /** Returns when the parent is gone. Waits instead of sleeping, which loads two classes more on 25. The shutdown hooks of the function run meanwhile, and may hang. */
    private synchronized void pollWhileEnding() {
        boolean alive = true;
        while (alive) {
            try {
                wait(ENDING_POLL_MILLIS);
            } catch (InterruptedException notOurs) {
                // nobody has a reason to interrupt this thread: it looks and sleeps again
                alive = true;
            }
            StartupData data = StartupData.current();
            alive = data != null && new ProcessIdentity(data.parentPid(), data.parentStartTime()).isAlive();
        }
    }
}
