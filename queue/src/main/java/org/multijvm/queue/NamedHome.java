package org.multijvm.queue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.multijvm.ipc.file.Interrupts;
import org.multijvm.ipc.file.MappedFile;
import org.multijvm.launcher.SessionFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue that has a folder of its own and stays when nobody uses it.
 *
 * <p><b>Who is first</b> is told by locks of the operating system on two bytes of the file {@code lock}, which end with their process: all who have the queue open share the
 * second byte. Whoever opens it has the first byte alone meanwhile, and is the first if it could have the second alone too. The first one makes the control memory agree with
 * the log: locks and sleepers of former processes, half a message, a machine that went down.
 */
final class NamedHome implements Home {
    private static final Logger LOG = LoggerFactory.getLogger(SharedQueue.class);
    private static final String CONTROL = "control";

    private final Path folder;
    private final FileChannel lockFile;
    private final MappedFile file;
    private final Control control;

    /** Whether nobody else had it open, and so it must be made to agree with its log; then whether the control memory can be believed. */
    private final boolean first;

    private final boolean trusted;

    private NamedHome(Path folder, FileChannel lockFile, MappedFile file, boolean first, boolean trusted) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.file = file;
        this.control = new Control(file.buffer(), 0);
        this.first = first;
        this.trusted = trusted;
    }

    /** What the first one does before others come in. */
    interface Recovery {
        void recover(NamedHome home) throws IOException;
    }

    /**
     * Opens a queue or makes one. Not interruptible; it waits for others that open it at this moment.
     *
     * @param wanted what it is made with
     * @throws IOException if there is something else in the folder, or no space, or it is in use where process numbers mean something else
     */
    static NamedHome open(Path folder, Settings wanted, Recovery recovery) throws IOException {
        return Interrupts.putAside(() -> openUninterrupted(folder, wanted, recovery));
    }

    private static NamedHome openUninterrupted(Path folder, Settings wanted, Recovery recovery) throws IOException {
        FileChannel lockFile = FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean opened = false;
        FileLock opening = lockFile.lock(0, 1, false);
        try {
            FileLock alone = lockFile.tryLock(1, 1, false);
            NamedHome home = map(folder, lockFile, wanted, alone != null);
            if (alone != null) {
                recovery.recover(home);
                home.control.set(ControlLayout.USERS_AT, usersHere());
                alone.release();
            } else if (home.control.get(ControlLayout.USERS_AT) != usersHere()) {
                throw new IOException(
                        "the queue is in use in another pid namespace, whose process numbers mean nothing here: folder="
                                + folder);
            }
            lockFile.lock(1, 1, true);
            opening.release();
            opened = true;
            return home;
        } finally {
            if (!opened) {
                lockFile.close();
            }
        }
    }

    /**
     * Makes the folder of a queue if it is not there; gives its one real name: to close one of two files {@code lock} that are the same would end the locks of both.
     *
     * @throws IOException if there is something else in the folder
     */
    static Path makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try {
                SessionFolder.createFolder(folder);
            } catch (FileAlreadyExistsException madeMeanwhile) {
                // by another process; or it is a file, which the next step tells
            }
        }
        if (!Files.exists(folder.resolve("lock"))) {
            try (var files = Files.list(folder)) {
                if (files.findAny().isPresent() && !Files.exists(folder.resolve(CONTROL))) {
                    throw new IOException("the folder is not empty and no queue: folder=" + folder);
                }
            }
        }
        return folder.toRealPath();
    }

    private static NamedHome map(Path folder, FileChannel lockFile, Settings wanted, boolean first) throws IOException {
        Path path = folder.resolve(CONTROL);
        boolean trusted = true;
        if (first && (!Files.exists(path) || Files.size(path) != ControlLayout.BYTES || !isSound(path))) {
            trusted = false;
            if (Files.exists(path)) {
                LOG.warn("the control file of a queue is damaged, it is made anew from the log: folder={}", folder);
            }
            Path made = folder.resolve(CONTROL + ".new");
            Files.deleteIfExists(made);
            MappedFile fresh = MappedFile.create(made, ControlLayout.BYTES);
            Control control = new Control(fresh.buffer(), 0);
            wanted.writeTo(control);
            control.set(ControlLayout.MAGIC_AT, ControlLayout.MAGIC);
            fresh.release();
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return new NamedHome(folder, lockFile, MappedFile.open(path), first, trusted);
    }

    private static boolean isSound(Path path) throws IOException {
        MappedFile file = MappedFile.open(path);
        Control control = new Control(file.buffer(), 0);
        boolean sound = control.get(ControlLayout.MAGIC_AT) == ControlLayout.MAGIC
                && Settings.of(control).isSound();
        file.release();
        return sound;
    }

    /** One number for this boot of this machine and this pid namespace. */
    private static long usersHere() {
        CRC32C crc = new CRC32C();
        crc.update(text("/proc/sys/kernel/random/boot_id").getBytes(StandardCharsets.UTF_8));
        long boot = crc.getValue();
        crc.reset();
        crc.update(namespace().getBytes(StandardCharsets.UTF_8));
        return boot << 32 | crc.getValue();
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException none) {
            return "";
        }
    }

    private static String namespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException none) {
            return "";
        }
    }

    boolean isTrusted() {
        return trusted;
    }

    boolean isFirst() {
        return first;
    }

    @Override
    public Control control() {
        return control;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public boolean isOfOneSession() {
        return false;
    }

    @Override
    public void enter() {
        // the memory stays until the last handle of this JVM is closed
    }

    @Override
    public void close() {
        file.release();
        try {
            lockFile.close();
        } catch (IOException e) {
            // the lock ends with the process then
        }
    }
}
