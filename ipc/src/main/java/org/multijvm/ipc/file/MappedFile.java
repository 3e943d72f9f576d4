package org.multijvm.ipc.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.multijvm.launcher.SessionFolder;

/**
 * A file of at most 2 GiB as memory that several JVMs share, in the machine's byte order.
 *
 * <p>The mapping lives until {@link #release}, or until the garbage collector finds it unused, also after the file was removed. Thread-safe as far as its
 * users order their own accesses.
 */
public final class MappedFile {
    private final Path path;
    private final ByteBuffer buffer;

    private MappedFile(Path path, ByteBuffer buffer) {
        this.path = path;
        this.buffer = buffer;
    }

    /**
     * Makes a file of zeros and maps it.
     *
     * @throws IOException if it exists, or its space is not there
     */
    public static MappedFile create(Path path, long bytes) throws IOException {
        return ReservedFile.create(path, bytes, new ReservedFile.Mapping<>() {
            @Override
            public MappedFile of(FileChannel channel) throws IOException {
                return map(path, channel);
            }
        });
    }

    /**
     * Maps a file that is there.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if it cannot be mapped or has more than 2 GiB
     */
    public static MappedFile open(Path path) throws IOException {
        return Interrupts.putAside(new Interrupts.Action<>() {
            @Override
            public MappedFile run() throws IOException {
                return map(path);
            }
        });
    }

    private static MappedFile map(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return map(path, channel);
        }
    }

    private static MappedFile map(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size > Integer.MAX_VALUE) {
            throw new IOException("too large to be mapped at once: file=" + path + ", bytes=" + size);
        }
        return new MappedFile(path, FileMapping.QUICKEST.map(channel, size).order(ByteOrder.nativeOrder()));
    }

    /** Where the file is, or was. */
    public Path path() {
        return path;
    }

    /** The memory, from position 0 to its end. The one buffer is handed out each time: use absolute accesses, or a duplicate. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Gives the memory back as far as this JVM has it, see {@link Mappings}: nobody here uses it any more. */
    public void release() {
        Mappings.release(buffer);
    }

    /** Removes the file's name; whoever has it mapped keeps it. */
    public void unlink() {
        SessionFolder.deleteFile(path);
    }
}
