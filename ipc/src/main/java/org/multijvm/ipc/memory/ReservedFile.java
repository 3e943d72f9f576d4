package org.multijvm.ipc.memory;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.multijvm.launcher.SessionFolder;

/**
 * Makes the files that are mapped.
 *
 * <p>A file that was removed takes its space until nobody has it mapped, and Java unmaps what is closed only when the garbage collector finds it: a
 * program that makes and closes one thing after the other would fill the disk without ever filling its heap. So where space is missing the
 * collector is asked for, as the JDK does it for direct buffers, and what it gives back is waited for. Thread-safe.
 */
final class ReservedFile {
    /** The pauses are 1, 2, ... 512 ms: the collector has found the mappings when it returns, threads of the JDK unmap them then. */
    private static final int PAUSES = 10;

    /** Before this pause the collector is called again: what a cleaner kept until it ran is found only then. */
    private static final int SECOND_COLLECTION = 5;

    private ReservedFile() {}

    /**
     * As {@link SessionFolder#createFile}.
     *
     * @throws IOException if the file exists, or if its space is not there, with all that this JVM no longer uses given back
     */
    static Path create(Path path, long bytes) throws IOException {
        try {
            return SessionFolder.createFile(path, bytes);
        } catch (FileSystemException notForSpace) {
            throw notForSpace;
        } catch (IOException noSpace) {
            if (bytes > folderOf(path).toFile().getTotalSpace()) {
                throw noSpace;
            }
            SpareSpace.giveBack();
            return isSpace(path, bytes) ? createOrCollect(path, bytes) : createAfterCollection(path, bytes);
        }
    }

    private static Path createOrCollect(Path path, long bytes) throws IOException {
        try {
            return SessionFolder.createFile(path, bytes);
        } catch (FileSystemException notForSpace) {
            throw notForSpace;
        } catch (IOException takenMeanwhile) {
            return createAfterCollection(path, bytes);
        }
    }

    /** Takes up to 1 s if there is nothing to give back. One thread at a time: those who wait here find what the first one's collection gave. */
    private static synchronized Path createAfterCollection(Path path, long bytes) throws IOException {
        boolean interrupted = false;
        try {
            for (int pause = 0; pause < PAUSES && !isSpace(path, bytes); pause++) {
                if (pause == 0 || pause == SECOND_COLLECTION) {
                    System.gc();
                }
                try {
                    Thread.sleep(1L << pause);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return SessionFolder.createFile(path, bytes);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isSpace(Path path, long bytes) {
        return folderOf(path).toFile().getUsableSpace() >= bytes;
    }

    private static Path folderOf(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        return folder == null ? path : folder;
    }
}
