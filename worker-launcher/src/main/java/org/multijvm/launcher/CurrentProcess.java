package org.multijvm.launcher;

import java.nio.file.Path;
import java.util.Optional;

/**
 * This JVM ({@code multiprocessing.current_process}). Immutable and thread-safe.
 *
 * @param name the name its parent gave it, or {@code MainProcess} in a JVM that nobody of us started
 * @param pid its process number
 * @param daemon whether it is a daemon process
 * @param folder its own folder in its parent's session folder; empty in the main process
 */
public record CurrentProcess(String name, long pid, boolean daemon, Optional<Path> folder) {
    static CurrentProcess read() {
        StartupData data = StartupData.current();
        long pid = ProcessIdentity.current().pid();
        return data == null
                ? new CurrentProcess("MainProcess", pid, false, Optional.empty())
                : new CurrentProcess(data.name(), pid, data.daemon(), Optional.of(Path.of(data.folder())));
    }
}
