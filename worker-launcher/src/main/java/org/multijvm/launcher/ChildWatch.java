package org.multijvm.launcher;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * What a child does beside its function: it ends at once when its parent is gone (rule P16 made a guarantee), ignores SIGINT, and
 * records how it ends (see {@link ExitRecord}).
 *
 * <p>Nothing is sent on standard input after the start-up data, so that its end can only be the parent's. The thread that waits for it
 * works also while the function spins; {@code halt} runs no hooks, since there is nobody left to whom they could matter and they could
 * hang. Children of this JVM lose their standard input by that and follow.
 */
final class ChildWatch extends Thread {
    private ChildWatch() {
        super(null, null, "multijvm-parent-watch", 64 * 1024, false);
    }

    /** Starts watching. */
    static void begin(String folder) {
        ChildWatch watch = new ChildWatch();
        watch.setDaemon(true);
        watch.start();
        Runtime.getRuntime().addShutdownHook(new SignalMarker(folder));
        new File(folder, ExitRecord.RUNNING).deleteOnExit();
    }

    @Override
    public void run() {
        ignoreInterrupt();
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

    /**
     * Ctrl-C goes to the whole group of processes at the terminal, and it is for the parent to say what it means. By reflection, since javac
     * has a warning for {@code sun.misc.Signal} that nothing switches off; and here, since the function need not wait for it.
     */
    private static void ignoreInterrupt() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Field ignore = handler.getField("SIG_IGN");
            Method handle = signal.getMethod("handle", signal, handler);
            handle.invoke(null, signal.getConstructor(String.class).newInstance("INT"), ignore.get(null));
        } catch (ReflectiveOperationException | RuntimeException reserved) {
            // -Xrs leaves the signal to the operating system, which then ends the process: its exit shows that
            return;
        }
    }
}
