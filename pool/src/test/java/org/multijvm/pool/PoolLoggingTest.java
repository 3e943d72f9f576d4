package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.task.WorkerCrashedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** Log records of workers arrive at the loggers of the pool's JVM. */
@Tag("process")
class PoolLoggingTest {
    @TempDir
    private Path folder;

    private static JvmOptions.Builder printing() {
        return JvmOptions.builder()
                .systemProperty("slf4j.provider", PrintingProvider.class.getName())
                .systemProperty("slf4j.internal.verbosity", "WARN");
    }

    @Test
    void bringsLevelLoggerMessageContextAndException() throws Exception {
        List<String> lines = MiddleJvm.run(printing(), () -> {
            try (Pool pool =
                    Pool.builder().name("etl").workers(1).forwardLogging().start()) {
                pool.apply(PoolLoggingTest::logThings);
            }
        });
        assertThat(lines)
                .containsExactly(
                        "OUT INFO com.example.Job {order=7, worker=etl-1, worker.thread=etl-1} sent 2 of {}",
                        "OUT ERROR com.example.Job {worker=etl-1, worker.thread=etl-1} lost | java.lang.IllegalStateException: why",
                        "OUT   at logThings",
                        "OUT WARN com.example.Job {worker=etl-1, worker.thread=etl-1} odd"
                                + " | org.multijvm.codec.RemoteTaskException: org.multijvm.pool.Tasks$Unsendable: x",
                        "OUT   at logThings",
                        "OUT ERROR com.example.quiet {worker=etl-1, worker.thread=etl-1} loud");
    }

    private static void logThings() {
        Logger logger = LoggerFactory.getLogger("com.example.Job");
        MDC.put("order", "7");
        logger.info("sent {} of {}", 2);
        MDC.clear();
        logger.trace("below what the other side shows");
        logger.error("lost", new IllegalStateException("why"));
        logger.warn("odd", new Tasks.Unsendable("x"));
        LoggerFactory.getLogger("com.example.quiet").warn("not shown there");
        LoggerFactory.getLogger("com.example.quiet").error("loud");
    }

    @Test
    void dropsInTheWorkerWhatIsBelowTheLevel() throws Exception {
        List<String> lines = MiddleJvm.run(printing(), () -> {
            try (Pool pool = Pool.builder()
                    .name("etl")
                    .workers(1)
                    .forwardLogging(Level.WARN)
                    .start()) {
                System.out.println(pool.apply(PoolLoggingTest::infoIsEnabled));
            }
        });
        assertThat(lines).containsExactly("OUT false");
    }

    private static boolean infoIsEnabled() {
        LoggerFactory.getLogger("a").info("not sent");
        return LoggerFactory.getLogger("a").isInfoEnabled();
    }

    @Test
    void whatAWorkerLoggedArrivesThoughItIsKilledRightAfterAndBeforeTheNewsOfIt() throws Exception {
        List<String> lines = MiddleJvm.run(printing(), () -> {
            try (Pool pool =
                    Pool.builder().name("etl").workers(1).forwardLogging().start()) {
                for (int round = 0; round < 3; round++) {
                    try {
                        pool.apply(PoolLoggingTest::logAndDie, 50);
                    } catch (WorkerCrashedException crash) {
                        System.out.println("crash: " + crash.exit());
                    }
                }
            }
        });
        assertThat(lines).hasSize(3 * 51);
        for (int round = 0; round < 3; round++) {
            assertThat(lines.get(round * 51 + 49))
                    .startsWith("OUT INFO job {worker=etl-" + (round + 1) + ",")
                    .endsWith("record 49");
            assertThat(lines.get(round * 51 + 50)).isEqualTo("OUT crash: Signal[number=9]");
        }
    }

    private static int logAndDie(int records) throws InterruptedException {
        for (int i = 0; i < records; i++) {
            LoggerFactory.getLogger("job").info("record {}", i);
        }
        ProcessHandle.of(JvmProcess.currentProcess().pid()).ifPresent(PoolLoggingTest::kill);
        Thread.sleep(100_000);
        return records;
    }

    /** A JVM may not kill itself by its handle. */
    private static void kill(ProcessHandle self) {
        try {
            new ProcessBuilder("sh", "-c", "kill -9 " + self.pid()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFloodArrivesWholeAndInOrder() throws Exception {
        List<String> lines = MiddleJvm.run(printing(), () -> {
            try (Pool pool =
                    Pool.builder().name("etl").workers(2).forwardLogging().start()) {
                pool.map(PoolLoggingTest::flood, List.of("a", "b"), ChunkSize.of(1));
            }
        });
        for (String task : List.of("a", "b")) {
            List<String> own = lines.stream()
                    .filter(line -> line.contains(" " + task + "x"))
                    .toList();
            assertThat(own).hasSize(3_000);
            for (int i = 0; i < 3_000; i++) {
                assertThat(own.get(i)).endsWith(" " + task + "x".repeat(300) + i);
            }
        }
    }

    private static String flood(String task) {
        for (int i = 0; i < 3_000; i++) {
            LoggerFactory.getLogger("job").info("{}{}{}", task, "x".repeat(300), i);
        }
        return task;
    }

    @Test
    void aPoolInAWorkerForwardsThroughIt() throws Exception {
        List<String> lines = MiddleJvm.run(printing(), () -> {
            try (Pool pool =
                    Pool.builder().name("outer").workers(1).forwardLogging().start()) {
                pool.apply(PoolLoggingTest::innerPool);
            }
        });
        assertThat(lines).singleElement().asString().contains("worker=outer-1").endsWith("from inside");
    }

    private static void innerPool() throws InterruptedException {
        try (Pool pool =
                Pool.builder().name("inner").workers(1).forwardLogging().start()) {
            pool.apply(() -> LoggerFactory.getLogger("deep").info("from inside"));
        }
    }

    @Test
    void nothingOfItIsLoadedWhereItIsOff() throws Exception {
        Path classes = folder.resolve("classes");
        JvmOptions listing = JvmOptions.builder()
                .jvmArguments("-Xlog:class+load:file=" + classes)
                .build();
        try (Pool pool = Pool.builder().workers(1).jvm(listing).start()) {
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
        assertThat(Files.readString(classes))
                .contains("org.multijvm.pool.worker.WorkerLoop")
                .doesNotContain(
                        "org.slf4j.", "org.multijvm.pool.logging", "LogStart", "WorkerView", "ipc.channel.Connection");
    }
}
