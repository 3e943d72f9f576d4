package org.multijvm.launcher;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the JVM wrote down when native code crashed it: the file {@code hs_err_pidN.log} of its folder. */
final class CrashReport {
    /** The head holds the signal, the frames of the crashed thread and its registers; what follows lists every thread and library. */
    private static final int HEAD = 16 * 1024;

    private CrashReport() {}

    /** The head of the report in this folder; null if there is none. */
    static @Nullable String find(Path folder) {
        File[] files = folder.toFile().listFiles();
        for (File file : files == null ? new File[0] : files) {
            if (file.getName().startsWith("hs_err_pid")) {
                try (FileInputStream in = new FileInputStream(file)) {
                    return new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
                } catch (IOException unreadable) {
                    return null;
                }
            }
        }
        return null;
    }
}
