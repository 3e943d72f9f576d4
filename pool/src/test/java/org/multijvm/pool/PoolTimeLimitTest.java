package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.task.TaskLimit;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerCrashedException;
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
        try (Pool pool = Pool.of(1)) {
            long pid = pool.apply(Tasks::pid);
            AtomicLong tasks = new AtomicLong(1);
            GrowingLimit.hold(limit -> {
                tasks.incrementAndGet();
                TaskTimeoutException late =
                        lateIn("sleepLong", limited(pool, limit, LONG).applyAsync(LimitTasks::sleepLong, file("a")));
                assertThat(late.kind()).isEqualTo(TaskLimit.RUN);
                assertThat(late.limit()).isEqualTo(limit);
                assertThat(late.seen()).isGreaterThanOrEqualTo(limit);
                assertThat(late.worker()).contains(pool.name() + "-1");
                assertThat(late.task()).isEqualTo(tasks.get());
                assertThat(late)
                        .hasMessageContaining("limit=" + TaskTimeoutException.text(limit))
                        .hasMessageContaining("and ended when it was interrupted")
                        .hasMessageContaining("task=" + tasks)
                        .hasCauseInstanceOf(InterruptedException.class);
                assertThat(late.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("sleepLong"));
            });
            assertThat(pool.apply(Tasks::pid)).isEqualTo(pid);
        }
    }

    @Test
    void aBusyTaskThatIgnoresInterruptsLosesItsWorkerAndSaysWhereItWas() throws Exception {
        try (Pool pool = Pool.of(1)) {
            long pid = pool.apply(Tasks::pid);
            GrowingLimit.hold(limit -> {
                Pool limited = limited(pool, limit, limit.multipliedBy(5));
                TaskTimeoutException late =
                        lateIn("announceAndSpin", limited.applyAsync(Tasks::announceAndSpin, file("a")));
                assertThat(late).hasMessageContaining("its worker was killed").hasNoCause();
            });
            assertThat(pool.apply(Tasks::pid)).isNotEqualTo(pid);
        }
    }

    @Test
    void aLoopThatOnlyCountsSaysWhereItWas() throws Exception {
        try (Pool pool = Pool.of(1)) {
            GrowingLimit.hold(limit -> {
                Pool limited = limited(pool, limit, limit.multipliedBy(5));
                assertThat(lateIn("count", limited.applyAsync(LimitTasks::count, 1_000)))
                        .hasMessageContaining("its worker was killed");
            });
        }
    }

    @Test
    void aProgramThatATaskLeavesBehindReadsNothingOfWhatThePoolSaysToItsWorker() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThat(pool.apply(LimitTasks::readStandardInput)).isZero();
            long pid = pool.apply(Tasks::pid);
            for (int i = 0; i < 4; i++) {
                timeoutOf(limited(pool, SHORT, LONG).applyAsync(LimitTasks::sleepLong, file("a" + i)));
            }
            assertThat(pool.apply(Tasks::pid)).isEqualTo(pid);
        }
    }

    @Test
    void aTaskThatBlocksWithoutHeedingInterruptsIsEndedToo() throws Exception {
        try (Pool pool = Pool.of(1)) {
            GrowingLimit.hold(limit -> {
                Duration grace = limit.multipliedBy(3);
                TaskTimeoutException late = lateIn(
                        "parkForEver", limited(pool, limit, grace).applyAsync(LimitTasks::parkForEver, file("a")));
                assertThat(late).hasMessageContaining("grace period of " + TaskTimeoutException.text(grace));
            });
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void aStoppedWorkerIsKilledAlthoughItCannotTellItsStack() throws Exception {
        try (Pool pool = Pool.of(1)) {
            GrowingLimit.hold(limit -> {
                String announced = "a" + limit;
                AsyncResult<Long> task = pool.with(limit(limit.multipliedBy(5)).build())
                        .applyAsync(LimitTasks::sleepLong, file(announced));
                long pid = PoolCrashTest.announcedPid(path(announced));
                stopInTime(pid, task);
                TaskTimeoutException late = timeoutOf(task);
                if (late.stack().length > 0) {
                    throw new GrowingLimit.TooEarly(late);
                }
                assertThat(late).hasMessageContaining("stack=unknown").hasMessageContaining("its worker was killed");
                assertThat(pool.apply(Tasks::pid)).isNotEqualTo(pid);
            });
        }
    }

    /** The worker is gone where the limit was over before. */
    private static void stopInTime(long pid, AsyncResult<?> task) throws GrowingLimit.TooEarly {
        try {
            Kill.stop(pid);
        } catch (IOException nobodyThere) {
            assertThat(catchThrowable(() -> timeoutOf(task))).isNull();
            throw new GrowingLimit.TooEarly(nobodyThere);
        }
    }

    @Test
    void aTaskMayCleanUpForTheGracePeriod() throws Exception {
        String cleaned = file("cleaned");
        try (Pool pool = Pool.of(1)) {
            TaskTimeoutException late = timeoutOf(limited(pool, SHORT, LONG)
                    .applyAsync((String a) -> LimitTasks.cleanUp(a, 300, cleaned), file("a")));
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
                    timeoutOf(limited(pool, SHORT, LONG).applyAsync(LimitTasks::returnWhenInterrupted, file("a")));
            assertThat(late).hasMessageContaining("returned all the same").hasNoCause();
            assertThat(pool.apply(LimitTasks::isInterrupted, 0)).isFalse();
        }
    }

    @Test
    void aTaskWithinItsTimeIsNotTouched() throws Exception {
        try (Pool pool = Pool.of(2)) {
            GrowingLimit.hold(limit -> {
                Pool limited = limited(pool, limit, LONG);
                for (int i = 0; i < 200; i++) {
                    assertThat(limited.apply(Tasks::plusOne, i)).isEqualTo(i + 1);
                }
                assertThat(limited.apply(Tasks::failOn, 1, 2)).isEqualTo(2);
            });
            Pool generous = pool.with(limit(Duration.ofSeconds(Long.MAX_VALUE)).build());
            assertThat(generous.apply(Tasks::sleepMillis, 300)).isEqualTo(300);
        }
    }

    @Test
    void theTasksBehindALateOneGoToOtherWorkers() throws Exception {
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> late = limited(pool, SHORT, Duration.ZERO).applyAsync(Tasks::announceAndSpin, file("a"));
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
        String interrupted = file("interrupted");
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> task = limited(pool, SHORT, LONG)
                    .applyAsync((String a) -> LimitTasks.tellInterruptAndHang(a, interrupted), file("a"));
            Kill.kill(PoolCrashTest.announcedPid(path("interrupted")));
            assertThat(timeoutOf(task)).hasCauseInstanceOf(WorkerCrashedException.class);
        }
    }

    @Test
    void countsForEachChunkOfAMap() throws Exception {
        List<Integer> items = List.of(0, 1, 2, 3, 4, 5, 6, 7);
        String announced = file("a");
        try (Pool pool = poolOf(2, LONG)) {
            AsyncResult<List<Integer>> map =
                    pool.mapAsync((Integer x) -> LimitTasks.hangOn(5, x, announced), items, ChunkSize.of(2));
            assertThat(timeoutOf(map).kind()).isEqualTo(TaskLimit.RUN);
            GrowingLimit.hold(limit -> {
                // the three halves of a worker are over the limit of one chunk, but none is
                int half = (int) limit.toMillis() / 2;
                assertThat(limited(pool, limit, LONG)
                                .map(Tasks::sleepMillis, Collections.nCopies(6, half), ChunkSize.of(1)))
                        .hasSize(6);
            });
        }
    }

    @Test
    void countsForEachTaskOfAnImap() throws Exception {
        String announced = file("a");
        try (Pool pool = Pool.of(2)) {
            GrowingLimit.hold(limit -> {
                try (ResultIterator<Integer> results = limited(pool, limit, LONG)
                        .imap((Integer x) -> LimitTasks.hangOn(1, x, announced), List.of(0, 1, 2))) {
                    assertThat(results.next()).isZero();
                    assertThatThrownBy(results::next).isInstanceOf(TaskTimeoutException.class);
                    assertThat(results.next()).isEqualTo(2);
                }
            });
        }
    }

    @Test
    void holdsForAnExecutorAndItsInvokeAny() throws Exception {
        String announced = file("a");
        GrowingLimit.hold(limit -> {
            try (ProcessPoolExecutor executor =
                    ProcessPoolExecutor.builder().workers(2).timeLimit(limit).startExecutor()) {
                timeoutOf(executor.submit(() -> LimitTasks.sleepLong(announced)));
                assertThat(executor.invokeAny(List.of(callable(announced), () -> 7L)))
                        .isEqualTo(7L);
                assertThatThrownBy(() -> executor.invokeAny(List.of(callable(announced), callable(announced))))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(TaskTimeoutException.class);
            }
        });
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

    private static Pool limited(Pool pool, Duration limit, Duration grace) {
        return pool.with(limit(limit).grace(grace).build());
    }

    /** The exception of a task that is to be met in a method, if that was so. */
    private static TaskTimeoutException lateIn(String method, AsyncResult<?> result) throws Exception {
        TaskTimeoutException late = timeoutOf(result);
        if (Arrays.stream(late.stack()).noneMatch(frame -> frame.getMethodName().equals(method))) {
            throw new GrowingLimit.TooEarly(late);
        }
        return late;
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
