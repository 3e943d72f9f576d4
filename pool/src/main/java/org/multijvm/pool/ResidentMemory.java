package org.multijvm.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory a process has in use, as Linux tells it in {@code /proc/PID/status}. */
final class ResidentMemory {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private ResidentMemory() {}

    /** In bytes; empty if the process is gone, or this is not Linux. */
    static OptionalLong of(long pid) {
        try {
            Matcher line = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) * 1024) : OptionalLong.empty();
        } catch (IOException goneOrNotLinux) {
            return OptionalLong.empty();
        }
    }
}
