package org.multijvm.launcher;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The programs that a child JVM has started, and those that they have started: with {@link JvmOptions#endsPrograms} they end with it.
 *
 * <p>They are known by a variable of their environment, which every process hands on to what it starts. It names the JVMs that a program comes from,
 * the outermost first: {@code :SESSION/process-3:SESSION/process-1:}. So a program is also found whose parent has gone, or that has a session of its
 * own; and none but such a program is ever taken for one, since a session's name holds the pid and the start time of its owner. ADR 52 says why this is
 * not done by process groups. The child JVMs among them are left alone: they end by themselves when their parent has, and their hooks may run.
 *
 * <p>A pid may be given to another process between the look and the kill. So a handle is taken first, then the environment is read a second time, and the
 * JDK kills by a handle only the process that had the handle's start time. What is started between a look and the kill is met by the next
 * look: there is no end before one look has found nothing.
 *
 * <p>Where there is no {@code /proc}, nothing is found. A program that another user runs, or that was started with an empty environment, is not found
 * either. Thread-safe.
 */
final class StartedPrograms {
    static final String VARIABLE = "MULTIJVM_STARTED_BY";

    /** What the variable is for a program that is to outlive all this. */
    private static final String KEPT = "";

    private static final File PROCESSES = new File("/proc");
    private static final long PAUSE_MILLIS = 2;
    private static final int MOST_LOOKS = 500;

    private StartedPrograms() {}

    /** Marks the environment of a child, and so all that it starts, as of the child with this folder. */
    static void mark(Map<String, String> environment, Path folder) {
        String outer = environment.getOrDefault(VARIABLE, KEPT);
        environment.put(VARIABLE, (outer.isEmpty() ? ":" : outer) + id(folder.toFile()) + ":");
    }

    /** Lets what is started with this environment live on. */
    static void keep(Map<String, String> environment) {
        environment.put(VARIABLE, KEPT);
    }

    /** Whether a process is kept on purpose. */
    static boolean isKept(ProcessHandle process) {
        return KEPT.equals(markOf(Long.toString(process.pid())));
    }

    /** Ends those of the child with this folder and returns when they are gone, or after some seconds. */
    static void end(Path folder) {
        end(List.of(":" + id(folder.toFile()) + ":"));
    }

    /** The same for all children of these sessions. */
    static void endAll(Collection<String> sessions) {
        List<String> marks = new ArrayList<>();
        for (String session : sessions) {
            marks.add(":" + session + "/");
        }
        end(marks);
    }

    /** The same by a child that is about to end, if it is one whose programs end with it. */
    static void endOwn(File folder) {
        String own = System.getenv(VARIABLE);
        String mark = ":" + id(folder) + ":";
        if (own != null && own.endsWith(mark)) {
            end(List.of(mark));
        }
    }

    /**
     * Whether this JVM may have started a program. Not so only if no child of it has ever been waited for, by the faults in their memory that the kernel
     * adds up (proc(5), field 11 of {@code stat}), and none is waited for now, by a thread of the JDK. Loads next to nothing: it is asked at the end of each
     * child.
     */
    static boolean mayHaveStarted() {
        Thread[] threads = new Thread[Thread.activeCount() + 64];
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        int count = root.enumerate(threads, true);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().startsWith("process reaper")) {
                return true;
            }
        }
        return count == threads.length || ProcessIdentity.childrenFaults() != 0;
    }

    private static void end(List<String> marks) {
        for (int look = 0; look < MOST_LOOKS && killAll(marks); look++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Whether there was one. A process that is dead but not waited for has no environment any more. */
    private static boolean killAll(List<String> marks) {
        boolean found = false;
        String[] names = PROCESSES.list();
        long self = ProcessHandle.current().pid();
        for (String name : names == null ? new String[0] : names) {
            if (!Character.isDigit(name.charAt(0)) || !isOf(name, marks)) {
                continue;
            }
            Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(name));
            if (process.isPresent()
                    && process.get().pid() != self
                    && !Orphans.isChild(process.get())
                    && isOf(name, marks)) {
                found = true;
                process.get().destroyForcibly();
            }
        }
        return found;
    }

    private static boolean isOf(String pid, List<String> marks) {
        String mark = markOf(pid);
        return mark != null && marks.stream().anyMatch(mark::contains);
    }

    /** The variable as the process was started with it; null if it has none, or is gone, or another user's. */
    private static @Nullable String markOf(String pid) {
        File file = new File(PROCESSES, pid + "/environ");
        if (!file.canRead()) {
            return null;
        }
        try (FileInputStream in = new FileInputStream(file)) {
            String all = "\0" + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            int at = all.indexOf("\0" + VARIABLE + "=");
            if (at < 0) {
                return null;
            }
            int start = at + VARIABLE.length() + 2;
            int end = all.indexOf('\0', start);
            return all.substring(start, end < 0 ? all.length() : end);
        } catch (IOException gone) {
            return null;
        }
    }

    private static String id(File folder) {
        return folder.getParentFile().getName() + "/" + folder.getName();
    }
}
