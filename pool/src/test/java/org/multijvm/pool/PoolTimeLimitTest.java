package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.test.Kill;

/** Tasks that are over their time: they fail and say where they were, and nothing else does. */
@Tag("process")
class PoolTimeLimitTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    @Test
    void aSleepingTaskIsInterruptedAndItsWorkerLives() throws Exception {
        try (Pool pool = poolOf(1, LONG)) {
            long pid = pool.apply(Tasks::pid);
            TaskTimeoutException late = timeoutOf(limited(pool, LONG).applyAsync(LimitTasks::sleepLong, file("a")));
            assertThat(late.kind()).isEqualTo(TaskLimit.RUN);
            assertThat(late.limit()).isEqualTo(SHORT);
            assertThat(late.seen()).isGreaterThanOrEqualTo(SHORT);
            assertThat(late.worker()).contains(pool.name() + "-1");
            assertThat(late.task()).isEqualTo(2);
            assertThat(late)
                    .hasMessageContaining("limit=200 ms")
                    .hasMessageContaining("and ended when it was interrupted")
                    .hasMessageContaining("task=2")
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(late.stack()).anyMatch(frame -> frame.getMethodName().equals("sleepLong"));
            assertThat(late.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("sleepLong"));
            assertThat(pool.apply(Tasks::pid)).isEqualTo(pid);
        }
    }

    @Test
    void aBusyTaskThatIgnoresInterruptsLosesItsWorkerAndSaysWhereItWas() throws Exception {
        try (Pool pool = Pool.of(1)) {
            long pid = pool.apply(Tasks::pid);
            TaskTimeoutException late =
                    timeoutOf(limited(pool, Duration.ofSeconds(1)).applyAsync(Tasks::announceAndSpin, file("a")));
            assertThat(late).hasMessageContaining("its worker was killed").hasNoCause();
            assertThat(late.stack()).anyMatch(frame -> frame.getMethodName().equals("announceAndSpin"));
            assertThat(pool.apply(Tasks::pid)).isNotEqualTo(pid);
        }
    }

    @Test
    void aTaskThatBlocksWithoutHeedingInterruptsIsEndedToo() throws Exception {
        try (Pool pool = Pool.of(1)) {
            TaskTimeoutException late =
                    timeoutOf(limited(pool, Duration.ofMillis(700)).applyAsync(LimitTasks::parkForEver, file("a")));
            assertThat(late).hasMessageContaining("grace period of 700 ms");
            assertThat(late.stack()).anyMatch(frame -> frame.getMethodName().equals("parkForEver"));
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void aStoppedWorkerIsKilledAlthoughItCannotTellItsStack() throws Exception {
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> task =
                    pool.with(limit(Duration.ofSeconds(1)).build()).applyAsync(LimitTasks::sleepLong, file("a"));
            long pid = PoolCrashTest.announcedPid(path("a"));
            Kill.stop(pid);
            TaskTimeoutException late = timeoutOf(task);
            assertThat(late.stack()).isEmpty();
            assertThat(late).hasMessageContaining("stack=unknown").hasMessageContaining("its worker was killed");
            assertThat(pool.apply(Tasks::pid)).isNotEqualTo(pid);
        }
    }

    @Test
    void aTaskMayCleanUpForTheGracePeriod() throws Exception {
        String cleaned = file("cleaned");
        try (Pool pool = Pool.of(1)) {
            TaskTimeoutException late = timeoutOf(
                    limited(pool, LONG).applyAsync((String a) -> LimitTasks.cleanUp(a, 300, cleaned), file("a")));
            assertThat(late).hasCauseInstanceOf(InterruptedException.class);
            assertThat(path("cleaned")).exists();
            long pid = PoolCrashTest.announcedPid(path("a"));
            assertThat(pool.apply(Tasks::pid)).isEqualTo(pid);
        }
    }

    @Test
    void aTaskThatReturnsWhenItIsInterruptedIsLateAllTheSame() throws Exception {
        try (Pool pool = Pool.of(1)) {
            TaskTimeoutException late =
                    timeoutOf(limited(pool, LONG).applyAsync(LimitTasks::returnWhenInterrupted, file("a")));
            assertThat(late).hasMessageContaining("returned all the same").hasNoCause();
            assertThat(pool.apply(LimitTasks::isInterrupted, 0)).isFalse();
        }
    }

    @Test
    void aTaskWithinItsTimeIsNotTouched() throws Exception {
        try (Pool pool = poolOf(2, LONG)) {
            for (int i = 0; i < 200; i++) {
                assertThat(pool.apply(Tasks::plusOne, i)).isEqualTo(i + 1);
            }
            Pool generous = pool.with(limit(Duration.ofSeconds(Long.MAX_VALUE)).build());
            assertThat(generous.apply(Tasks::sleepMillis, 300)).isEqualTo(300);
            assertThat(pool.apply(Tasks::failOn, 1, 2)).isEqualTo(2);
        }
    }

    @Test
    void theTasksBehindALateOneGoToOtherWorkers() throws Exception {
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> late = limited(pool, Duration.ZERO).applyAsync(Tasks::announceAndSpin, file("a"));
            List<AsyncResult<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                behind.add(pool.applyAsync(Tasks::plusOne, i));
            }
            timeoutOf(late);
            for (int i = 0; i < behind.size(); i++) {
                assertThat(behind.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void aWorkerKilledByOthersIsACrashAndNoTimeout() throws Exception {
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> task = pool.with(limit(LONG).build()).applyAsync(LimitTasks::sleepLong, file("a"));
            Kill.kill(PoolCrashTest.announcedPid(path("a")));
            PoolCrashTest.crashOf(task);
        }
    }

    @Test
    void aWorkerThatIsKilledInTheGracePeriodEndsItsTaskAsLate() throws Exception {
        String never = file("never");
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> task =
                    limited(pool, LONG).applyAsync((String a) -> LimitTasks.cleanUp(a, 600_000, never), file("a"));
            long pid = PoolCrashTest.announcedPid(path("a"));
            // it has been asked to stop when its stack lies there or was read
            Thread.sleep(2 * SHORT.toMillis());
            Kill.kill(pid);
            assertThat(timeoutOf(task)).hasCauseInstanceOf(WorkerCrashedException.class);
        }
    }

    @Test
    void countsForEachChunkOfAMap() throws Exception {
        List<Integer> items = List.of(0, 1, 2, 3, 4, 5, 6, 7);
        String announced = file("a");
        try (Pool pool = poolOf(2, LONG)) {
            AsyncResult<List<Integer>> map = pool.mapAsync((Integer x) -> LimitTasks.hangOn(5, x, announced), items, 2);
            assertThat(timeoutOf(map).kind()).isEqualTo(TaskLimit.RUN);
            // eight times 100 ms is over the limit of one chunk, but not of any
            assertThat(pool.map(Tasks::sleepMillis, List.of(100, 100, 100, 100, 100, 100), 1))
                    .hasSize(6);
        }
    }

    @Test
    void countsForEachTaskOfAnImap() throws Exception {
        String announced = file("a");
        try (Pool pool = poolOf(2, LONG);
                ResultIterator<Integer> results =
                        pool.imap((Integer x) -> LimitTasks.hangOn(1, x, announced), List.of(0, 1, 2))) {
            assertThat(results.next()).isZero();
            assertThatThrownBy(results::next).isInstanceOf(TaskTimeoutException.class);
            assertThat(results.next()).isEqualTo(2);
        }
    }

    @Test
    void holdsForAnExecutorAndItsInvokeAny() throws Exception {
        String announced = file("a");
        try (ProcessPoolExecutor executor =
                ProcessPoolExecutor.builder().workers(2).timeLimit(SHORT).startExecutor()) {
            timeoutOf(executor.submit(() -> LimitTasks.sleepLong(announced)));
            assertThat(executor.invokeAny(List.of(callable(announced), () -> 7L)))
                    .isEqualTo(7L);
            assertThatThrownBy(() -> executor.invokeAny(List.of(callable(announced), callable(announced))))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TaskTimeoutException.class);
        }
    }

    @Test
    void aTerminatedPoolEndsBeforeItsLimitsDo() throws Exception {
        Pool pool = poolOf(1, LONG);
        AsyncResult<Long> running =
                pool.with(limit(LONG).waitLimit(LONG).build()).applyAsync(LimitTasks::sleepLong, file("a"));
        AsyncResult<Integer> waiting =
                pool.with(limit(LONG).waitLimit(LONG).build()).applyAsync(Tasks::plusOne, 1);
        PoolCrashTest.announcedPid(path("a"));
        pool.terminate();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void aClosingPoolKeepsTheLimitsOfWhatItStillHas() throws Exception {
        AsyncResult<Long> late;
        try (Pool pool = poolOf(1, Duration.ZERO)) {
            late = pool.applyAsync(Tasks::announceAndSpin, file("a"));
        }
        assertThat(timeoutOf(late).kind()).isEqualTo(TaskLimit.RUN);
    }

    @Test
    void refusesLimitsThatAreNone() {
        assertThatThrownBy(() -> TaskOptions.builder().timeLimit(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time limit=PT0S");
        assertThatThrownBy(() -> TaskOptions.builder().waitLimit(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TaskOptions.builder().retries(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TaskOptions.builder().grace(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static org.multijvm.codec.SerializableCallable<Long> callable(String announced) {
        return () -> LimitTasks.sleepLong(announced);
    }

    private static Pool poolOf(int workers, Duration grace) {
        return Pool.builder()
                .workers(workers)
                .taskOptions(limit(SHORT).grace(grace).build())
                .start();
    }

    private static Pool limited(Pool pool, Duration grace) {
        return pool.with(limit(SHORT).grace(grace).build());
    }

    private static TaskOptions.Builder limit(Duration limit) {
        return TaskOptions.builder().timeLimit(limit);
    }

    static TaskTimeoutException timeoutOf(AsyncResult<?> result) throws Exception {
        try {
            Object value = result.get(60, TimeUnit.SECONDS);
            throw new AssertionError("the task should have been over a limit, but gave " + value);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(TaskTimeoutException.class);
            return (TaskTimeoutException) e.getCause();
        }
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private String file(String name) {
        return path(name).toString();
    }
}
