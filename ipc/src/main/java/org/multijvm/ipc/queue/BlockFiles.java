package org.multijvm.ipc.queue;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.ring.Message;
import org.multijvm.ipc.ring.MessageOpener;
import org.multijvm.launcher.ProcessIdentity;
import org.multijvm.launcher.SessionFolder;

/**
 * The messages of a queue that are too long for its ring: each has a file of its own, and the ring carries the file's name.
 *
 * <pre>
 *   file name   PID-STARTTIME-NUMBER, of the producer
 *   in the ring  type of the message (byte), its file's name (ASCII)
 * </pre>
 *
 * <p><b>Death.</b> A producer that dies before its name is in the ring leaves a file that nobody asks for: {@link #sweep} removes
 * what belongs to the dead and is not in the ring. A consumer reads the file, removes it and then steps on in the ring, all under the
 * reading lock. A process that dies before the removal has taken nothing; a process that dies after it leaves a name without a file, which the next consumer passes
 * over: that message is lost with the dead. Thread-safe.
 */
final class BlockFiles implements MessageOpener {
    /** The type of a ring's message that is a file's name. */
    static final byte BLOCK = 3;

    private static final long MOST_FREE = 1L << 26;
    private static final int FREE_SHARE = 8;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final File folder;

    BlockFiles(Path folder) {
        this.folder = folder.toFile();
    }

    /** Writes a message into a new file, and returns what is to be sent in its place. */
    byte[] write(byte type, byte[] bytes, int length) throws IOException {
        makeFolder();
        ProcessIdentity self = ProcessIdentity.current();
        String name = self.pid() + "-" + self.startTime() + "-" + NUMBERS.incrementAndGet();
        File file = new File(folder, name);
        // written, not mapped: a full disk is an exception here and no signal later
        try (RandomAccessFile out = new RandomAccessFile(file, "rw")) {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            remove(file);
            throw new IOException(
                    "no space: file=" + file + ", needed=" + length + ", free=" + folder.getUsableSpace(), e);
        }
        return ByteBuffer.allocate(1 + name.length())
                .put(type)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    /** Whether there is space for a file of so many bytes, and some is left for others then. */
    boolean hasSpace(int length) {
        File beside = folder.getParentFile();
        if (beside == null) {
            return true;
        }
        return beside.getUsableSpace() - length >= Math.min(MOST_FREE, beside.getTotalSpace() / FREE_SHARE);
    }

    /** Removes the file that this was sent for. */
    void remove(byte[] reference) {
        remove(new File(folder, name(reference)));
    }

    /** The bytes of all files together. */
    long bytes() {
        long bytes = 0;
        File[] files = folder.listFiles();
        if (files != null) {
            for (File file : files) {
                bytes += file.length();
            }
        }
        return bytes;
    }

    /**
     * Removes the files of dead producers whose names did not come into the ring.
     *
     * @param inRing the names that are in the ring, collected after {@code listed}
     * @param listed the files that were there
     */
    void sweep(String[] listed, Set<String> inRing) {
        for (String name : listed) {
            String[] parts = name.split("-");
            if (parts.length == 3
                    && !inRing.contains(name)
                    && !new ProcessIdentity(Long.parseLong(parts[0]), Long.parseLong(parts[1])).isAlive()) {
                remove(new File(folder, name));
            }
        }
    }

    /** The names of all files. */
    String[] list() {
        String[] names = folder.list();
        return names == null ? new String[0] : names;
    }

    @Override
    public @Nullable Message open(Message message, boolean remove) {
        if (message.type() != BLOCK) {
            return message;
        }
        File file = new File(folder, name(message.bytes()));
        byte[] bytes;
        try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
            bytes = new byte[Math.toIntExact(in.length())];
            in.readFully(bytes);
        } catch (FileNotFoundException | NoSuchFileException lost) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a long message: file=" + file, e);
        }
        if (remove) {
            remove(file);
        }
        return new Message(message.bytes()[0], bytes);
    }

    static String name(byte[] reference) {
        return new String(reference, 1, reference.length - 1, StandardCharsets.US_ASCII);
    }

    private void makeFolder() throws IOException {
        if (!folder.isDirectory()) {
            try {
                SessionFolder.createFolder(folder.toPath());
            } catch (FileAlreadyExistsException madeMeanwhile) {
                // by another producer
            } catch (NoSuchFileException e) {
                throw new IOException(
                        "the JVM that made the queue has ended, and with it the place for long messages: folder="
                                + folder,
                        e);
            }
        }
    }

    private static void remove(File file) {
        try {
            Files.deleteIfExists(file.toPath());
        } catch (IOException e) {
            // a system that cannot delete what is open elsewhere: it goes with the queue
        }
    }
}
