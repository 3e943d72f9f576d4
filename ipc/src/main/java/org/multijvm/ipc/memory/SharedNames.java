package org.multijvm.ipc.memory;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.multijvm.launcher.ProcessIdentity;
import org.multijvm.launcher.SessionFolder;

/**
 * The names under which all JVMs of a user find shared memory: the entries of the folder {@code shared} beside the sessions.
 *
 * <pre>
 *  multijvm-USER/4711-123456-4026531836/memory-2  the memory, in the session of its creator: it goes with that, at the latest by a sweep
 *  multijvm-USER/shared/NAME -&gt; ../4711-…      its name: a symbolic link, which makes the name exclusive; dead once its target is gone
 *  multijvm-USER/shared/KEPT                   a persistent memory: the file itself
 * </pre>
 *
 * Thread-safe, also against other JVMs.
 */
final class SharedNames {
    private static final int LONGEST = 255;
    private static final int ATTEMPTS = 100;
    private static final Path FOLDER =
            SessionFolder.current().path().resolveSibling("shared").toAbsolutePath();

    /** The names that this JVM gave and nobody removed here, with their files; a persistent one is not ours. */
    private static final Map<Path, Path> GIVEN = new ConcurrentHashMap<>();

    private static final AtomicLong ASIDE = new AtomicLong();

    /**
     * When this JVM ends: by which link each name is to be deleted, behind all shutdown hooks. What the JVM was told to delete cannot be taken
     * back, and a name that is removed in a hook may be another JVM's by then. So each name is told as it is seen through a link of its own to
     * the folder, and without the link it is not found. Written under the class's lock.
     */
    private static final Map<Path, Path> LINKS = new ConcurrentHashMap<>();

    static {
        sweep();
        SessionFolder.current().atEnd(SharedNames::giveAway);
    }

    private SharedNames() {}

    /**
     * Where the name is or would be.
     *
     * @throws IllegalArgumentException if it can be no name
     */
    static Path path(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException(
                    "a name must be a file name, not empty and without / and NUL: name=" + name.replace('\0', '?'));
        }
        if (bytes > LONGEST) {
            throw new IllegalArgumentException("the name is too long: bytes=" + bytes + ", most=" + LONGEST);
        }
        try {
            return FOLDER.resolve(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "the name has characters that file names cannot have in this locale (LC_ALL=C.UTF-8 allows all): name="
                            + name + ", encoding=" + System.getProperty("sun.jnu.encoding"),
                    e);
        }
    }

    /** True if the name is there and what it names, too. */
    static boolean isTaken(Path named) {
        return Files.exists(named);
    }

    /**
     * Gives a file a name.
     *
     * @throws FileAlreadyExistsException if another file that is there has it
     */
    static void publish(Path named, Path file, boolean persistent) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                makeFolder();
                if (persistent) {
                    Files.createLink(named, file);
                } else {
                    Files.createSymbolicLink(named, file);
                    GIVEN.put(named, file);
                    if (SessionFolder.current().isEnding()) {
                        giveAway(named, file);
                    }
                }
                return;
            } catch (NoSuchFileException e) {
                // the last name went, and the folder with it, just before ours came
            } catch (FileAlreadyExistsException e) {
                if (!removeIfDead(named)) {
                    throw e;
                }
            }
        }
        throw new IOException("cannot make the name: file=" + named);
    }

    /**
     * The file that the name stands for: the name's own path if it is persistent.
     *
     * @throws NoSuchFileException if there is none, also if this JVM still has it mapped
     */
    static Path resolve(Path named) throws IOException {
        if (!Files.exists(named)) {
            throw new NoSuchFileException(named.toString());
        }
        return Files.isSymbolicLink(named) ? Files.readSymbolicLink(named) : named;
    }

    /**
     * Removes a file and its name. Of several who do, one deletes the file, and all others meet the exception.
     *
     * @throws NoSuchFileException if it is gone already
     */
    static void remove(Path named, Path file) throws IOException {
        keep(named, file);
        Files.delete(file);
        GIVEN.remove(named, file);
        removeIfDead(named);
        // refused while there are other names
        FOLDER.toFile().delete();
    }

    /** The names go before their files: a name whose file is gone is free for others. The folder stays while others use it. */
    private static void giveAway() {
        SessionFolder.deleteAtEnd(FOLDER);
        GIVEN.forEach(SharedNames::giveAway);
    }

    private static synchronized void giveAway(Path named, Path file) {
        if (LINKS.containsKey(named)) {
            return;
        }
        Path link = SessionFolder.current().newPath("names");
        try {
            // another JVM may have removed ours, and given the name anew
            if (Files.readSymbolicLink(named).equals(file)) {
                Files.createSymbolicLink(link, FOLDER);
                LINKS.put(named, link);
                SessionFolder.deleteAtEnd(link);
                SessionFolder.deleteAtEnd(link.resolve(named.getFileName()));
            }
        } catch (IOException notNow) {
            // it will be dead: a process that wants the name removes it
            return;
        }
    }

    /** A name that is about to be removed is not to be deleted when it may be another JVM's. */
    private static synchronized void keep(Path named, Path file) throws IOException {
        Path link = file.equals(GIVEN.get(named)) ? LINKS.remove(named) : null;
        if (link != null) {
            Files.deleteIfExists(link);
        }
    }

    private static void makeFolder() throws IOException {
        if (!Files.isDirectory(FOLDER, LinkOption.NOFOLLOW_LINKS)) {
            try {
                SessionFolder.createFolder(FOLDER);
            } catch (FileAlreadyExistsException madeByAnother) {
                // as good
            }
        }
    }

    /** Names of creators that were killed. */
    private static void sweep() {
        File[] names = FOLDER.toFile().listFiles();
        if (names == null) {
            return;
        }
        for (File name : names) {
            try {
                removeIfDead(name.toPath());
            } catch (IOException notNow) {
                // it stays dead: a process that wants the name removes it
                continue;
            }
        }
    }

    /**
     * Removes a name whose file is gone; false if it is not.
     *
     * <p>Another JVM may do the same and give the name away anew between our look and our step. So it is moved aside, which only
     * one can do, and looked at again: a living one gets its name back.
     */
    private static boolean removeIfDead(Path named) throws IOException {
        if (!Files.isSymbolicLink(named) || Files.exists(named)) {
            return !Files.exists(named, LinkOption.NOFOLLOW_LINKS);
        }
        ProcessIdentity self = ProcessIdentity.current();
        Path aside =
                named.resolveSibling(".dead-" + self.pid() + "-" + self.startTime() + "-" + ASIDE.incrementAndGet());
        try {
            Files.move(named, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException removedByAnother) {
            return true;
        }
        try {
            if (Files.exists(aside)) {
                Files.createSymbolicLink(named, Files.readSymbolicLink(aside));
                return false;
            }
            return true;
        } finally {
            Files.delete(aside);
        }
    }
}
