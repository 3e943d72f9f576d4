package org.multijvm.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a child tells that it ended of its own will: by two files of its folder that its parent makes and it removes. Removing
 * cannot fail on a full disk.
 *
 * <ul>
 *   <li>{@link #RUNNING} is registered with {@link java.io.File#deleteOnExit}, which the JVM does after all shutdown hooks: a child that is
 *       killed in the middle of its exit still has it, so that an exit value of 137 without it is {@code System.exit(137)} and with it SIGKILL.
 *   <li>{@link #UNSIGNALLED} is removed by a shutdown hook when SIGTERM ended the child: it tells SIGTERM from {@code System.exit(143)}.
 * </ul>
 */
final class ExitRecord {
    static final String RUNNING = "running";
    static final String UNSIGNALLED = "unsignalled";
    private static final int TERM = 15;
    private static final int LAST_SIGNAL = 64;

    private ExitRecord() {}

    /** Makes the two files. */
    static void prepare(Path folder) throws IOException {
        Files.createFile(folder.resolve(RUNNING));
        Files.createFile(folder.resolve(UNSIGNALLED));
    }

    /** How the child with this folder ended, given what the operating system says. */
    static ProcessExit read(Path folder, int value) {
        boolean orderly = !folder.resolve(RUNNING).toFile().exists();
        boolean terminated = !folder.resolve(UNSIGNALLED).toFile().exists();
        int signal = value - 128;
        if (orderly) {
            return terminated && signal == TERM ? new ProcessExit.Signal(TERM) : new ProcessExit.Code(value);
        }
        return signal > 0 && signal <= LAST_SIGNAL ? new ProcessExit.Signal(signal) : new ProcessExit.Code(value);
    }
}
