package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.pool.task.TaskLimit;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;

/** The limits of tasks that run in threads of this JVM, by whichever engine. */
@Tag("unit")
class ThreadLimitsTest {
    private static CountDownLatch runs = new CountDownLatch(1);
    private static CountDownLatch mayEnd = new CountDownLatch(1);

    @ParameterizedTest
    @EnumSource(names = {"THREADS", "THIS_JVM", "ELSEWHERE"})
    void aTaskOverItsTimeIsInterruptedAndSaysWhereItWas(PoolKind kind) throws Exception {
        try (Pool pool = kind.of(1)) {
            GrowingLimit.hold(limit -> {
                Pool limited = pool.with(TaskOptions.builder()
                        .timeLimit(limit)
                        .grace(Duration.ofSeconds(60))
                        .build());
                TaskTimeoutException e = timeoutOf(limited.applyAsync(Tasks::sleepMillis, 600_000));
                assertThat(e.kind()).isEqualTo(TaskLimit.RUN);
                assertThat(e.worker()).hasValue(pool.name() + "-1");
                assertThat(e.seen()).isGreaterThanOrEqualTo(e.limit());
                assertThat(e).hasCauseInstanceOf(InterruptedException.class);
                List<String> methods = Arrays.stream(e.stack())
                        .map(StackTraceElement::getMethodName)
                        .collect(Collectors.toList());
                if (!methods.contains("sleep")) {
                    throw new GrowingLimit.TooEarly(e);
                }
                assertThat(methods).contains("sleepMillis");
                assertThat(limited.apply(Tasks::plusOne, 1)).isEqualTo(2);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"THREADS", "THIS_JVM", "ELSEWHERE"})
    void aTaskThatHeedsNothingLosesItsThreadToIt(PoolKind kind) throws Exception {
        reset();
        try (Pool pool = kind.of(1)) {
            Pool limited = pool.with(
                    TaskOptions.builder().timeLimit(Duration.ofMillis(20)).build());
            AsyncResult<String> deaf = limited.applyAsync(() -> awaitDeafly());
            AsyncResult<Integer> next = pool.applyAsync(Tasks::plusOne, 1);
            assertThat(timeoutOf(deaf)).hasMessageContaining("left to itself");
            assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(pool.apply(Tasks::slowWorker, 1)).endsWith("-2");
        } finally {
            mayEnd.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"THREADS", "THIS_JVM", "ELSEWHERE"})
    void aCancelledTaskThatHeedsNothingLosesItsThreadToIt(PoolKind kind) throws Exception {
        reset();
        try (Pool pool = kind.of(1)) {
            AsyncResult<String> deaf = pool.applyAsync(() -> awaitDeafly());
            runs.await();
            assertThat(deaf.cancel(true)).isTrue();
            assertThatThrownBy(deaf::get).isInstanceOf(CancellationException.class);
            assertThat(pool.map(Tasks::plusOne, List.of(1, 2, 3), ChunkSize.of(1)))
                    .containsExactly(2, 3, 4);
        } finally {
            mayEnd.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"THREADS", "THIS_JVM", "ELSEWHERE"})
    void aTaskThatWaitsTooLongIsWithdrawn(PoolKind kind) throws Exception {
        reset();
        try (Pool pool = kind.of(1)) {
            AsyncResult<String> blocker = pool.applyAsync(() -> awaitDeafly());
            runs.await();
            AsyncResult<Integer> impatient = pool.with(TaskOptions.builder()
                            .waitLimit(Duration.ofMillis(5))
                            .build())
                    .applyAsync(Tasks::plusOne, 1);
            assertThat(timeoutOf(impatient).kind()).isEqualTo(TaskLimit.QUEUE);
            mayEnd.countDown();
            assertThat(blocker.get(60, TimeUnit.SECONDS)).isEqualTo("deaf");
        } finally {
            mayEnd.countDown();
        }
    }

    private static TaskTimeoutException timeoutOf(AsyncResult<?> result) {
        ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> result.get(60, TimeUnit.SECONDS));
        assertThat(e).hasCauseInstanceOf(TaskTimeoutException.class);
        return (TaskTimeoutException) e.getCause();
    }

    private static void reset() {
        runs = new CountDownLatch(1);
        mayEnd = new CountDownLatch(1);
    }

    private static String awaitDeafly() {
        CountDownLatch end = mayEnd;
        runs.countDown();
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException ignored) {
                // deaf
            }
        }
        return "deaf";
    }
}
