package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.task.WorkerStartException;

/** Workers that take too long to come up. */
@Tag("process")
class PoolStartLimitTest {
    @TempDir
    private Path folder;

    @Test
    void anInitializerThatHangsBreaksThePoolAfterThreeTriesAndShowsWhereItWas() throws Exception {
        Throwable given = hangInTheInitializer();
        // a worker that is too busy to tell where it is is ended without: then once more
        for (int i = 0; i < 5 && given.getMessage().contains("stack=unknown"); i++) {
            given = hangInTheInitializer();
        }
        assertThat(given)
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("tries in a row=3")
                .hasMessageContaining("initializer was over its limit")
                .hasMessageContaining("limit=700 ms, seen=")
                .hasMessageMatching("(?s).*worker=\\S+-3\\b.*");
        assertThat(given.getCause().getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("parkForEver"));
    }

    /** What breaks a pool whose initializer does not end. */
    private Throwable hangInTheInitializer() throws Exception {
        try (Pool pool = Pool.builder()
                .workers(1)
                .initializer(LimitTasks::parkForEver, folder.resolve("a").toString())
                .initializerLimit(Duration.ofMillis(700))
                .startLimit(Duration.ofMinutes(5))
                .start()) {
            AsyncResult<Integer> waiting = pool.applyAsync(Tasks::plusOne, 1);
            Throwable thrown = catchThrowable(() -> waiting.get(60, TimeUnit.SECONDS));
            assertThat(thrown).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1)).isInstanceOf(RejectedExecutionException.class);
            return thrown.getCause();
        }
    }

    @Test
    void aJvmThatIsNotUpInTimeIsOneThatCannotBeStarted() throws Exception {
        try (Pool pool =
                Pool.builder().workers(1).startLimit(Duration.ofNanos(1)).start()) {
            // all tries may have failed before the task is taken
            assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("start limit")
                    .hasMessageContaining("limit=0 ms, seen=");
        }
    }

    @Test
    void aWorkerThatIsLateOnceIsReplacedByOneThatIsNot() throws Exception {
        String first = folder.resolve("first").toString();
        try (Pool pool = Pool.builder()
                .workers(1)
                .initializer(PoolStartLimitTest::hangTheFirstTime, first)
                .initializerLimit(Duration.ofSeconds(2))
                .startLimit(Duration.ofMinutes(5))
                .start()) {
            assertThat(pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS))
                    .isEqualTo(2);
        }
    }

    @Test
    void aReplacedWorkerIsHeldToTheLimitsToo() throws Exception {
        Path hang = folder.resolve("hang");
        try (Pool pool = Pool.builder()
                .workers(1)
                .initializer(PoolStartLimitTest::hangIfThereIs, hang.toString())
                .initializerLimit(Duration.ofSeconds(1))
                .workerStartPatience(Duration.ZERO)
                .start()) {
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
            Files.createFile(hang);
            PoolCrashTest.crashOf(pool.applyAsync(Tasks::halt, 1));
            AsyncResult<Integer> next = pool.applyAsync(Tasks::plusOne, 1);
            assertThatThrownBy(() -> next.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("initializer was over its limit");
        }
    }

    private static void hangTheFirstTime(String file) throws Exception {
        if (!Files.exists(Path.of(file))) {
            LimitTasks.sleepLong(file);
        }
    }

    private static void hangIfThereIs(String file) throws Exception {
        if (Files.exists(Path.of(file))) {
            Thread.sleep(600_000);
        }
    }
}
