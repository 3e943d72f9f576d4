package org.multijvm.launcher;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * What tells one process from every other one of this machine's run: its pid and its start time.
 *
 * <p>A pid alone is not enough, since the kernel gives it away again. On Linux both come from {@code /proc/PID/stat} (see
 * proc(5): field 3 is the state, field 22 the start time in clock ticks since boot), elsewhere from {@link ProcessHandle}.
 * Immutable and thread-safe.
 *
 * @param pid the process number
 * @param startTime clock ticks since boot on Linux, else milliseconds since the epoch; 0 if it cannot be found out
 */
public record ProcessIdentity(long pid, long startTime) {
    private static final boolean LINUX = "Linux".equals(System.getProperty("os.name"));
    private static final String OWN_STAT = "/proc/self/stat";
    private static final long UNKNOWN = -2;
    private static final int STAT_BYTES = 1024;
    /** Field 11, counted from field 3. */
    private static final int CHILDREN_FAULTS = 8;
    /** Field 22, counted from field 3. */
    private static final int START_TIME = 19;

    private static final ProcessIdentity CURRENT = readCurrent();

    /** The identity of this JVM. */
    public static ProcessIdentity current() {
        return CURRENT;
    }

    /** The identity of the living process with this pid; empty if there is none. A zombie counts as dead. */
    public static Optional<ProcessIdentity> of(long pid) {
        long startTime = startTimeOf(pid);
        return startTime == -1 ? Optional.empty() : Optional.of(new ProcessIdentity(pid, Math.max(0, startTime)));
    }

    /** True as long as this very process runs; false for a zombie and when its pid belongs to a later process. Costs about 10 us. */
    public boolean isAlive() {
        long now = startTimeOf(pid);
        return now == startTime || now == UNKNOWN;
    }

    /**
     * A cheaper look than {@link #isAlive}: whether some process of this number has memory, which one that has ended has no more. False also where that cannot be seen.
     */
    boolean isAnyThere() {
        try (FileInputStream in = new FileInputStream("/proc/" + pid + "/statm")) {
            return in.read() > '0';
        } catch (IOException goneOrNotLinux) {
            return false;
        }
    }

    private static ProcessIdentity readCurrent() {
        long pid = ownPid();
        return new ProcessIdentity(pid, Math.max(0, startTimeOf(pid)));
    }

    /** Without a {@link ProcessHandle} where that is possible: each child asks at its start, and the first handle makes lambdas and an executor, which takes 7 ms. */
    private static long ownPid() {
        if (LINUX) {
            try (FileInputStream in = new FileInputStream(OWN_STAT)) {
                byte[] stat = new byte[STAT_BYTES];
                String text = new String(stat, 0, in.read(stat), StandardCharsets.ISO_8859_1);
                return Long.parseLong(text.substring(0, text.indexOf(' ')));
            } catch (IOException | RuntimeException noSuchFile) {
                // as elsewhere
            }
        }
        return ProcessHandle.current().pid();
    }

    /** The faults in memory of this JVM's children that have been waited for: 0 if there were none, -1 if that cannot be told. */
    static long childrenFaults() {
        try (FileInputStream in = new FileInputStream(OWN_STAT)) {
            byte[] stat = new byte[STAT_BYTES];
            return Long.parseLong(fieldsFromState(stat, in.read(stat))[CHILDREN_FAULTS]);
        } catch (IOException | RuntimeException notLinux) {
            return -1;
        }
    }

    /** The start time, or -1 if no such process runs. */
    private static long startTimeOf(long pid) {
        if (!LINUX) {
            return startTimeByHandle(pid);
        }
        try (FileInputStream in = new FileInputStream("/proc/" + pid + "/stat")) {
            byte[] stat = new byte[STAT_BYTES];
            int length = in.read(stat);
            return length <= 0 ? -1 : startTimeIn(stat, length);
        } catch (IOException e) {
            // gone, or this JVM has no descriptor left to look with: then nobody may be taken for dead
            return new File("/proc/" + pid).exists() ? UNKNOWN : -1;
        }
    }

    /** The command name, field 2, may hold blanks and brackets: fields are counted from the last closing bracket. */
    private static String[] fieldsFromState(byte[] stat, int length) {
        int at = length;
        while (at > 0 && stat[at - 1] != ')') {
            at--;
        }
        return new String(stat, at, length - at, StandardCharsets.ISO_8859_1)
                .trim()
                .split(" ");
    }

    private static long startTimeIn(byte[] stat, int length) {
        String[] fields = fieldsFromState(stat, length);
        String state = fields[0];
        if (fields.length <= START_TIME || state.equals("Z") || state.equals("X")) {
            return -1;
        }
        return Long.parseLong(fields[START_TIME]);
    }

    private static long startTimeByHandle(long pid) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        if (handle.isEmpty() || !handle.get().isAlive()) {
            return -1;
        }
        Optional<Instant> start = handle.get().info().startInstant();
        return start.isPresent() ? start.get().toEpochMilli() : 0;
    }
}
