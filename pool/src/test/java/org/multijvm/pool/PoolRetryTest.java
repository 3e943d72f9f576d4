package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.ProcessExit;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.test.Kill;

/** Tasks that are run again when their worker has died under them. */
@Tag("process")
class PoolRetryTest {
    @TempDir
    private Path folder;

    @Test
    void aTaskThatSurvivesALaterTryGivesItsResult() throws Exception {
        try (Pool pool = Pool.builder().workers(1).retries(2).start()) {
            assertThat(pool.apply(LimitTasks::dieOnTheFirst, 2, file())).isEqualTo(3);
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void aTaskThatKillsItsWorkerOnEachTryIsGivenUpAndTellsThemAll() throws Exception {
        try (Pool pool = Pool.builder().workers(2).retries(2).start()) {
            AsyncResult<Integer> poison = pool.applyAsync(LimitTasks::dieOnTheFirst, 100, file());
            List<AsyncResult<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                others.add(pool.applyAsync(Tasks::plusOne, i));
            }
            WorkerCrashedException crash = PoolCrashTest.crashOf(poison);
            assertThat(crash.tries()).isEqualTo(3);
            assertThat(crash).hasMessageContaining("tries=3").hasMessageContaining("exit=43");
            assertThat(crash.exit()).isEqualTo(new ProcessExit.Code(43));
            assertThat(crash.getSuppressed())
                    .extracting(earlier -> ((WorkerCrashedException) earlier).exit())
                    .containsExactly(new ProcessExit.Code(41), new ProcessExit.Code(42));
            for (int i = 0; i < others.size(); i++) {
                assertThat(others.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
        }
        assertThat(Files.size(Path.of(file()))).isEqualTo(3);
    }

    @Test
    void withoutRetriesACrashIsFinal() throws Exception {
        try (Pool pool = Pool.of(1)) {
            WorkerCrashedException crash = PoolCrashTest.crashOf(pool.applyAsync(LimitTasks::dieOnTheFirst, 1, file()));
            assertThat(crash.tries()).isEqualTo(1);
            assertThat(crash.getSuppressed()).isEmpty();
        }
        assertThat(Files.size(Path.of(file()))).isEqualTo(1);
    }

    @Test
    void anArgumentThatTravelsInABlockIsThereAgain() throws Exception {
        String tries = file();
        byte[] bytes = Tasks.bytes(3 << 20);
        try (Pool pool = Pool.builder().workers(2).retries(1).start()) {
            assertThat(pool.apply(LimitTasks::dieOnTheFirstWithBytes, bytes, tries))
                    .isEqualTo(Tasks.checksum(bytes));
            assertThat(pool.apply(Tasks::checksum, bytes)).isEqualTo(Tasks.checksum(bytes));
        }
    }

    @Test
    void aWorkerThatOthersKillOrThatIsOutOfMemoryCountsAsATry() throws Exception {
        JvmOptions small = JvmOptions.builder().maxHeap("32m").build();
        try (Pool pool = Pool.builder().workers(1).jvm(small).retries(1).start()) {
            Path announced = folder.resolve("announced");
            AsyncResult<Long> task = pool.applyAsync(Tasks::announceAndHang, announced.toString());
            long first = PoolCrashTest.announcedPid(announced);
            Files.delete(announced);
            Kill.kill(first);
            Kill.kill(PoolCrashTest.announcedPid(announced));
            assertThat(PoolCrashTest.crashOf(task).tries()).isEqualTo(2);
            assertThat(PoolCrashTest.crashOf(pool.applyAsync(Tasks::exhaustMemory, 0)))
                    .hasMessageContaining("tries=2")
                    .hasMessageContaining("over its memory cap");
        }
    }

    @Test
    void aTaskOverItsTimeOrCancelledOrThatThrowsIsNotTriedAgain() throws Exception {
        TaskOptions limited = TaskOptions.builder()
                .retries(5)
                .timeLimit(Duration.ofMillis(300))
                .build();
        try (Pool pool = Pool.builder().workers(1).retries(5).start()) {
            PoolTimeLimitTest.timeoutOf(pool.with(limited).applyAsync(Tasks::announceAndSpin, file()));
            // a slow worker may have had no time to announce itself
            Files.deleteIfExists(Path.of(file()));
            AsyncResult<Long> cancelled = pool.applyAsync(Tasks::announceAndSpin, file());
            PoolCrashTest.announcedPid(Path.of(file()));
            Files.delete(Path.of(file()));
            cancelled.cancel(true);
            String tries = folder.resolve("throws").toString();
            AsyncResult<String> throwing = pool.applyAsync(PoolRetryTest::createAndThrow, tries);
            assertThat(throwing.handle((value, thrown) -> thrown.getMessage()).get(60, TimeUnit.SECONDS))
                    .contains("no luck");
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
            assertThat(Path.of(file())).as("neither was run again").doesNotExist();
        }
    }

    @Test
    void aTaskIsTriedAgainAfterTheFailuresThatAreNamed() throws Exception {
        TaskOptions options = TaskOptions.builder()
                .retries(3)
                .retryOn(IOException.class, TaskTimeoutException.class)
                .timeLimit(Duration.ofMillis(500))
                .backOff(Duration.ofMillis(20), Duration.ofMillis(40))
                .build();
        try (Pool pool = Pool.builder().workers(2).taskOptions(options).start()) {
            // throws, is over its time, dies, and succeeds
            assertThat(pool.apply(LimitTasks::failInEachWay, file())).isEqualTo(4);
            String other = folder.resolve("other").toString();
            assertThatThrownBy(() -> pool.apply(LimitTasks::failOtherwise, other))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(Files.size(Path.of(other))).as("not named").isEqualTo(1);
        }
    }

    @Test
    void aTaskThatFailsOnEveryTryFailsAsOnItsLastAndTellsThoseBefore() throws Exception {
        TaskOptions options =
                TaskOptions.builder().retries(2).retryOn(IOException.class).build();
        try (Pool pool = Pool.builder().workers(1).taskOptions(options).start()) {
            Throwable failure = pool.applyAsync(Tasks::checked, "gone")
                    .handle((value, thrown) -> thrown)
                    .get(60, TimeUnit.SECONDS);
            assertThat(failure).isInstanceOf(FileNotFoundException.class).hasMessage("gone");
            assertThat(failure.getSuppressed()).hasSize(2).allMatch(each -> each instanceof FileNotFoundException);
        }
    }

    @Test
    void aPoolThatIsShutDownFinishesWhatItTriesAgainAndOneThatIsTerminatedDoesNot() throws Exception {
        TaskOptions options = TaskOptions.builder()
                .retries(2)
                .retryOn(IOException.class)
                .backOff(Duration.ofMillis(300))
                .build();
        Pool pool = Pool.builder().sizes(0, 1).taskOptions(options).start();
        AsyncResult<Integer> last = pool.applyAsync(LimitTasks::failInEachWay, file());
        await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(Path.of(file())));
        pool.shutdown();
        assertThat(last.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        Pool second = Pool.builder()
                .workers(1)
                .taskOptions(options.toBuilder().backOff(Duration.ofHours(1)).build())
                .start();
        AsyncResult<Integer> pausing = second.applyAsync(Tasks::checked, "x");
        AsyncResult<Integer> cancelled = second.applyAsync(Tasks::checked, "y");
        await().atMost(60, TimeUnit.SECONDS).until(() -> second.stats().failed() == 2);
        assertThat(cancelled.cancel(false)).isTrue();
        assertThat(pausing).isNotDone();
        second.terminate();
        assertThat(second.join(Duration.ofSeconds(60))).isTrue();
        assertThat(pausing).isCompletedExceptionally();
    }

    @Test
    void drawsItsPausesBetweenAHalfAndTheWholeOfWhatDoubles() {
        TaskOptions options = TaskOptions.builder()
                .backOff(Duration.ofMillis(8), Duration.ofMillis(30))
                .build();
        for (int i = 0; i < 1000; i++) {
            assertThat(options.backOffNanos(1)).isBetween(4_000_000L, 8_000_000L);
            assertThat(options.backOffNanos(2)).isBetween(8_000_000L, 16_000_000L);
            assertThat(options.backOffNanos(3)).isBetween(15_000_000L, 30_000_000L);
            assertThat(options.backOffNanos(1000)).isBetween(15_000_000L, 30_000_000L);
        }
        assertThat(TaskOptions.defaults().backOffNanos(5)).isZero();
        assertThatThrownBy(() -> TaskOptions.builder().backOff(Duration.ofMillis(2), Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMapIsWholeAlthoughWorkersDieUnderItsChunks() throws Exception {
        String tries = file();
        try (Pool pool = Pool.builder().workers(2).retries(3).start()) {
            List<Integer> items = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                items.add(i);
            }
            assertThat(pool.map(
                            (Integer x) -> x == 17 ? LimitTasks.dieOnTheFirst(2, tries) : x, items, ChunkSize.of(4)))
                    .hasSize(40)
                    .element(17)
                    .isEqualTo(3);
        }
    }

    @Test
    void aPoolThatIsTerminatedTriesNothingAgain() throws Exception {
        Pool pool = Pool.builder().workers(1).retries(9).start();
        Path announced = folder.resolve("announced");
        AsyncResult<Long> task = pool.applyAsync(Tasks::announceAndHang, announced.toString());
        PoolCrashTest.announcedPid(announced);
        pool.terminate();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThat(task).isCancelled();
    }

    private static String createAndThrow(String file) throws Exception {
        Tasks.createFile(file);
        throw new IllegalStateException("no luck");
    }

    private String file() {
        return folder.resolve("tries").toString();
    }
}
