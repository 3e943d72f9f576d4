package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.EncodingException;
import org.multijvm.launcher.JvmOptions;

/** Initializers, and workers that cannot be started. */
@Tag("process")
class PoolStartFailureTest {
    private static String state = "unset";

    @TempDir
    private Path folder;

    @Test
    void runsTheInitializerWithItsArgumentInEachWorkerBeforeTheFirstTask() throws Exception {
        try (Pool pool = Pool.builder().workers(2).initializer(PoolStartFailureTest::setState, "from the parent").start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(pool.apply(() -> state)).isEqualTo("from the parent");
            }
        }
        assertThat(state).isEqualTo("unset");
    }

    @Test
    void givesUpAfterThreeTriesWhenTheInitializerThrows() throws Exception {
        Path tries = folder.resolve("tries");
        String file = tries.toString();
        try (Pool pool = Pool.builder().workers(1).initializer(() -> recordTryAndThrow(file)).start()) {
            AsyncResult<Integer> waiting = pool.applyAsync(Tasks::plusOne, 1);
            assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("initializer threw")
                    .hasMessageContaining("no database")
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("no database");
        }
        assertThat(Files.size(tries)).isEqualTo(3);
    }

    @Test
    void tellsTheJvmsOwnWordsWhenAFlagIsWrong() {
        JvmOptions wrong = JvmOptions.builder().jvmArguments("-XX:NoSuchFlag=1").build();
        try (Pool pool = Pool.builder().workers(2).jvm(wrong).start()) {
            AsyncResult<Integer> waiting = pool.applyAsync(Tasks::plusOne, 1);
            assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("NoSuchFlag");
        }
    }

    @Test
    void tellsThatThereIsNoSuchJava() {
        JvmOptions wrong = JvmOptions.builder().javaHome(folder.resolve("no-jdk")).build();
        try (Pool pool = Pool.builder().workers(1).jvm(wrong).start()) {
            assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS))
                    .satisfies(e -> assertThat(e.toString() + e.getCause()).contains("no-jdk"));
        }
    }

    @Test
    void refusesAnInitializerThatCannotTravelAtOnce() {
        assertThatThrownBy(() -> Pool.builder().initializer((Thread thread) -> {}, Thread.currentThread()).start())
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("initializer argument");
    }

    @Test
    void refusesAPoolWithoutWorkers() {
        assertThatThrownBy(() -> Pool.of(0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("workers=0");
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

    private static void recordTryAndThrow(String file) throws Exception {
        try (var out = Files.newOutputStream(Path.of(file), java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)) {
            out.write('x');
        }
        throw new IllegalStateException("no database");
    }
}
