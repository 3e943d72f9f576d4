package org.multijvm.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.SessionFolder;

/** A Redis of this run's own at a Unix socket, with an append-only file that is forced to the disk every second. */
final class RedisServer implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Process process;
    private final Path folder;

    private RedisServer(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Null if this machine has none. */
    static @Nullable RedisServer start() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("redis");
        Process process;
        try {
            process = new ProcessBuilder(
                            "redis-server",
                            "--port",
                            "0",
                            "--unixsocket",
                            folder.resolve("socket").toString(),
                            "--dir",
                            folder.toString(),
                            "--appendonly",
                            "yes",
                            "--appendfsync",
                            "everysec",
                            "--save",
                            "")
                    .redirectOutput(folder.resolve("log").toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            SessionFolder.delete(folder);
            return null;
        }
        RedisServer server = new RedisServer(process, folder);
        long start = System.nanoTime();
        while (!Files.exists(folder.resolve("socket"))) {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
                String log = Files.readString(folder.resolve("log"));
                server.close();
                throw new IOException("redis-server does not come up: log=" + log);
            }
            Thread.sleep(10);
        }
        return server;
    }

    String socket() {
        return folder.resolve("socket").toString();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE_NANOS, TimeUnit.NANOSECONDS).join();
        SessionFolder.delete(folder);
    }
}
