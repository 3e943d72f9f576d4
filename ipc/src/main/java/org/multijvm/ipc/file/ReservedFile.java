package org.multijvm.ipc.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
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

    /** What is done with the new file before anybody else knows it. */
    @FunctionalInterface
    interface Mapping<T> {
        T of(FileChannel channel) throws IOException;
    }

    /**
     * As {@link SessionFolder#createFile}; an interrupt is put aside meanwhile, since it closes channels and is meant for what the thread does.
     *
     * @throws IOException if the file exists, or if its space is not there, with all that this JVM no longer uses given back
     */
    static <T> T create(Path path, long bytes, Mapping<T> mapping) throws IOException {
        return Interrupts.putAside(new Interrupts.Action<>() {
            @Override
            public T run() throws IOException {
                return map(path, open(path, bytes), mapping);
            }
        });
    }

    private static <T> T map(Path path, FileChannel opened, Mapping<T> mapping) throws IOException {
        try (FileChannel channel = opened) {
            return mapping.of(channel);
        } catch (IOException | RuntimeException | Error e) {
            SessionFolder.delete(path);
            throw e;
        }
    }

    private static FileChannel open(Path path, long bytes) throws IOException {
        try {
            return SessionFolder.createChannel(path, bytes);
        } catch (FileSystemException | ClosedByInterruptException notForSpace) {
            throw notForSpace;
        } catch (IOException noSpace) {
            if (bytes > folderOf(path).toFile().getTotalSpace()) {
                throw noSpace;
            }
            SpareSpace.giveBack();
            return isSpace(path, bytes) ? openOrCollect(path, bytes) : openAfterCollection(path, bytes);
        }
    }

    private static FileChannel openOrCollect(Path path, long bytes) throws IOException {
        try {
            return SessionFolder.createChannel(path, bytes);
        } catch (FileSystemException | ClosedByInterruptException notForSpace) {
            throw notForSpace;
        } catch (IOException takenMeanwhile) {
            return openAfterCollection(path, bytes);
        }
    }

    /** Takes up to 1 s if there is nothing to give back. One thread at a time: those who wait here find what the first one's collection gave. */
    private static synchronized FileChannel openAfterCollection(Path path, long bytes) throws IOException {
        for (int pause = 0; pause < PAUSES && !isSpace(path, bytes); pause++) {
            if (pause == 0 || pause == SECOND_COLLECTION) {
                System.gc();
            }
            LockSupport.parkNanos(ReservedFile.class, 1_000_000L << pause);
        }
        return SessionFolder.createChannel(path, bytes);
    }

    private static boolean isSpace(Path path, long bytes) {
        return folderOf(path).toFile().getUsableSpace() >= bytes;
    }

    private static Path folderOf(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        return folder == null ? path : folder;
    }
}
