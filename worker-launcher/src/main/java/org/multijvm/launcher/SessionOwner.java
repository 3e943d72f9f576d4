package org.multijvm.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Whose a session folder is, and whether its owner is gone.
 *
 * <p>The name {@code PID-STARTTIME-NAMESPACE} tells the process and its {@link PidNamespace}. A folder of our own namespace is judged by the
 * name: it has that before its owner can die, and no later process has the same.
 *
 * <p>Of another namespace, as when two containers share {@code /dev/shm}, the pid says nothing here. There the owner's {@link SessionLock}
 * decides; so what a container leaves that is gone is removed by whoever comes next. A folder without a lock is too young, or is being
 * removed, or its file system has no locks: it stays, until somebody of its own namespace judges it.
 *
 * <p>A number of a namespace that is gone may be given to a new one: then the name is judged there, and rightly, since all that were in the
 * old one are dead. Any other name is not a session's and stays. Thread-safe.
 */
final class SessionOwner {
    /** How deep sessions within sessions are ended in one sweep. */
    private static final int DEEPEST = 10;

    private SessionOwner() {}

    /** The name of this JVM's folder. */
    static String folderName() {
        ProcessIdentity self = ProcessIdentity.current();
        return self.pid() + "-" + self.startTime() + "-" + PidNamespace.CURRENT;
    }

    /** Removes the folders in the user's folder whose owners are gone, and ends the children of those that have not noticed it. */
    static void sweep(Path users) {
        boolean again = true;
        // the children that are ended may have had sessions, and so children, of their own
        for (int depth = 0; again && depth < DEEPEST; depth++) {
            again = sweepOnce(users);
        }
    }

    private static boolean sweepOnce(Path users) {
        File[] folders = users.toFile().listFiles();
        Set<String> dead = new HashSet<>();
        for (File folder : folders == null ? new File[0] : folders) {
            String[] name = folder.getName().split("-");
            try {
                if (SessionLock.isLeft(folder)) {
                    SessionFolder.delete(folder.toPath());
                } else if (name.length == 3) {
                    ProcessIdentity owner = new ProcessIdentity(Long.parseLong(name[0]), Long.parseLong(name[1]));
                    if (Long.parseLong(name[2]) != PidNamespace.CURRENT) {
                        sweepForeign(folder.toPath());
                    } else if (!owner.isAlive()) {
                        dead.add(folder.getName());
                    }
                }
            } catch (NumberFormatException notOurs) {
                continue;
            }
        }
        // in this order: a folder that is gone is what tells nobody any more that it had children
        boolean hadChildren = !dead.isEmpty() && Orphans.end(dead);
        for (String name : dead) {
            SessionFolder.delete(users.resolve(name));
            SessionFolder.delete(SessionLock.file(users.resolve(name)));
        }
        return hadChildren;
    }

    private static void sweepForeign(Path folder) {
        if (!SessionLock.file(folder).toFile().exists()) {
            return;
        }
        try {
            FileLock lock = SessionLock.tryLock(SessionLock.file(folder));
            if (lock != null) {
                SessionFolder.delete(folder);
                SessionFolder.delete(SessionLock.file(folder));
                lock.acquiredBy().close();
            }
        } catch (IOException noJudgement) {
            return;
        }
    }
}
