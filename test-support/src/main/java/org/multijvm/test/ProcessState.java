package org.multijvm.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process is doing: the third field of {@code /proc/PID/stat}, see proc(5). */
enum ProcessState {
    RUNNING,
    STOPPED,
    GONE;

    private static final boolean PROC = Files.exists(Path.of("/proc/self/stat"));

    boolean runs() {
        return this != GONE;
    }

    /** A zombie is gone. Without {@code /proc} nobody is ever seen to be stopped. */
    static ProcessState of(long pid) {
        if (!PROC) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() ? RUNNING : GONE;
        }
        return of(Path.of("/proc/" + pid));
    }

    /**
     * Whether each thread of the process is stopped. A signal is told to the process at once, but a thread that runs on another
     * processor goes on until it enters the kernel.
     */
    static boolean stoppedWhole(long pid) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                if (of(thread) == RUNNING) {
                    return false;
                }
            }
            return true;
        } catch (IOException | DirectoryIteratorException gone) {
            return true;
        }
    }

    private static ProcessState of(Path folder) {
        try {
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            // the command name, field 2, may hold blanks and brackets
            switch (stat.charAt(stat.lastIndexOf(')') + 2)) {
                case 'Z':
                case 'X':
                    return GONE;
                case 'T':
                case 't':
                    return STOPPED;
                default:
                    return RUNNING;
            }
        } catch (IOException gone) {
            return GONE;
        }
    }
}
