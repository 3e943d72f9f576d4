package org.multijvm.launcher;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything this JVM shares with others: {@code multijvm-UID/PID-STARTTIME-NAMESPACE} under {@code /dev/shm} if
 * that is there, else under {@code java.io.tmpdir}; the system property {@code multijvm.session.root} names another place.
 *
 * <p>It is made on first use, with mode 0700, and goes when this JVM ends, behind all shutdown hooks. A JVM that is killed cannot remove its folder: the
 * next JVM of the same user that makes one sweeps the folders whose owners are gone, also
 * where containers share the place. Thread-safe.
 */
public final class SessionFolder {
    /** Below what the JDK takes its buffers for writing from the system for. */
    private static final int CHUNK = 1 << 16;

    private static volatile @Nullable ByteBuffer zeros;
    private static volatile @Nullable Map<String, FileAttribute<?>[]> modes;

    private static final int ATTEMPTS = 100;
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final String ROOT = "multijvm.session.root";

    private final Path path;

    private final AtomicLong names = new AtomicLong();

    private SessionFolder(Path path) {
        this.path = path;
    }

    /**
     * The folder of this JVM, made if need be.
     *
     * @throws UncheckedIOException if it cannot be made
     */
    public static SessionFolder current() {
        return Holder.current();
    }

    /** Where the folder is. */
    public Path path() {
        return path;
    }

    /** A path in this folder that nobody has: {@code PREFIX-1}, {@code PREFIX-2} and so on. Makes no file. */
    public Path newPath(String prefix) {
        return made(path.resolve(prefix + "-" + names.incrementAndGet()));
    }

    /**
     * Has something run when this JVM ends, while its shutdown hooks may still use the session: it is to name by {@link #deleteAtEnd} what
     * belongs to the session and lies outside of the folder. In a JVM that ends already it runs now.
     */
    public void atEnd(Runnable part) {
        SessionCleaner.atEnd(part);
    }

    /** True when this JVM ends: what is made from now on outside of the folder is to be named by {@link #deleteAtEnd} at once. */
    public boolean isEnding() {
        return SessionCleaner.isEnding();
    }

    /** Has a file or link deleted, or a folder that is empty then, when all shutdown hooks have ended; the last that was named is the first to go. */
    public static void deleteAtEnd(Path path) {
        SessionCleaner.delete(path);
    }

    /** What is made at the JVM's end goes with what was there. */
    private static Path made(Path path) {
        if (SessionCleaner.isEnding()) {
            SessionCleaner.delete(path);
        }
        return path;
    }

    /**
     * Makes a folder with mode 0700.
     *
     * @throws IOException if it cannot be made
     */
    public static Path createFolder(Path folder) throws IOException {
        return made(Files.createDirectory(folder, permissions(folder, "rwx------")));
    }

    /**
     * Makes a file of zeros with mode 0600 whose space is really there, so that no later write to its mapped pages can meet a
     * full disk (which would be a SIGBUS). Takes about 1 s a GiB.
     *
     * @throws FileAlreadyExistsException if there is a file of that name
     * @throws IOException if the space is not there; what was there before is whole, and no file is left
     */
    public static Path createFile(Path file, long bytes) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    createChannel(file, bytes).close();
                    return file;
                } catch (ClosedByInterruptException e) {
                    // an interrupt closes a channel; it is meant for what the thread does, and not for this moment of
                    // it
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * As {@link #createFile}, and leaves it open for reading and writing.
     *
     * @throws ClosedByInterruptException if the thread is interrupted, as it still is then; no file is left
     */
    public static FileChannel createChannel(Path file, long bytes) throws IOException {
        long free = freeBeside(file);
        if (bytes > free) {
            throw noSpace(file, bytes, free, null);
        }
        FileChannel channel = FileChannel.open(file, NEW, permissions(file, "rw-------"));
        made(file);
        try {
            ByteBuffer zeros = zeros();
            for (long at = 0; at < bytes; ) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
                at += channel.write(zeros, at);
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(file);
            if (e instanceof ClosedByInterruptException) {
                throw e;
            }
            String reason = e.getMessage();
            if (reason != null && !reason.contains("No space left")) {
                throw e;
            }
            throw noSpace(file, bytes, freeBeside(file), e);
        }
    }

    private static ByteBuffer zeros() {
        ByteBuffer known = zeros;
        if (known == null) {
            known = ByteBuffer.allocateDirect(CHUNK);
            zeros = known;
        }
        return known.duplicate();
    }

    /** Removes a file that is known to be one. */
    public static void deleteFile(Path file) {
        file.toFile().delete();
    }

    /** Removes a file, or a folder with all that is in it; what is gone already or cannot be removed is passed over. */
    public static void delete(Path path) {
        File file = path.toFile();
        File[] inside = Files.isSymbolicLink(path) ? null : file.listFiles();
        if (inside != null) {
            for (File child : inside) {
                delete(child.toPath());
            }
        }
        file.delete();
    }

    private static long freeBeside(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? 0 : folder.toFile().getUsableSpace();
    }

    private static IOException noSpace(Path file, long bytes, long free, @Nullable IOException cause) {
        return new IOException(
                "no space: file=" + file + ", needed=" + bytes + ", free=" + free + " (-D" + ROOT
                        + " names another folder)",
                cause);
    }

    private static FileAttribute<?>[] permissions(Path path, String mode) {
        Map<String, FileAttribute<?>[]> known = modes;
        FileAttribute<?>[] attributes = known == null ? null : known.get(mode);
        if (attributes == null) {
            attributes = path.getFileSystem().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                    }
                    : new FileAttribute<?>[0];
            Map<String, FileAttribute<?>[]> more = new HashMap<>(known == null ? Map.of() : known);
            more.put(mode, attributes);
            modes = more;
        }
        return attributes;
    }

    private static final class Holder {
        /** Not made by the class's initialization: if that failed, all later calls would fail with an error that does not say why. */
        private static @Nullable SessionFolder made;

        static synchronized SessionFolder current() {
            SessionFolder current = made;
            if (current == null) {
                current = make();
                made = current;
            }
            return current;
        }

        private static SessionFolder make() {
            try {
                Path path = makeFolder();
                SessionLock lock = new SessionLock(path);
                new SessionCleaner(path, lock).register();
                if (PidNamespace.CURRENT != 0 && !SessionCleaner.isEnding()) {
                    lock.start();
                }
                return new SessionFolder(path);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "cannot make the session folder, the system property " + ROOT + " names another place: cause="
                                + e,
                        e);
            }
        }

        /** Another process's cleaner may remove the user's empty folder just before ours is made in it: then again. */
        private static Path makeFolder() throws IOException {
            NoSuchFileException removed = null;
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                try {
                    Path users = UserFolder.in(root());
                    SessionOwner.sweep(users);
                    return createFolder(users.resolve(SessionOwner.folderName()));
                } catch (NoSuchFileException e) {
                    removed = e;
                }
            }
            throw removed;
        }

        private static Path root() {
            String chosen = System.getProperty(ROOT);
            if (chosen != null) {
                return Path.of(chosen).toAbsolutePath();
            }
            Path shm = Path.of("/dev/shm");
            return Files.isWritable(shm) ? shm : Path.of(System.getProperty("java.io.tmpdir"));
        }
    }
}
