package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;

/** Tasks in threads of this JVM that are tried again: there no worker dies, so only after failures that are named. */
@Tag("process")
class ThreadRetryTest {
    private static final AtomicInteger TRIES = new AtomicInteger();

    @BeforeEach
    void forgetTries() {
        TRIES.set(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"THREADS", "THIS_JVM", "ELSEWHERE"})
    void aTaskIsTriedAgainAfterTheFailuresThatAreNamed(PoolKind kind) throws Exception {
        TaskOptions options = TaskOptions.builder()
                .retries(5)
                .retryOn(IOException.class, TaskTimeoutException.class)
                .timeLimit(Duration.ofMillis(200))
                .backOff(Duration.ofMillis(10))
                .build();
        try (Pool pool = kind.builder().workers(1).taskOptions(options).start()) {
            assertThat(pool.apply(() -> failThenSucceed())).isEqualTo(3);
            assertThatThrownBy(() -> pool.apply(Tasks::failOn, 1, 1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"THREADS", "THIS_JVM", "ELSEWHERE"})
    void failsAsOnItsLastTry(PoolKind kind) throws Exception {
        TaskOptions options =
                TaskOptions.builder().retries(2).retryOn(IOException.class).build();
        try (Pool pool = kind.builder().workers(2).taskOptions(options).start()) {
            Throwable failure = pool.applyAsync(() -> failAlways())
                    .handle((value, thrown) -> thrown)
                    .get(60, TimeUnit.SECONDS);
            assertThat(failure).isInstanceOf(FileNotFoundException.class).hasMessage("try 3");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"THREADS", "THIS_JVM", "ELSEWHERE"})
    void aPoolThatIsClosedFinishesWhatItTriesAgain(PoolKind kind) throws Exception {
        Pool pool = kind.builder()
                .workers(2)
                .taskOptions(pausing(Duration.ofMillis(200)))
                .start();
        AsyncResult<Integer> result = pool.applyAsync(() -> failThenSucceed());
        await().atMost(60, TimeUnit.SECONDS).until(() -> pool.stats().failed() == 1);
        pool.close();
        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"THREADS", "THIS_JVM", "ELSEWHERE"})
    void aTaskThatPausesCanBeCancelledAndFailsWithThePool(PoolKind kind) throws Exception {
        Pool pool = kind.builder()
                .workers(2)
                .taskOptions(pausing(Duration.ofHours(1)))
                .start();
        AsyncResult<Integer> cancelled = pool.applyAsync(() -> failAlways());
        AsyncResult<Integer> left = pool.applyAsync(() -> failAlways());
        await().atMost(60, TimeUnit.SECONDS).until(() -> pool.stats().failed() == 2);
        assertThat(cancelled.cancel(false)).isTrue();
        assertThat(left).isNotDone();
        pool.terminate();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThat(left).isCompletedExceptionally();
    }

    private static TaskOptions pausing(Duration pause) {
        return TaskOptions.builder()
                .retries(3)
                .retryOn(IOException.class)
                .backOff(pause)
                .build();
    }

    /** Throws on the first try, and sleeps on the second for longer than a limit. */
    private static int failThenSucceed() throws Exception {
        int tries = TRIES.incrementAndGet();
        if (tries == 1) {
            throw new FileNotFoundException("on the first");
        }
        if (tries == 2) {
            Thread.sleep(1_000);
        }
        return tries;
    }

    private static int failAlways() throws Exception {
        throw new FileNotFoundException("try " + TRIES.incrementAndGet());
    }
}
