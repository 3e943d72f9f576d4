package org.multijvm.launcher;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
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
    private static final int CHUNK = 1 << 20;
    private static final int ATTEMPTS = 100;
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
        long free = freeBeside(file);
        if (bytes > free) {
            throw noSpace(file, bytes, free, null);
        }
        made(Files.createFile(file, permissions(file, "rw-------")));
        // not a channel: that would close itself if the thread is interrupted
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] zeros = new byte[(int) Math.min(bytes, CHUNK)];
            for (long left = bytes; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
            return file;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            String reason = e.getMessage();
            if (reason != null && !reason.contains("No space left")) {
                throw e;
            }
            throw noSpace(file, bytes, freeBeside(file), e);
        }
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
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))};
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
