package org.multijvm.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.Pool;

/** A program with all modules on its class path loads chronicle only for the queues that rest on it. */
@Tag("process")
class ChronicleStaysOutTest {
    @TempDir
    private Path folder;

    /** Uses a queue and a pool, and has its worker note the classes that it loads. */
    public static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            JvmOptions jvm = JvmOptions.builder()
                    .jvmArguments("-Xlog:class+load:file=" + arguments[0])
                    .build();
            try (SimpleQueue<String> queue = SimpleQueue.create();
                    Pool pool = Pool.builder().workers(1).jvm(jvm).start()) {
                queue.put("word");
                System.out.println(pool.apply(Program::length, queue));
            }
        }

        private static int length(SimpleQueue<String> queue) throws InterruptedException {
            return queue.take().length();
        }
    }

    @Test
    void ofAPoolAndASimpleQueue() throws Exception {
        Path here = folder.resolve("here");
        Path worker = folder.resolve("worker");
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + here,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                worker.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(Files.readString(output)).contains("4");
        assertThat(Files.readString(here)).contains("org.multijvm.pool.Pool ").doesNotContain("net.openhft");
        assertThat(Files.readString(worker))
                .contains("org.multijvm.ipc.queue.SimpleQueue ")
                .doesNotContain("net.openhft");
    }
}
