package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.SessionFolder;

/** What nobody holds any more and nobody closed goes when the garbage collector finds it, also what was sent to others. */
@Tag("process")
@Timeout(100)
class ForgottenTest {
    @TempDir
    Path root;

    /** Closes nothing. */
    static final class ClosesNothing {
        private static final int EACH = 2000;

        public static void main(String[] args) throws Exception {
            for (int i = 0; i < EACH; i++) {
                SharedLock.create().lock();
                SharedSemaphore.create(2);
                SharedEvent.create();
                SharedValue.ofLong(7);
                SharedArray.longs(100).set(1, 1);
            }
            for (int i = 0; i < 20; i++) {
                SharedArray.longs(50_000).set(1, 1);
                SimpleQueue.create();
            }
            System.out.println("made: " + awaitFiles(10));

            SharedArray kept = SharedArray.ofLongs(1, 2, 3);
            sendTo((SharedLongArray) kept);
            System.out.println("sent: " + awaitFiles(10));

            // the slice alone keeps what it is a part of
            SharedLongArray slice = SharedArray.ofLongs(4, 5, 6).slice(1, 3);
            System.gc();
            try (JvmProcess child = JvmProcess.start(() -> System.out.println("slice: " + slice.get(0)))) {
                child.join();
            }
            System.out.println("kept: " + ((SharedLongArray) kept).get(2));
        }

        private static void sendTo(SharedLongArray kept) throws InterruptedException {
            SharedLongArray large = SharedArray.longs(50_000);
            SharedLock lock = SharedLock.create();
            try (JvmProcess child = JvmProcess.start(() -> {
                lock.lock();
                large.set(1, 5);
                lock.unlock();
            })) {
                child.join();
            }
            System.out.println("large: " + large.get(1) + " " + kept.get(0));
        }

        /** True as soon as the session's folder has no more files than that. */
        private static boolean awaitFiles(int most) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (!areFew(most) && System.nanoTime() < deadline) {
                System.gc();
                Thread.sleep(50);
            }
            return areFew(most);
        }

        private static boolean areFew(int most) throws IOException {
            List<Path> files = files();
            return files.size() <= most
                    && files.stream().noneMatch(file -> file.toString().contains("array-"));
        }

        private static List<Path> files() throws IOException {
            try (Stream<Path> all = Files.list(SessionFolder.current().path())) {
                return all.toList();
            }
        }
    }

    @Test
    void givesBackWhatNobodyHoldsAndNobodyClosed() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx200m",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dmultijvm.session.root=" + root,
                "-Dmultijvm.flight.seconds=1",
                ClosesNothing.class.getName()));
        Process process = new ProcessBuilder(command)
                // where JDK 24 and later warn of native access
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream output = process.getInputStream()) {
            assertThat(new String(output.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("made: true\nlarge: 5 1\nsent: true\nslice: 5\nkept: 3\n");
        }
        assertThat(process.waitFor()).isZero();
    }
}
