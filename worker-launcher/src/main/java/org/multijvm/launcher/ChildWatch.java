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
 * that reads it works also while the function spins. If the parent was killed, {@code halt} runs no hooks: they could hang. If it ended in good
 * order, this JVM's hooks run for a moment. Children of this JVM lose their standard input by that and follow.
 */
final class ChildWatch extends Thread {
    private static final long ENDING_POLL_MILLIS = 200;

    /** How long the shutdown hooks may take once the parent is gone. */
    private static final long GRACE_MILLIS = 3_000;

    /** How long a parent may take from the close of its files to its end. */
    private static final int MOST_DYING_MILLIS = 100;

    /** Others may make files meanwhile. */
    private static final int MOST_ATTEMPTS = 100;

    private static volatile boolean orphaned;

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
        try {
            endWithParent();
        } finally {
            Runtime.getRuntime().halt(ChildMain.ORPHANED);
        }
    }

    /** True in a child that ends because its parent has ended in good order. */
    static boolean isOrphaned() {
        return orphaned;
    }

    /** Returns when this JVM is to halt; it may end by itself before. */
    private synchronized void endWithParent() {
        StartupData data = StartupData.current();
        if (data == null || !parentEndedInOrder(data)) {
            return;
        }
        orphaned = true;
        removeSession(new File(data.folder()).getParentFile());
        // not by this thread: it would wait there for the end, and could not halt what hangs
        new Thread("multijvm-end-with-parent") {
            @Override
            public void run() {
                System.exit(ChildMain.ORPHANED);
            }
        }.start();
        pause(GRACE_MILLIS);
    }

    /**
     * A parent that ends in good order deletes what it made in this JVM's folder behind its shutdown hooks, and one that is killed does not. Its
     * files are closed a moment before its process is gone.
     */
    private synchronized boolean parentEndedInOrder(StartupData data) {
        if (new File(data.folder(), ExitRecord.RUNNING).exists()) {
            return false;
        }
        ProcessIdentity parent = new ProcessIdentity(data.parentPid(), data.parentStartTime());
        for (int looks = 0; looks < MOST_DYING_MILLIS && parent.isAlive(); looks++) {
            pause(1);
        }
        return !parent.isAlive();
    }

    /** What children made in the parent's session after it was given away. When the folder is gone nobody makes anything in it any more. */
    private static void removeSession(File session) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS && session.exists(); attempt++) {
            SessionFolder.delete(session.toPath());
        }
        session.getParentFile().delete();
    }

    /** Waits instead of sleeping, which loads two classes more on 25. */
    private synchronized void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException notOurs) {
            // nobody has a reason to interrupt this thread: its caller looks and waits again
            return;
        }
    }

    /** Returns when the parent is gone. The shutdown hooks of the function run meanwhile, and may hang. */
    private synchronized void pollWhileEnding() {
        boolean alive = true;
        while (alive) {
            pause(ENDING_POLL_MILLIS);
            StartupData data = StartupData.current();
            alive = data != null && new ProcessIdentity(data.parentPid(), data.parentStartTime()).isAlive();
        }
    }
}
