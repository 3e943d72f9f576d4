package org.multijvm.launcher;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.flags.OwnArguments;

/**
 * The children of sessions whose owners were killed, and that did not end by themselves: stopped by SIGSTOP, frozen with their container, or hung. A child
 * whose parent ended in good order may run its shutdown hooks for a moment and is left alone.
 *
 * <p>A child is known by its command line, which names the argument file in its parent's session folder. That name holds the owner's pid and start time, so no other
 * process has it; and nothing has to be noted when a child is started. Thread-safe.
 */
final class Orphans {
    private static final int LOOKS = 100;
    private static final long LOOK_MILLIS = 10;

    private Orphans() {}

    /**
     * Ends them (SIGKILL, which also a stopped process obeys) and returns when they are gone, or after a second.
     *
     * @param sessions the names of the sessions' folders
     * @return whether there were any
     */
    static boolean end(Set<String> sessions) {
        List<ProcessHandle> orphans = new ArrayList<>();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(process -> isOf(process, sessions)).forEach(orphans::add);
        }
        for (ProcessHandle orphan : orphans) {
            orphan.destroyForcibly();
        }
        StartedPrograms.endAll(sessions);
        for (int look = 0; look < LOOKS && orphans.stream().anyMatch(Orphans::lives); look++) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return !orphans.isEmpty();
    }

    private static boolean isOf(ProcessHandle process, Set<String> sessions) {
        String file = argumentFile(process);
        if (file == null) {
            return false;
        }
        File folder = new File(file).getParentFile();
        return sessions.contains(folder.getParentFile().getName()) && new File(folder, ExitRecord.RUNNING).exists();
    }

    /** Whether a process is a child JVM of anybody's. */
    static boolean isChild(ProcessHandle process) {
        return argumentFile(process) != null;
    }

    /** Of {@code java @ROOT/SESSION/process-N/arguments}; null for another command line. */
    private static @Nullable String argumentFile(ProcessHandle process) {
        Optional<String[]> arguments = process.info().arguments();
        if (arguments.isEmpty() || arguments.get().length == 0 || !arguments.get()[0].startsWith("@")) {
            return null;
        }
        String file = arguments.get()[0].substring(1);
        String[] names = file.split("/");
        return names.length > 3
                        && names[names.length - 2].startsWith("process-")
                        && names[names.length - 1].equals(OwnArguments.FILE)
                ? file
                : null;
    }

    /** A zombie does not; that is its new parent's business. */
    private static boolean lives(ProcessHandle process) {
        return ProcessIdentity.of(process.pid()).isPresent();
    }
}
