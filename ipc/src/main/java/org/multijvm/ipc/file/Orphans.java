package org.multijvm.ipc.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.multijvm.launcher.SessionFolder;

/**
 * Files that this JVM made and sent to others, and of which it has no handle any more, though nobody closed them: each goes when no process has it
 * mapped.
 *
 * <p>Who has it mapped the kernel tells, in {@code /proc/PID/maps}; so no count can be wrong, whoever dies. A handle on its way is mapped by
 * nobody: {@link SharedFile} gives a file to this class only when none can be. Where there is no such folder a file stays until this JVM ends.
 * Thread-safe; its daemon thread runs as long as there is anything to look at.
 */
final class Orphans {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final Path PROCESSES = Path.of("/proc");

    private static final List<Orphan> ORPHANS = new ArrayList<>();
    private static boolean running;

    private record Orphan(Path file, long notBefore) {}

    private Orphans() {}

    /** Takes a file over, to be removed at this {@link System#nanoTime} at the earliest. */
    static void add(Path file, long notBefore) {
        synchronized (ORPHANS) {
            ORPHANS.add(new Orphan(file, notBefore));
            if (!running) {
                running = true;
                Thread thread = new Thread(Orphans::run, "multijvm-orphaned-files");
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private static void run() {
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            int before = count();
            removeUnmapped();
            int left = endIfNone();
            if (left == 0) {
                return;
            }
            pause = left < before ? FIRST_PAUSE_NANOS : Math.min(2 * pause, LAST_PAUSE_NANOS);
            LockSupport.parkNanos(Orphans.class, pause);
            Thread.interrupted();
        }
    }

    private static int count() {
        synchronized (ORPHANS) {
            return ORPHANS.size();
        }
    }

    private static int endIfNone() {
        synchronized (ORPHANS) {
            running = !ORPHANS.isEmpty();
            return ORPHANS.size();
        }
    }

    private static void removeUnmapped() {
        List<Orphan> due = new ArrayList<>();
        long now = System.nanoTime();
        synchronized (ORPHANS) {
            for (Orphan orphan : ORPHANS) {
                if (now - orphan.notBefore() >= 0) {
                    due.add(orphan);
                }
            }
        }
        if (due.isEmpty()) {
            return;
        }
        List<Orphan> unmapped = new ArrayList<>(due);
        if (!removeMapped(unmapped)) {
            unmapped.clear();
        }
        for (Orphan orphan : unmapped) {
            SessionFolder.deleteFile(orphan.file());
        }
        synchronized (ORPHANS) {
            ORPHANS.removeAll(unmapped);
        }
    }

    /** Takes those out that a process of this user has mapped; false if that cannot be told. */
    private static boolean removeMapped(List<Orphan> files) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (files.isEmpty()) {
                    break;
                }
                String maps = maps(process);
                files.removeIf(orphan -> maps.contains(orphan.file().toString()));
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String maps(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("maps")), StandardCharsets.UTF_8);
        } catch (IOException othersOrGone) {
            return "";
        }
    }
}
