package org.multijvm.launcher;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of this JVM's session. Shutdown hooks run together and in no order, so this one ends nothing that the user's may still use: a pool
 * that is closed in a hook finishes its tasks. Where it sees that there are no others ({@link OtherHooks}) it ends the children itself: a JVM
 * with children takes 300 ms longer to halt, since it waits so long for the JDK's threads that wait for them. Else:
 *
 * <pre>
 *   the hooks run      this one gives the session to {@link File#deleteOnExit} and waits for the children of rule P7;
 *                      pools, workers and other children go on; what is made now is given away as it is made
 *   all have ended     the JVM deletes what it was given, the last first
 *   it halts           the children see that their parent is gone, remove what they have made since, and end
 * </pre>
 *
 * <p>What a child finds of its own folder tells it whether its parent came to the second line ({@link ChildWatch}).
 */
final class SessionCleaner extends Thread {
    /** Set before the session is given away: its maker removes what is made later, what was made before is found. */
    private static volatile boolean ending;

    /** Guarded by its own lock, and run under it. */
    private static final List<Runnable> PARTS = new ArrayList<>();

    /** Whether the parts were run. Guarded by the lock of the parts. */
    private static boolean given;

    private final Path path;
    private final SessionLock lock;
    /** The thread that starts all hooks. */
    private volatile @Nullable Thread starter;

    SessionCleaner(Path path, SessionLock lock) {
        super("multijvm-session-cleaner");
        this.path = path;
        this.lock = lock;
    }

    /** Has this run when the JVM ends, before its session is deleted; now, if the session is first used in a shutdown hook. */
    void register() {
        try {
            Runtime.getRuntime().addShutdownHook(this);
        } catch (IllegalStateException endingAlready) {
            giveAway();
        }
    }

    /** By the JVM, when it ends. */
    @Override
    public synchronized void start() {
        starter = Thread.currentThread();
        super.start();
    }

    @Override
    public void run() {
        giveAway();
        Thread jvm = starter;
        try {
            if (jvm == null || OtherHooks.mayRun(jvm)) {
                ChildTable.awaitOthers();
                LaunchedJvm.awaitPrograms();
            } else {
                ChildTable.end();
                // what they have made meanwhile; not at once, since the names of shared memory are found through it
                deleteAll(path);
            }
        } catch (InterruptedException impatient) {
            // nobody interrupts a hook in earnest; with this JVM its children end
            Thread.currentThread().interrupt();
        }
    }

    /** From the outside in, since the last that was given is deleted first. A folder that is not empty then stays: the user's, while it has other sessions. */
    private void giveAway() {
        ending = true;
        lock.interrupt();
        delete(path.getParent());
        delete(SessionLock.file(path));
        delete(SessionLock.unlocked(path));
        deleteAll(path);
        synchronized (PARTS) {
            given = true;
            for (Runnable part : PARTS) {
                part.run();
            }
        }
    }

    /** True when this JVM ends: what is made from now on is to be given away by {@link #delete}. */
    static boolean isEnding() {
        return ending;
    }

    /** Has something run when this JVM ends, behind the files of the session; now, if it ends already. */
    static void atEnd(Runnable part) {
        synchronized (PARTS) {
            PARTS.add(part);
            if (given) {
                part.run();
            }
        }
    }

    /** Has the JVM delete a file, or a folder that is empty then, when all shutdown hooks have ended. */
    static void delete(Path path) {
        try {
            path.toFile().deleteOnExit();
        } catch (IllegalStateException | LinkageError tooLate) {
            // it deletes already, which the JDK says in either way: the children or the next sweep will find it
            return;
        }
    }

    /** The same with all that is in a folder. */
    static void deleteAll(Path path) {
        delete(path);
        File[] inside = Files.isSymbolicLink(path) ? null : path.toFile().listFiles();
        if (inside != null) {
            for (File file : inside) {
                deleteAll(file.toPath());
            }
        }
    }
}
