package org.multijvm.pool.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much physical memory a process holds, as Linux tells it ({@code VmRSS} in proc(5)). */
public final class ResidentMemory {
    /** Where Linux tells it of this process. */
    public static final String OWN = "/proc/self/status";

    private static final String LINE = "VmRSS:";

    private ResidentMemory() {}

    /** Whether this system tells. */
    public static boolean isKnown() {
        return read(Path.of(OWN)) > 0;
    }

    /** In bytes; 0 if the process is gone. */
    static long of(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "status"));
    }

    private static long read(Path status) {
        try {
            for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(LINE)) {
                    return 1024 * kibibytes(line);
                }
            }
            return 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    private static long kibibytes(String line) {
        long value = 0;
        for (int i = LINE.length(); i < line.length(); i++) {
            int digit = line.charAt(i) - '0';
            if (digit >= 0 && digit <= 9) {
                value = 10 * value + digit;
            }
        }
        return value;
    }
}
