package org.multijvm.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;

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
    private SessionOwner() {}

    /** The name of this JVM's folder. */
    static String folderName() {
        ProcessIdentity self = ProcessIdentity.current();
        return self.pid() + "-" + self.startTime() + "-" + PidNamespace.CURRENT;
    }

    /** Removes the folders in the user's folder whose owners are gone. */
    static void sweep(Path users) {
        File[] folders = users.toFile().listFiles();
        if (folders == null) {
            return;
        }
        for (File folder : folders) {
            String[] name = folder.getName().split("-");
            try {
                if (SessionLock.isLeft(folder)) {
                    SessionFolder.delete(folder.toPath());
                } else if (name.length == 3) {
                    sweep(
                            folder.toPath(),
                            new ProcessIdentity(Long.parseLong(name[0]), Long.parseLong(name[1])),
                            Long.parseLong(name[2]));
                }
            } catch (NumberFormatException notOurs) {
                continue;
            }
        }
    }

    private static void sweep(Path folder, ProcessIdentity owner, long namespace) {
        if (namespace == PidNamespace.CURRENT) {
            if (!owner.isAlive()) {
                SessionFolder.delete(folder);
                SessionFolder.delete(SessionLock.file(folder));
            }
            return;
        }
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
