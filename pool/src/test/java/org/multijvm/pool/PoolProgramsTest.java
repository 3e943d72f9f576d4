package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.ProcessIdentity;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerCrashedException;

/** What tasks have started ends with their worker: also what has lost its parent, or made itself the head of a session. */
@Tag("process")
@EnabledOnOs(OS.LINUX)
class PoolProgramsTest {
    /** A program whose own parent is gone when this returns. */
    static long startLost() throws IOException, InterruptedException {
        return start(new ProcessBuilder("sh", "-c", "setsid sleep 600 >/dev/null 2>&1 </dev/null & echo $!"));
    }

    private static long startKept() throws IOException, InterruptedException {
        return start(JvmProcess.keep(new ProcessBuilder("sh", "-c", "sleep 600 >/dev/null 2>&1 </dev/null & echo $!")));
    }

    private static long start(ProcessBuilder program) throws IOException, InterruptedException {
        Process shell = program.start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII))) {
            long pid = Long.parseLong(lines.readLine());
            shell.waitFor();
            return pid;
        }
    }

    /** One that has its parent, which does not wait for it. */
    private static long startPlain() throws IOException {
        return new ProcessBuilder("sleep", "600").start().pid();
    }

    static void startAndStay(String file) throws IOException, InterruptedException {
        long lost = startLost();
        Path announced = Path.of(file);
        Files.writeString(announced.resolveSibling("part"), Long.toString(lost));
        Files.move(announced.resolveSibling("part"), announced);
        stay();
    }

    /** Whatever interrupts it. */
    private static void stay() {
        while (true) {
            try {
                TimeUnit.MINUTES.sleep(10);
            } catch (InterruptedException refused) {
                continue;
            }
        }
    }

    private static boolean runs(long pid) {
        return ProcessIdentity.of(pid).isPresent();
    }

    private static void awaitEnd(long pid) {
        await().atMost(60, TimeUnit.SECONDS).until(() -> !runs(pid));
    }

    static long announced(Path file) throws IOException {
        await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(file));
        return Long.parseLong(Files.readString(file));
    }

    @Test
    void endsWithAPoolThatIsClosed() throws Exception {
        List<Long> programs;
        try (Pool pool = Pool.of(1)) {
            programs = List.of(pool.apply(PoolProgramsTest::startLost), pool.apply(PoolProgramsTest::startPlain));
            assertThat(programs).allMatch(PoolProgramsTest::runs);
        }
        assertThat(programs).noneMatch(PoolProgramsTest::runs);
    }

    /** Nothing that the worker started has ended, so its children have cost it nothing that the kernel adds up. */
    @Test
    void endsWithAPoolWhoseOnlyProgramStillRuns() throws Exception {
        long program;
        try (Pool pool = Pool.of(1)) {
            program = pool.apply(PoolProgramsTest::startPlain);
        }
        assertThat(runs(program)).isFalse();
    }

    @Test
    void endsWithAPoolThatIsTerminated() throws Exception {
        long program;
        try (Pool pool = Pool.of(1)) {
            program = pool.apply(PoolProgramsTest::startLost);
            pool.terminate();
        }
        assertThat(runs(program)).isFalse();
    }

    @Test
    void endsWithAWorkerThatIsKilled() throws Exception {
        try (Pool pool = Pool.of(1)) {
            long program = pool.apply(PoolProgramsTest::startLost);
            long worker = pool.apply(() -> ProcessHandle.current().pid());
            ProcessHandle.of(worker).orElseThrow().destroyForcibly();
            awaitEnd(program);
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void endsWithATaskThatIsOverItsTime(@TempDir Path folder) throws Exception {
        String file = folder.resolve("pid").toString();
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Void> task = pool.with(TaskOptions.builder()
                            .timeLimit(Duration.ofSeconds(2))
                            .grace(Duration.ZERO)
                            .build())
                    .applyAsync(() -> startAndStay(file));
            long program = announced(Path.of(file));
            assertThatThrownBy(task::get).hasCauseInstanceOf(TaskTimeoutException.class);
            awaitEnd(program);
        }
    }

    @Test
    void endsWithAWorkerThatIsReplacedInGoodOrder() throws Exception {
        try (Pool pool = Pool.builder().workers(1).maxTasksPerWorker(1).start()) {
            long program = pool.apply(PoolProgramsTest::startLost);
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            awaitEnd(program);
        }
    }

    @Test
    void livesOnIfTheTaskKeepsIt() throws Exception {
        List<Long> kept;
        try (Pool pool = Pool.of(1)) {
            kept = List.of(pool.apply(PoolProgramsTest::startKept), pool.apply(PoolProgramsTest::startKept));
            pool.apply(PoolProgramsTest::startLost);
            pool.terminate();
        }
        try {
            assertThat(kept).allMatch(PoolProgramsTest::runs);
        } finally {
            kept.forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
            kept.forEach(PoolProgramsTest::awaitEnd);
        }
    }

    @Test
    void endsWithAWorkerOfAWorkerThatHalts(@TempDir Path folder) throws Exception {
        String file = folder.resolve("pid").toString();
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Integer> task = pool.applyAsync(() -> {
                Pool inner = Pool.of(1);
                inner.applyAsync(() -> startAndStay(file));
                announced(Path.of(file));
                Runtime.getRuntime().halt(3);
                return 0;
            });
            long program = announced(Path.of(file));
            assertThatThrownBy(task::get).hasCauseInstanceOf(WorkerCrashedException.class);
            awaitEnd(program);
        }
    }

    @Test
    void endsWithAJvmThatIsKilledWithItsPool(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("pid");
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        file.toString())
                .inheritIO()
                .start();
        long program = announced(file);
        assertThat(runs(program)).isTrue();
        parent.destroyForcibly().waitFor();
        awaitEnd(program);
    }

    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            try (Pool pool = Pool.of(1)) {
                String file = args[0];
                pool.apply(() -> startAndStay(file));
            }
        }
    }
}
