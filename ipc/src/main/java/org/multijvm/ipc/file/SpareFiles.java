package org.multijvm.ipc.file;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Files of this JVM that nobody else has ever known and nobody uses any more, kept for the next thing of the same kind: to make and to map a
 * file costs some hundred times what it costs to take one that is mapped.
 *
 * <p>They are few: a small share of the file system, the oldest goes first. All go when anything of this JVM is short of space ({@link
 * SpareSpace}), and when none was kept for two seconds, by a thread that lives only while there are any. Thread-safe.
 */
public final class SpareFiles {
    private static final long MOST_BYTES = 1L << 22;
    private static final int SHARE = 32;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The one that was kept last is the last. */
    private static final ArrayDeque<Spare> SPARES = new ArrayDeque<>();

    private static final Runnable GIVE_BACK = SpareFiles::giveBack;

    private static long bytes;
    private static long most;
    private static long keptAt;
    private static @Nullable Thread watcher;

    private SpareFiles() {}

    /**
     * One that is kept.
     *
     * @param kind those of one kind may take each other's place; compared by equals
     * @param discard removes it, in any thread
     */
    private record Spare(Object kind, long bytes, Object file, Runnable discard) {}

    /** Keeps a file; false if it is too large for that: then the caller removes it. */
    public static boolean keep(Object kind, Path path, long fileBytes, Object file, Runnable discard) {
        ArrayDeque<Spare> tooMany = new ArrayDeque<>();
        synchronized (SPARES) {
            if (most == 0) {
                File folder = path.toFile().getParentFile();
                most = Math.min(MOST_BYTES, folder == null ? 0 : folder.getTotalSpace() / SHARE);
            }
            if (fileBytes > most) {
                return false;
            }
            SPARES.addLast(new Spare(kind, fileBytes, file, discard));
            bytes += fileBytes;
            while (bytes > most) {
                tooMany.add(removeFirst());
            }
            keptAt = System.nanoTime();
            watch();
        }
        tooMany.forEach(spare -> spare.discard().run());
        return true;
    }

    /** The file of this kind that was kept last, now the caller's again; null if there is none. */
    public static @Nullable Object take(Object kind) {
        synchronized (SPARES) {
            for (Iterator<Spare> latest = SPARES.descendingIterator(); latest.hasNext(); ) {
                Spare spare = latest.next();
                if (spare.kind().equals(kind)) {
                    latest.remove();
                    bytes -= spare.bytes();
                    return spare.file();
                }
            }
            return null;
        }
    }

    private static void giveBack() {
        ArrayDeque<Spare> all;
        synchronized (SPARES) {
            all = new ArrayDeque<>(SPARES);
            SPARES.clear();
            bytes = 0;
            LockSupport.unpark(watcher);
        }
        all.forEach(spare -> spare.discard().run());
    }

    private static Spare removeFirst() {
        Spare first = SPARES.removeFirst();
        bytes -= first.bytes();
        return first;
    }

    private static void watch() {
        if (watcher == null) {
            SpareSpace.add(GIVE_BACK);
            Thread thread = new Thread(SpareFiles::run, "multijvm-spare-files");
            thread.setDaemon(true);
            watcher = thread;
            thread.start();
        }
    }

    /** Ends when there is nothing any more; whoever keeps something later starts another one. */
    private static void run() {
        while (true) {
            long idle;
            synchronized (SPARES) {
                if (SPARES.isEmpty()) {
                    watcher = null;
                    SpareSpace.remove(GIVE_BACK);
                    return;
                }
                idle = System.nanoTime() - keptAt;
            }
            if (idle >= IDLE_NANOS) {
                giveBack();
            } else {
                // an interrupt that nobody of ours sent must not make this a busy loop
                LockSupport.parkNanos(SpareFiles.class, IDLE_NANOS - idle);
                Thread.interrupted();
            }
        }
    }
}
