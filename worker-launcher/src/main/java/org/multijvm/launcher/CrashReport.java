package org.multijvm.launcher;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** What the JVM wrote down when native code crashed it: the file {@code hs_err_pidN.log} of its folder. */
final class CrashReport {
    /** A whole report has 50 to 500 KB; this is for one that has gone mad. */
    private static final int MOST = 4 << 20;

    private CrashReport() {}

    /** Whether there is one in this folder, however little of it. */
    static boolean isThere(Path folder) {
        String[] names = folder.toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (name.startsWith("hs_err_pid")) {
                return true;
            }
        }
        return false;
    }

    /**
     * The report in this folder of a process; null if there is none.
     *
     * @param kept the folder into which the report is moved; null if it goes with the process's own
     */
    static @Nullable String find(Path folder, @Nullable Path kept) {
        File[] files = folder.toFile().listFiles();
        for (File file : files == null ? new File[0] : files) {
            if (file.getName().startsWith("hs_err_pid")) {
                String report;
                try (FileInputStream in = new FileInputStream(file)) {
                    report = new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
                } catch (IOException unreadable) {
                    return null;
                }
                return kept == null ? report : keep(file.toPath(), kept, report);
            }
        }
        return null;
    }

    private static String keep(Path file, Path kept, String report) {
        try {
            Files.createDirectories(kept);
            Files.move(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            OutputSink.Loggers.LAUNCHER.warn("cannot keep a crash report: folder={}", kept, e);
        }
        return report;
    }
}
