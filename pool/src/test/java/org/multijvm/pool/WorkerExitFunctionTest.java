package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.pool.task.ExitResult;

/** What workers run at their end, and what becomes of its results. */
@Tag("process")
class WorkerExitFunctionTest {
    @TempDir
    private Path folder;

    @Test
    void collectsWhatEachWorkerGivesAtItsEnd() throws Exception {
        Pool pool = Pool.builder()
                .workers(2)
                .exitFunction(WorkerExitFunctionTest::counted)
                .start();
        for (int i = 0; i < 30; i++) {
            pool.apply(WorkerExitFunctionTest::count);
        }
        assertThat(pool.exitResults()).isEmpty();
        // both must be up, or one is ended before it was
        pool.map(Tasks::slowWorker, List.of(50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50), ChunkSize.of(1));
        pool.close();
        assertThat(pool.exitResults()).allMatch(result -> !result.failed()).isNotEmpty();
        assertThat(pool.exitResults().stream()
                        .mapToInt(result -> (Integer) result.value())
                        .sum())
                .isEqualTo(30);
    }

    @Test
    void runsInWorkersThatAreReplacedToo() throws Exception {
        Pool pool = Pool.builder()
                .name("replaced")
                .workers(1)
                .maxTasksPerWorker(2)
                .exitFunction(() -> worker().tasksDone() + " of " + worker().name())
                .start();
        for (int i = 0; i < 4; i++) {
            pool.apply(Tasks::plusOne, i);
        }
        pool.close();
        assertThat(pool.exitResults()).extracting(ExitResult::value).contains("2 of replaced-1", "2 of replaced-2");
        assertThat(pool.exitResults()).extracting(ExitResult::id).containsOnly(1);
    }

    @Test
    void afterShutdownAWorkerThatIsStillStartingHasNoResult() throws Exception {
        Pool pool = Pool.builder().workers(1).exitFunction(() -> 1).start();
        pool.close();
        assertThat(pool.exitResults()).isEmpty();
    }

    @Test
    void keepsWhatTheFunctionThrowsAsAFailure() throws Exception {
        Pool pool = Pool.builder()
                .workers(1)
                .exitFunction(WorkerExitFunctionTest::fail)
                .start();
        pool.apply(Tasks::plusOne, 1);
        pool.close();
        assertThat(pool.exitResults()).singleElement().satisfies(result -> {
            assertThat(result.failed()).isTrue();
            assertThat(result.failure())
                    .get(InstanceOfAssertFactories.THROWABLE)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("cannot flush");
        });
    }

    @Test
    void aResultThatCannotTravelIsAFailure() throws Exception {
        Pool pool = Pool.builder()
                .workers(1)
                .exitFunction(() -> new Thread("result"))
                .start();
        pool.apply(Tasks::plusOne, 1);
        pool.close();
        assertThat(pool.exitResults()).singleElement().matches(ExitResult::failed);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ELSEWHERE")
    void endsAWorkerWhoseFunctionTakesTooLong(PoolKind kind) throws Exception {
        Pool pool = kind.builder()
                .workers(1)
                .exitFunction(() -> Tasks.sleepMillis(600_000), Duration.ofMillis(200))
                .start();
        pool.apply(Tasks::plusOne, 1);
        pool.shutdown();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThat(pool.exitResults())
                .singleElement()
                .satisfies(result -> assertThat(result.failure())
                        .get(InstanceOfAssertFactories.THROWABLE)
                        .isInstanceOf(TimeoutException.class)
                        .hasMessageContaining("limit=PT0.2S"));
    }

    /** The twin: the worker is killed in its exit function. */
    @Test
    void aWorkerThatIsKilledInItsExitFunctionIsAFailure() throws Exception {
        Path announced = folder.resolve("pid");
        String file = announced.toString();
        Pool pool = Pool.builder()
                .workers(1)
                .exitFunction(() -> Tasks.announceAndHang(file), Duration.ofSeconds(100))
                .start();
        pool.apply(Tasks::plusOne, 1);
        pool.shutdown();
        PoolCrashTest.kill(PoolCrashTest.announcedPid(announced));
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThat(pool.exitResults())
                .singleElement()
                .satisfies(result -> assertThat(result.failure())
                        .get(InstanceOfAssertFactories.THROWABLE)
                        .hasMessageContaining("signal=9"));
    }

    @Test
    void doesNotRunWhenThePoolIsTerminated() throws Exception {
        Pool pool = Pool.builder().workers(1).exitFunction(() -> 1).start();
        pool.apply(Tasks::plusOne, 1);
        pool.terminate();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThat(pool.exitResults()).isEmpty();
    }

    @Test
    void terminateDoesNotWaitForIt() throws Exception {
        Path announced = folder.resolve("pid");
        String file = announced.toString();
        Pool pool = Pool.builder()
                .workers(1)
                .exitFunction(() -> Tasks.announceAndHang(file), Duration.ofSeconds(100))
                .start();
        pool.apply(Tasks::plusOne, 1);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(pool::close);
        PoolCrashTest.announcedPid(announced);
        pool.terminate();
        closing.get(60, TimeUnit.SECONDS);
        assertThat(pool.exitResults()).isEmpty();
    }

    @Test
    void refusesALimitThatIsNone() {
        assertThatThrownBy(() -> Pool.builder().exitFunction(() -> 1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static PoolWorker worker() {
        return PoolWorker.current().orElseThrow();
    }

    private static void count() {
        worker().get("count", AtomicInteger.class, AtomicInteger::new).incrementAndGet();
    }

    private static int counted() {
        return worker().get("count", AtomicInteger.class, AtomicInteger::new).get();
    }

    private static int fail() {
        throw new IllegalStateException("cannot flush");
    }
}
