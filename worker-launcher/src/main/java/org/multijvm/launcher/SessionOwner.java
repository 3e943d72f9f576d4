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
 * Whose a session folder is, and whether its owner is gone.
 *
 * <p>The name {@code PID-STARTTIME-NAMESPACE} tells the process and its {@link PidNamespace}. A folder of our own namespace is judged by the
 * name: it has that before its owner can die, and no later process has the same.
 *
 * <p>Of another namespace, as when two containers share {@code /dev/shm}, the pid says nothing here. There the owner's lock on the file {@code
 * owner} in the folder decides, which the kernel takes back when the owner dies, for all namespaces alike; so what a container leaves that is
 * gone is removed by whoever comes next. The file gets its name only when it is locked. A folder without it is being made or being
 * removed, or its file system has no locks: it stays, until somebody of its own namespace judges it.
 *
 * <p>A number of a namespace that is gone may be given to a new one: then the name is judged there, and rightly, since all that were in the
 * old one are dead. Any other name is not a session's and stays. Thread-safe.
 */
final class SessionOwner {
    private static final String FILE = "owner";

    private SessionOwner() {}

    /** The name of this JVM's folder. */
    static String folderName() {
        ProcessIdentity self = ProcessIdentity.current();
        return self.pid() + "-" + self.startTime() + "-" + PidNamespace.CURRENT;
    }

    /** Locks this JVM's folder; the lock lasts as long as what is returned is reachable, at most until this JVM ends. */
    static @Nullable FileLock lock(Path folder) {
        if (PidNamespace.CURRENT == 0) {
            return null;
        }
        Path unlocked = folder.resolve(FILE + ".new");
        FileLock lock = null;
        try {
            SessionFolder.createFile(unlocked, 0);
            lock = tryLock(unlocked);
            if (lock != null) {
                Files.move(unlocked, folder.resolve(FILE));
            }
        } catch (IOException noLocks) {
            // the folder goes without, see above
        }
        return lock;
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
                if (name.length == 3) {
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
            }
            return;
        }
        try {
            FileLock lock = tryLock(folder.resolve(FILE));
            if (lock != null) {
                SessionFolder.delete(folder);
                lock.acquiredBy().close();
            }
        } catch (IOException noJudgement) {
            return;
        }
    }

    private static @Nullable FileLock tryLock(Path file) throws IOException {
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
}
