package org.multijvm.benchmarks.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.multijvm.launcher.SessionFolder;

/** What the figures were taken on. */
final class Machine {
    private static final double GIBIBYTE = 1 << 30;

    private Machine() {}

    static String describe() throws IOException {
        return String.format(
                Locale.ROOT,
                "%d processors, %.0f GiB, %s %s, JDK %s",
                Runtime.getRuntime().availableProcessors(),
                meminfo("MemTotal:") / GIBIBYTE,
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version());
    }

    /** How many bytes may be used now: what the system has to give, or what the file system of shared memory has, if that is less. */
    static long free() throws IOException {
        return Math.min(
                meminfo("MemAvailable:"),
                Files.getFileStore(SessionFolder.current().path()).getUsableSpace());
    }

    /** Linux's account of its memory; elsewhere nothing is known, and no limit is seen. */
    private static long meminfo(String what) throws IOException {
        Path file = Path.of("/proc/meminfo");
        if (!Files.exists(file)) {
            return Long.MAX_VALUE;
        }
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(what)) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return Long.MAX_VALUE;
    }
}
