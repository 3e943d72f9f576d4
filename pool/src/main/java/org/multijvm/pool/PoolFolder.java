package org.multijvm.pool;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.multijvm.launcher.SessionFolder;

/** The pool's part of the session folder: the doorbell, the workers' channels, the blocks. */
final class PoolFolder {
    /** How the files of the pool's own blocks begin. */
    static final String CALL_BLOCKS = "call-block-";

    static final String BELL = "bell";

    private final Path path;
    private final Doorbell bell;
    private final ClassLoader loader;

    private PoolFolder(Path path, Doorbell bell, ClassLoader loader) {
        this.path = path;
        this.bell = bell;
        this.loader = loader;
    }

    static PoolFolder create() throws IOException {
        Path path = SessionFolder.createFolder(SessionFolder.current().newPath("pool"));
        try {
            return new PoolFolder(path, Doorbell.create(path.resolve(BELL)), loaderOfCaller());
        } catch (IOException e) {
            SessionFolder.delete(path);
            throw e;
        }
    }

    /** How the files of a worker's blocks begin. */
    static String answerBlocks(String worker) {
        return worker + "-block-";
    }

    /** How the files of a worker's stacks begin, in front of the task's number. */
    static String stacks(String worker) {
        return worker + "-stack-";
    }

    Path stack(String worker, long task) {
        return path.resolve(stacks(worker) + task);
    }

    Path path() {
        return path;
    }

    Path channel(String worker) {
        return path.resolve(worker + "-channel");
    }

    Doorbell bell() {
        return bell;
    }

    /** Finds the classes of results: as the thread that made the pool does. */
    ClassLoader loader() {
        return loader;
    }

    /** Removes all that a dead worker left. */
    void deleteOf(String worker) {
        File[] files = path.toFile().listFiles();
        if (files == null) {
            return;
        }
        for (File file : files) {
            if (file.getName().startsWith(worker + "-")) {
                SessionFolder.delete(file.toPath());
            }
        }
    }

    void delete() {
        SessionFolder.delete(path);
    }

    static ClassLoader loaderOfCaller() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassLoader.getSystemClassLoader();
    }
}
