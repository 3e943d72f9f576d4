package org.multijvm.queue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import net.openhft.chronicle.core.OS;

/** Chronicle's first steps in a JVM: silent, without a thread that watches disks, without a word to its makers, and nothing left behind. */
final class ChronicleStart {
    /** What a program has set itself stays. */
    private static final Map<String, String> SETTINGS = Map.of(
            // a report to Google Analytics; its jar is left out, too
            "chronicle.analytics.disable", "true",
            "chronicle.announcer.disable", "true",
            // a thread that logs when a disk is nearly full
            "chronicle.disk.monitor.disable", "true",
            // at level INFO, how long it took to map a file
            "disable.perf.info", "true");

    private ChronicleStart() {}

    static void run() {
        SETTINGS.forEach(System.getProperties()::putIfAbsent);
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        // by which chronicle looks for the JDK's classes, and a thread that native code has attached has none
        thread.setContextClassLoader(OS.class.getClassLoader());
        try {
            initialize();
            map();
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    /** Makes a folder in that for temporary files, if there is none named target or build above the working directory. */
    private static void initialize() {
        File target = new File(System.getProperty("java.io.tmpdir"), "target");
        boolean isNew = !target.exists();
        OS.getTarget();
        if (isNew) {
            target.delete();
        }
    }

    /** Has chronicle find the JDK's methods for mapping, with a file that every JDK has. */
    private static void map() {
        Path file = Path.of(System.getProperty("java.home"), "lib", "modules");
        try (FileChannel channel = FileChannel.open(file)) {
            OS.unmap(OS.map(channel, FileChannel.MapMode.READ_ONLY, 0, 1), 1);
        } catch (IOException later) {
            // then the first queue finds them
        }
    }
}
