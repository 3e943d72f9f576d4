package org.multijvm.launcher;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The folder of a user's sessions: {@code multijvm-UID}, by the number that the kernel knows the user by. A name would not do: in a container a user may have none,
 * and then all of them would be {@code ?}.
 *
 * <p>Anybody can make a folder of that name in a place that all share, to look into it or to lock the user out, or a link to somewhere else. What does not belong to the user, or is
 * no folder, is left alone, and the next name is taken, {@code multijvm-UID-1} and so on: all JVMs of the user pass over the same ones.
 */
final class UserFolder {
    private static final int NAMES = 16;

    /** The user's number; null where there is no such thing. */
    private static final @Nullable Integer UID = readUid();

    private UserFolder() {}

    /** How the folder's name begins, and what it is unless somebody else has it. */
    static String name() {
        return "multijvm-"
                + (UID != null
                        ? UID.toString()
                        : System.getProperty("user.name", "").replaceAll("[^\\w.-]", "_"));
    }

    /** The folder under this root, made if need be. */
    static Path in(Path root) throws IOException {
        String foreign = null;
        for (int i = 0; i < NAMES; i++) {
            Path folder = root.resolve(i == 0 ? name() : name() + "-" + i);
            try {
                SessionFolder.createFolder(folder);
            } catch (FileAlreadyExistsException e) {
                String who = whose(folder);
                if (who != null) {
                    foreign = who;
                    continue;
                }
            }
            if (foreign != null && StartupData.current() == null) {
                LoggerFactory.getLogger("org.multijvm.launcher")
                        .warn(
                                "somebody else has the place of the session folder, another one is taken: taken={}, {}",
                                folder,
                                foreign);
            }
            return folder;
        }
        throw new IOException("somebody else has every place of the session folder: root=" + root + ", " + foreign);
    }

    /** Whose it is, in words; null if it is this user's folder. */
    private static @Nullable String whose(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            // gone by now, and then to be made again; else a link or a file
            return Files.exists(folder, LinkOption.NOFOLLOW_LINKS) ? "no folder=" + folder : null;
        }
        if (UID == null
                || !FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return owner.equals(UID) ? null : "folder=" + folder + ", owner=" + owner;
    }

    /** Of proc(5): the last of the four is the user whose the files are that this process makes. */
    private static @Nullable Integer readUid() {
        try (FileInputStream in = new FileInputStream("/proc/self/status")) {
            String status = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            int at = status.indexOf("\nUid:") + 1;
            String[] numbers = status.substring(at, status.indexOf('\n', at)).split("\t");
            return Integer.parseUnsignedInt(numbers[numbers.length - 1].trim());
        } catch (IOException | RuntimeException notLinux) {
            return null;
        }
    }
}
