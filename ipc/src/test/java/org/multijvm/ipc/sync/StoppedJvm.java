package org.multijvm.ipc.sync;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.multijvm.test.Kill;

/** Stops a process with all its threads, for those who must be sure that it does nothing more before it is killed. */
final class StoppedJvm {
    private StoppedJvm() {}

    static void stop(long pid) throws IOException {
        Kill.stop(pid);
        await().atMost(Duration.ofSeconds(30)).until(() -> allThreadsStopped(pid));
    }

    private static boolean allThreadsStopped(long pid) throws IOException {
        List<Path> threads;
        try (Stream<Path> found = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads = found.collect(Collectors.toList());
        }
        for (Path thread : threads) {
            String stat = Files.readString(thread.resolve("stat"));
            // the name of the thread, field 2, may hold blanks and brackets
            if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                return false;
            }
        }
        return true;
    }
}
