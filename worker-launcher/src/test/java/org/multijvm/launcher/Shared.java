package org.multijvm.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** What the tests and the functions that they run in other JVMs use. */
final class Shared {
    static final Duration LONG = Duration.ofSeconds(60);

    /** No ASCII, where the system's encoding has more than that. */
    static final String UMLAUT = OutputPump.encoding().newEncoder().canEncode('ä') ? "ä" : "a";

    private Shared() {}

    /** Writes a file in one step, so that a reader sees all of it or none. */
    static void write(String file, Object text) throws IOException {
        Path part = Path.of(file + ".part");
        Files.writeString(part, text.toString());
        Files.move(part, Path.of(file));
    }

    /** Waits for a file and reads it. */
    static String await(String file) {
        Awaitility.await().atMost(LONG).until(() -> Files.exists(Path.of(file)));
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void awaitGone(long pid) {
        Awaitility.await().atMost(LONG).until(() -> ProcessIdentity.of(pid).isEmpty());
    }

    /** Joins, and kills what does not end. */
    static ProcessExit end(JvmProcess process) throws InterruptedException {
        if (!process.join(LONG)) {
            process.kill();
            process.join();
            throw new AssertionError("the process did not end: " + process);
        }
        return process.exit().orElseThrow();
    }

    static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    static void sleepLong() throws InterruptedException {
        TimeUnit.SECONDS.sleep(LONG.toSeconds());
    }
}
