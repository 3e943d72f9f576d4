package org.multijvm.pool.worker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.multijvm.launcher.SessionFolder;
import org.multijvm.pool.engine.TaskSurroundings;
import org.slf4j.LoggerFactory;

/** The pool's part of the session folder: the doorbell, the workers' channels, the blocks. */
public final class PoolFolder {
    /** How the files of the pool's own blocks begin. */
    public static final String CALL_BLOCKS = "call-block-";

    /** A sixteenth of the file system may lie idle in the pool's own blocks, which it gives back at once when anybody is short of space. */
    public static final int IDLE_SHARE = 16;

    /** A worker does not hear that others are short of space while it runs a task. */
    static final int IDLE_SHARE_OF_WORKER = 64;

    public static final String BELL = "bell";

    private static final long SMALL_BYTES = 1L << 28;
    private static final int SMALL_SHARE = 32;
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private final Path path;
    private final Doorbell bell;
    private final ClassLoader loader;

    private PoolFolder(Path path, Doorbell bell, ClassLoader loader) {
        this.path = path;
        this.bell = bell;
        this.loader = loader;
    }

    public static PoolFolder create() throws IOException {
        Path path = SessionFolder.createFolder(SessionFolder.current().newPath("pool"));
        warnIfSmall(path.toFile());
        try {
            return new PoolFolder(path, Doorbell.create(path.resolve(BELL)), TaskSurroundings.loaderOfCaller());
        } catch (IOException e) {
            SessionFolder.delete(path);
            throw e;
        }
    }

    private static void warnIfSmall(File folder) {
        long total = folder.getTotalSpace();
        long free = folder.getUsableSpace();
        if ((total < SMALL_BYTES || free < total / SMALL_SHARE) && WARNED.compareAndSet(false, true)) {
            LoggerFactory.getLogger(PoolFolder.class)
                    .warn(
                            "little shared memory: large arguments and results go in pieces, which is slower: give it more (docker run"
                                    + " --shm-size=1g) or another place (-Dmultijvm.session.root): folder={}, total bytes={}, free"
                                    + " bytes={}",
                            folder.getParentFile(),
                            total,
                            free);
        }
    }

    /** How the files of a worker's blocks begin. */
    public static String answerBlocks(String worker) {
        return worker + "-block-";
    }

    /** How the files of a worker's stacks begin, in front of the task's number. */
    static String stacks(String worker) {
        return worker + "-stack-";
    }

    public Path stack(String worker, long task) {
        return path.resolve(stacks(worker) + task);
    }

    /** How the files of a worker's dumps of all threads begin, in front of the dump's number. */
    static String dumps(String worker) {
        return worker + "-dump-";
    }

    public Path dump(String worker, long number) {
        return path.resolve(dumps(worker) + number);
    }

    public Path path() {
        return path;
    }

    public Path channel(String worker) {
        return path.resolve(worker + "-channel");
    }

    public Doorbell bell() {
        return bell;
    }

    /** Finds the classes of results: as the thread that made the pool does. */
    public ClassLoader loader() {
        return loader;
    }

    /** Removes all that a dead worker left, of which nobody reads anything any more. */
    public void deleteOf(String worker) {
        File[] files = path.toFile().listFiles();
        if (files == null) {
            return;
        }
        for (File file : files) {
            String name = file.getName();
            if (name.startsWith(answerBlocks(worker))) {
                BlockStore.discard(file.toPath());
            } else if (name.startsWith(worker + "-")) {
                SessionFolder.delete(file.toPath());
            }
        }
    }

    /** With all that is in it; nobody uses any of it any more. */
    public void delete() {
        SessionFolder.delete(path);
        bell.release();
    }
}
