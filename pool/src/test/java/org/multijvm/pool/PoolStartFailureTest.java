package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.pool.task.WorkerStartException;

/** Initializers, and workers that cannot be started. */
@Tag("process")
class PoolStartFailureTest {
    private static String state = "unset";

    @TempDir
    private Path folder;

    @Test
    void runsTheInitializerWithItsArgumentInEachWorkerBeforeTheFirstTask() throws Exception {
        try (Pool pool = Pool.builder()
                .workers(2)
                .initializer(PoolStartFailureTest::setState, "from the parent")
                .start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(pool.apply(() -> state)).isEqualTo("from the parent");
            }
        }
        assertThat(state).isEqualTo("unset");
    }

    @Test
    void tellsTheJvmsOwnWordsWhenAFlagIsWrong() {
        JvmOptions wrong = JvmOptions.builder().jvmArguments("-XX:NoSuchFlag=1").build();
        try (Pool pool = Pool.builder().workers(2).jvm(wrong).start()) {
            // all tries may have failed before the task is taken
            assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("NoSuchFlag");
        }
    }

    @Test
    void tellsThatThereIsNoSuchJava() {
        JvmOptions wrong =
                JvmOptions.builder().javaHome(folder.resolve("no-jdk")).build();
        try (Pool pool = Pool.builder().workers(1).jvm(wrong).start()) {
            assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS))
                    .satisfies(e -> assertThat(e.toString() + e.getCause()).contains("no-jdk"));
        }
    }

    /** A parent whose class path lacks what a dead worker is logged by. */
    public static void main(String[] arguments) throws Exception {
        try (Pool pool = Pool.of(1)) {
            try {
                pool.apply(Tasks::halt, 3);
            } catch (WorkerCrashedException expected) {
                System.out.println("result: " + pool.apply(Tasks::plusOne, 1));
            }
        }
    }

    @Test
    void tellsWhatTheClassPathLacksInsteadOfWaitingForever() throws Exception {
        Path output = folder.resolve("output");
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> !entry.contains("slf4j"))
                                .collect(Collectors.joining(File.pathSeparator)),
                        PoolStartFailureTest.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(parent.exitValue()).isEqualTo(1);
        assertThat(output).content().contains("the class path lacks what the pool needs", "org/slf4j");
    }

    @Test
    void endsAlthoughItsWorkersNeverStarted() throws Exception {
        JvmOptions wrong = JvmOptions.builder().jvmArguments("-XX:NoSuchFlag=1").build();
        Pool pool = Pool.builder().workers(1).jvm(wrong).start();
        pool.shutdown();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
    }

    private static void setState(String value) {
        state = value;
    }
}
