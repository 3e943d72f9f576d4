package org.multijvm.launcher;

import java.nio.file.Path;

/**
 * Ends the children when this JVM ends, then removes the session folder, in which they live, and the user's folder too if no other session is
 * in it.
 */
final class SessionCleaner extends Thread {
    private final Path path;
    private final SessionLock lock;

    SessionCleaner(Path path, SessionLock lock) {
        super("multijvm-session-cleaner");
        this.path = path;
        this.lock = lock;
    }

    @Override
    public void run() {
        ChildTable.end();
        SessionFolder.delete(path);
        lock.end();
        // a folder that is not empty stays: File.delete refuses it
        path.getParent().toFile().delete();
    }
}
