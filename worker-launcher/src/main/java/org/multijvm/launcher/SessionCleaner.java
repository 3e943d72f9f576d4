package org.multijvm.launcher;

import java.nio.file.Path;

/**
 * Ends the children when this JVM ends, then removes the session folder, in which they live, and the user's folder too if no other session is
 * in it.
 */
final class SessionCleaner extends Thread {
    private final Path path;

    SessionCleaner(Path path) {
        super("multijvm-session-cleaner");
        this.path = path;
    }

    @Override
    public void run() {
        ChildTable.end();
        SessionFolder.delete(path);
        // a folder that is not empty stays: File.delete refuses it
        path.getParent().toFile().delete();
    }
}
