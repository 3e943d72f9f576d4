package org.multijvm.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is in the session folder of this JVM; the folder itself stays until the JVM ends. */
final class SessionFiles implements Inventory<Path> {
    /** The folder's name, with the number of the user. */
    static final String OURS = "multijvm-" + uid();

    @Override
    public Set<Path> now() {
        Set<Path> files = new HashSet<>();
        for (Path users : usersFolders()) {
            for (Path session : list(users, ProcessHandle.current().pid() + "-*")) {
                addAll(session, files);
            }
        }
        return files;
    }

    @Override
    public boolean isOurs(Path file) {
        return Files.exists(file);
    }

    @Override
    public String describe(Path file) {
        return "shared file: path=" + file + ", bytes=" + file.toFile().length();
    }

    /** The folders that hold the sessions of this user, wherever a session may have been made. */
    static Set<Path> usersFolders() {
        Set<Path> folders = new LinkedHashSet<>();
        String chosen = System.getProperty("multijvm.session.root");
        if (chosen != null) {
            folders.add(Path.of(chosen, OURS));
        }
        folders.add(Path.of("/dev/shm", OURS));
        folders.add(Path.of(System.getProperty("java.io.tmpdir"), OURS));
        return folders;
    }

    private static Object uid() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | RuntimeException notLinux) {
            return System.getProperty("user.name");
        }
    }

    private static void addAll(Path folder, Set<Path> files) {
        for (Path file : list(folder, "*")) {
            files.add(file);
            if (Files.isDirectory(file)) {
                addAll(file, files);
            }
        }
    }

    /** What is gone while we look is empty. */
    private static List<Path> list(Path folder, String pattern) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into a folder: path=" + folder, e);
        }
        return found;
    }
}
