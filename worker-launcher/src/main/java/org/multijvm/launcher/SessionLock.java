package org.multijvm.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The lock that shows all namespaces that a session's owner lives, on the file {@code SESSION.lock} beside its folder; the kernel takes it
 * back when the owner dies. The file gets its name only when it is locked, so that it is never found free too early.
 *
 * <p>This thread takes it a moment after the start: the classes for it take 15 ms or more to load, which whoever starts a process would wait for.
 * Its object keeps the lock, which nobody gives back.
 */
final class SessionLock extends Thread {
    private static final long DELAY_MILLIS = 300;

    private final Path folder;

    @SuppressWarnings({"unused", "UnusedVariable"}) // kept from the garbage collector, which would give it back
    private volatile @Nullable FileLock lock;

    SessionLock(Path folder) {
        super(null, null, "multijvm-session-lock", 128 * 1024, false);
        this.folder = folder;
        setDaemon(true);
    }

    /** Where the lock of a session is. */
    static Path file(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".lock");
    }

    /** Where it is until it is locked. */
    static Path unlocked(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".new");
    }

    @Override
    public void run() {
        Path unlocked = unlocked(folder);
        try {
            Thread.sleep(DELAY_MILLIS);
            SessionFolder.createFile(unlocked, 0);
            lock = tryLock(unlocked);
            if (lock != null) {
                Files.move(unlocked, file(folder));
            }
        } catch (InterruptedException | IOException ended) {
            // the JVM ends, or the file system has no locks: the session goes without
            SessionFolder.delete(unlocked);
        }
    }

    /** Locks the file, if nobody has; {@code acquiredBy} of what is returned is to be closed. */
    static @Nullable FileLock tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
            return lock;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    /** True for a lock's file, with or without its name, whose session is gone: the folder is removed first. */
    static boolean isLeft(File file) {
        String name = file.getName();
        return (name.endsWith(".lock") || name.endsWith(".new"))
                && !new File(file.getParent(), name.substring(0, name.lastIndexOf('.'))).exists();
    }
}
