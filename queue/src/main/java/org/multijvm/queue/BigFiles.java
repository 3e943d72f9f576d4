package org.multijvm.queue;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.ProcessIdentity;
import org.multijvm.launcher.SessionFolder;

/**
 * Messages that are too long for a segment: each in a file of its own, whose name is what lies in the log. A file is written before its message is put and
 * removed after that is done, so a death leaves a file too many and never one too few. Thread-safe.
 */
final class BigFiles {
    /** The kind of a body that is the kind of another body and the name of its file. */
    static final byte BIG = 3;

    /** What is longer than this. */
    static final int LONGEST_IN_LOG = 256 * 1024;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Path folder;

    BigFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a file; gives the body that stands for it.
     *
     * @throws IOException if there is no space; then there is no file
     */
    byte[] write(byte kind, byte[] bytes, int length, boolean sync) throws IOException {
        try {
            SessionFolder.createFolder(folder);
        } catch (FileAlreadyExistsException thereAlready) {
            // as after the first one
        }
        ProcessIdentity self = ProcessIdentity.current();
        String name = self.pid() + "-" + self.startTime() + "-" + NUMBERS.incrementAndGet();
        File file = folder.resolve(name).toFile();
        try (RandomAccessFile out = new RandomAccessFile(file, "rw")) {
            out.write(bytes, 0, length);
            if (sync) {
                out.getFD().sync();
            }
        } catch (IOException e) {
            remove(file);
            throw LogWriter.noSpace(file, length, e);
        }
        if (sync) {
            Lane.force(folder.toFile());
        }
        return ByteBuffer.allocate(1 + name.length())
                .put(kind)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    /** The kind of the body in the file. */
    static byte kind(byte[] reference) {
        return reference[0];
    }

    /** What is in the file; null if it is gone. */
    byte @Nullable [] read(byte[] reference) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file(reference), "r")) {
            byte[] bytes = new byte[Math.toIntExact(in.length())];
            in.readFully(bytes);
            return bytes;
        } catch (FileNotFoundException e) {
            if (file(reference).exists()) {
                // too many open files, for example
                throw e;
            }
            return null;
        }
    }

    void remove(byte[] reference) {
        remove(file(reference));
    }

    private static void remove(File file) {
        try {
            Files.deleteIfExists(file.toPath());
        } catch (IOException e) {
            // it goes with the queue
        }
    }

    private File file(byte[] reference) {
        String name = new String(reference, 1, reference.length - 1, StandardCharsets.US_ASCII);
        // the name of a file, whatever somebody has written into the log
        return folder.resolve(name.replaceAll("[^0-9-]", "_")).toFile();
    }

    /** Removes all files: no message of the queue is there any more. */
    void removeAll() {
        SessionFolder.delete(folder);
    }

    long bytes() {
        long bytes = 0;
        File[] files = folder.toFile().listFiles();
        if (files != null) {
            for (File file : files) {
                bytes += file.length();
            }
        }
        return bytes;
    }
}
