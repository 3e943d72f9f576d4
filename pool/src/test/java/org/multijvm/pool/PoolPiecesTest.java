package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.task.WorkerCrashedException;

/** Large values where shared memory has little room for them, or none. */
@Tag("process")
@Timeout(120)
class PoolPiecesTest {
    private static final String MOUNT = "mount -t tmpfs -o size=16m tmpfs \"$0\" && exec \"$@\"";

    @TempDir
    Path small;

    /** What a program does in a container, with more bytes than its shared memory has. */
    static final class ManyLargeValues {
        private static final int DOCUMENTS = 40;
        private static final int BYTES = 1 << 20;

        public static void main(String[] args) throws Exception {
            if (args.length > 0) {
                // all through pieces
                System.setProperty("multijvm.blocks", "false");
            }
            List<byte[]> documents = new ArrayList<>();
            for (int i = 0; i < DOCUMENTS; i++) {
                documents.add(Tasks.bytes(BYTES + i));
            }
            JvmOptions jvm = JvmOptions.builder()
                    .systemProperty("multijvm.blocks", args.length > 0 ? "false" : "true")
                    .build();
            try (Pool pool = Pool.builder().workers(2).jvm(jvm).start()) {
                List<AsyncResult<byte[]>> results = new ArrayList<>();
                for (byte[] document : documents) {
                    results.add(pool.applyAsync((byte[] b) -> b, document));
                }
                for (int i = 0; i < DOCUMENTS; i++) {
                    assertThat(results.get(i).get()).isEqualTo(documents.get(i));
                }
                assertThat(pool.map((byte[] b) -> b.length, documents, ChunkSize.of(1)))
                        .hasSize(DOCUMENTS);
                assertThat(pool.map((byte[] b) -> b, documents)).hasSize(DOCUMENTS);
                try (ResultIterator<byte[]> all = pool.imap((byte[] b) -> b, documents)) {
                    all.forEachRemaining(b -> assertThat(b).hasSizeGreaterThanOrEqualTo(BYTES));
                }
                assertThat(pool.apply((byte[] b) -> b, new byte[24 * BYTES])).hasSize(24 * BYTES);
                assertThat(messageOf(pool.applyAsync(Tasks::checked, "x".repeat(2 * BYTES))))
                        .hasSize(2 * BYTES);
                try (Pool other = Pool.of(1)) {
                    assertThat(other.apply((byte[] b) -> b, documents.get(0))).isEqualTo(documents.get(0));
                }
                dieInTheMiddle(pool, documents);
            }
            File root = new File(System.getProperty("multijvm.session.root"));
            assertThat(root.getTotalSpace() - root.getUsableSpace())
                    .as("bytes in use behind the pool's end")
                    .isLessThan(100_000);
            System.out.println("all came");
        }

        private static String messageOf(AsyncResult<?> failing) throws InterruptedException {
            try {
                failing.get();
                return "";
            } catch (ExecutionException e) {
                return e.getCause().getMessage();
            }
        }

        /** The tasks that other workers have are not touched by it. */
        private static void dieInTheMiddle(Pool pool, List<byte[]> documents) throws InterruptedException {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < DOCUMENTS; i++) {
                boolean dies = i == DOCUMENTS / 2;
                results.add(pool.applyAsync((byte[] b) -> dies ? Tasks.halt(3) : b.length, documents.get(i)));
            }
            int died = 0;
            for (AsyncResult<Integer> result : results) {
                try {
                    result.get();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(WorkerCrashedException.class);
                    died++;
                }
            }
            assertThat(died).isEqualTo(1);
        }
    }

    @Test
    void carriesMoreThanSharedMemoryHas() throws Exception {
        assertThat(runSmall()).endsWith("all came\n");
    }

    @Test
    void carriesAllInPiecesWhereThereIsNoRoomForABlock() throws Exception {
        assertThat(runSmall("in pieces")).endsWith("all came\n");
    }

    /** The same where nobody can mount: also what its own JVM has of it. */
    @Test
    void carriesResultsOfAllSizesInPieces() throws Exception {
        JvmOptions jvm =
                JvmOptions.builder().systemProperty("multijvm.blocks", "false").build();
        try (Pool pool = Pool.builder().workers(1).jvm(jvm).start()) {
            for (int size : new int[] {32_700, 32_767, 32_768, 65_535, 65_536, 65_537, 1_000_003}) {
                AsyncResult<byte[]> large = pool.applyAsync(Tasks::bytes, size);
                AsyncResult<Integer> behind = pool.applyAsync(Tasks::plusOne, size);
                assertThat(large.get(60, TimeUnit.SECONDS)).isEqualTo(Tasks.bytes(size));
                assertThat(behind.get(60, TimeUnit.SECONDS)).isEqualTo(size + 1);
            }
            assertThat(pool.map(Tasks::bytes, Collections.nCopies(20, 200_000), ChunkSize.of(3)))
                    .allMatch(bytes -> Tasks.checksum(bytes) == Tasks.checksum(Tasks.bytes(200_000)));
        }
    }

    /** What the program prints whose shared memory is a file system of its own, of 16 MiB. */
    private String runSmall(String... arguments) throws IOException, InterruptedException {
        assumeTrue(run("true").isEmpty(), "this user cannot mount a file system");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dmultijvm.session.root=" + small,
                ManyLargeValues.class.getName()));
        command.addAll(List.of(arguments));
        return run(command.toArray(new String[0]));
    }

    /** What a command prints that runs with a small file system of its own in the folder. */
    private String run(String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", MOUNT, small.toString()));
        line.addAll(List.of(command));
        Process process;
        try {
            process = new ProcessBuilder(line).redirectErrorStream(true).start();
        } catch (IOException noSuchCommand) {
            return noSuchCommand.toString();
        }
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? text : "exit=" + process.exitValue() + " " + text;
        }
    }
}
