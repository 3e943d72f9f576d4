package org.multijvm.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a child tells that it ended of its own will, and its parent that it is asked to: by files of its folder that its parent makes and one of
 * them removes. Removing cannot fail on a full disk.
 *
 * <ul>
 *   <li>{@link #RUNNING} is registered with {@link java.io.File#deleteOnExit}, which the JVM does after all shutdown hooks: a child that is
 *       killed in the middle of its exit still has it, so that an exit value of 137 without it is {@code System.exit(137)} and with it SIGKILL.
 *   <li>{@link #UNSIGNALLED} is removed by a shutdown hook when a signal ended the child that the JVM turns into an exit: it tells
 *       SIGTERM from {@code System.exit(143)}, and SIGHUP and SIGINT from 129 and 130.
 *   <li>{@link #UNASKED} is removed by the parent before it sends SIGTERM: it tells its own from one that the whole process group got (see {@link
 *       CaughtSignals}).
 *   <li>{@link #PROGRAMS} is removed by a shutdown hook of a child that has started no programs: then nobody need look for them.
 * </ul>
 */
final class ExitRecord {
    static final String RUNNING = "running";
    static final String UNSIGNALLED = "unsignalled";
    static final String UNASKED = "unasked";
    static final String PROGRAMS = "programs";
    private static final int HUP = 1;
    private static final int INT = 2;
    private static final int TERM = 15;
    private static final int LAST_SIGNAL = 64;

    private ExitRecord() {}

    /** Makes the files. */
    static void prepare(Path folder) throws IOException {
        Files.createFile(folder.resolve(RUNNING));
        Files.createFile(folder.resolve(UNSIGNALLED));
        Files.createFile(folder.resolve(UNASKED));
        Files.createFile(folder.resolve(PROGRAMS));
    }

    /** By the parent: from now on SIGTERM ends the child. */
    static void ask(Path folder) {
        folder.resolve(UNASKED).toFile().delete();
    }

    /** How the child with this folder ended, given what the operating system says. */
    static ProcessExit read(Path folder, int value) {
        boolean orderly = !folder.resolve(RUNNING).toFile().exists();
        boolean signalled = !folder.resolve(UNSIGNALLED).toFile().exists();
        int signal = value - 128;
        if (orderly) {
            boolean ends = signal == TERM || signal == HUP || signal == INT;
            return signalled && ends ? new ProcessExit.Signal(signal) : new ProcessExit.Code(value);
        }
        return signal > 0 && signal <= LAST_SIGNAL ? new ProcessExit.Signal(signal) : new ProcessExit.Code(value);
    }
}
