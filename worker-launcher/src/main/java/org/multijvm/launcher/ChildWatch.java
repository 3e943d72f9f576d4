package org.multijvm.launcher;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * What a child does beside its function: it ends at once when its parent is gone (rule P16 made a guarantee), ignores SIGINT, and
 * records how it ends (see {@link ExitRecord}).
 *
 * <p>The parent sends nothing on standard input after the start-up data, so that its end can only be the parent's. The thread that waits for it
 * works also while the function spins; {@code halt} runs no hooks, since there is nobody left to whom they could matter and they could
 * hang. Children of this JVM lose their standard input by that and follow.
 */
final class ChildWatch extends Thread {
    private static final long ENDING_POLL_MILLIS = 200;

    private ChildWatch() {
        super(null, null, "multijvm-parent-watch", 64 * 1024, false);
    }

    /** Starts watching. */
    static void begin(String folder) {
        ChildWatch watch = new ChildWatch();
        watch.setDaemon(true);
        watch.start();
        new File(folder, ExitRecord.RUNNING).deleteOnExit();
        Runtime.getRuntime().addShutdownHook(new ChildEnding(folder));
        ignoreInterrupt();
    }

    /**
     * Ctrl-C goes to the whole process group, but what it means is the main process's to say. By reflection, since the compiler's warning
     * about {@code sun.misc.Signal} cannot be suppressed.
     */
    private static void ignoreInterrupt() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException refused) {
            // with -Xrs signals are the operating system's business: SIGINT then ends the process, which its exit shows
            return;
        }
    }

    /** Wakes the watcher before the JVM ends: a JVM waits 300 ms at its end for threads that are in native code, as in a read. */
    static void wake() {
        // the same pipe again, this time for writing; there is no such file but on Linux, where this then costs the 300 ms
        try (FileOutputStream self = new FileOutputStream("/proc/self/fd/0")) {
            self.write(0);
        } catch (IOException notLinux) {
            return;
        }
    }

    @Override
    public void run() {
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        int got;
        try {
            got = in.read();
        } catch (IOException broken) {
            got = -1;
        }
        if (got >= 0) {
            pollWhileEnding();
        }
        Runtime.getRuntime().halt(ChildMain.ORPHANED);
    }

    /** Returns when the parent is gone. The shutdown hooks of the function run meanwhile, and may hang. */
    private static void pollWhileEnding() {
        boolean alive = true;
        while (alive) {
            try {
                Thread.sleep(ENDING_POLL_MILLIS);
            } catch (InterruptedException notOurs) {
                // nobody has a reason to interrupt this thread: it looks and sleeps again
                alive = true;
            }
            StartupData data = StartupData.current();
            alive = data != null && new ProcessIdentity(data.parentPid(), data.parentStartTime()).isAlive();
        }
    }
}
