package org.multijvm.launcher;

import java.io.File;
import java.util.Optional;

/**
 * What a child does beside its function: it ends at once when its parent is gone (rule P16 made a guarantee), and records how it
 * ends (see {@link ExitRecord}).
 *
 * <p>Its thread looks five times a second whether its parent lives, also while the function spins, and while shutdown hooks hang. If the parent was killed, {@code
 * halt} runs no hooks: they could hang. If it ended in good order, this JVM's hooks run for a moment. Children of this JVM then lose their parent and
 * follow; programs that it has started end first, if they are to end with it. Why it looks, and is not told, stands in ADR 22.
 */
final class ChildWatch extends Thread {
    private static final long LOOK_MILLIS = 200;

    /** Each time but one in so many it only looks whether a process of that number is there: who it is costs ten times as much to find out. */
    private static final int CLOSE_LOOK_EVERY = 5;

    /** How long the shutdown hooks may take once the parent is gone. */
    private static final long GRACE_MILLIS = 3_000;

    /** Others may make files meanwhile. */
    private static final int MOST_ATTEMPTS = 100;

    private static volatile boolean orphaned;

    private static final long STACK_BYTES = 256 * 1024;

    private final ProcessIdentity parent;
    private final File folder;

    private ChildWatch(ProcessIdentity parent, File folder) {
        super(null, null, "multijvm-parent-watch", STACK_BYTES, false);
        this.parent = parent;
        this.folder = folder;
    }

    /** Starts watching. */
    static void begin(StartupData data) {
        File folder = new File(data.folder());
        ChildWatch watch = new ChildWatch(new ProcessIdentity(data.parentPid(), data.parentStartTime()), folder);
        watch.setDaemon(true);
        watch.start();
        new File(folder, ExitRecord.RUNNING).deleteOnExit();
        Runtime.getRuntime().addShutdownHook(new ChildEnding(data.folder()));
    }

    /** True in a child that ends because its parent has ended in good order. */
    static boolean isOrphaned() {
        return orphaned;
    }

    @Override
    public void run() {
        int looks = 0;
        do {
            pause(LOOK_MILLIS);
            looks++;
        } while ((looks % CLOSE_LOOK_EVERY != 0 && parent.isAnyThere()) || parent.isAlive() || isStillChild());
        try {
            StartedPrograms.endOwn(folder);
            endWithParent();
        } finally {
            Runtime.getRuntime().halt(ChildMain.ORPHANED);
        }
    }

    /** Asked only if the parent is not to be seen: /proc may hide it, but the kernel gives a process another parent only when its own has died. */
    private boolean isStillChild() {
        Optional<ProcessHandle> now = ProcessHandle.current().parent();
        return now.isPresent() && now.get().pid() == parent.pid();
    }

    /**
     * Returns when this JVM is to halt; it may end by itself before. A parent that ends in good order deletes what it made in this JVM's folder behind
     * its shutdown hooks, and one that is killed does not.
     */
    private void endWithParent() {
        if (new File(folder, ExitRecord.RUNNING).exists()) {
            return;
        }
        orphaned = true;
        removeSession(folder.getParentFile());
        // not by this thread: it would wait there for the end, and could not halt what hangs
        new Thread("multijvm-end-with-parent") {
            @Override
            public void run() {
                System.exit(ChildMain.ORPHANED);
            }
        }.start();
        pause(GRACE_MILLIS);
    }

    /** What children made in the parent's session after it was given away. When the folder is gone nobody makes anything in it any more. */
    private static void removeSession(File session) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS && session.exists(); attempt++) {
            SessionFolder.delete(session.toPath());
        }
        session.getParentFile().delete();
    }

    /** Waits instead of sleeping, which loads two classes more on 25. */
    @SuppressWarnings("WaitNotInLoop") // a pause and no more: each caller looks at its condition again
    private synchronized void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException notOurs) {
            // nobody has a reason to interrupt this thread: its caller looks and waits again
            return;
        }
    }
}
