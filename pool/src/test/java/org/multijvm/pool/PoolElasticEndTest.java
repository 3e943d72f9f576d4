package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.test.Kill;

/** A pool that may have no worker at all is shut down, and its last worker goes in an unusual way. */
@Tag("process")
class PoolElasticEndTest {
    @TempDir
    private Path folder;

    enum Last {
        DIES,
        IS_CANCELLED,
        IS_OVER_ITS_TIME,
        IS_TAKEN_BACK
    }

    @ParameterizedTest
    @EnumSource
    void endsWhateverBecomesOfItsLastTask(Last last) throws Exception {
        Pool pool = Pool.builder().sizes(0, 1).start();
        Path announced = folder.resolve("pid");
        Pool limited = pool.with(
                last == Last.IS_OVER_ITS_TIME
                        ? TaskOptions.builder()
                                .timeLimit(Duration.ofMillis(500))
                                .build()
                        : TaskOptions.defaults());
        AsyncResult<Long> running = limited.applyAsync(Tasks::announceAndSpin, announced.toString());
        long pid = PoolCrashTest.announcedPid(announced);
        AsyncResult<Integer> behind = last == Last.IS_TAKEN_BACK ? pool.applyAsync(Tasks::plusOne, 1) : null;
        pool.shutdown();
        switch (last) {
            case DIES -> Kill.kill(pid);
            case IS_CANCELLED -> running.cancel(true);
            case IS_OVER_ITS_TIME -> {}
            case IS_TAKEN_BACK -> {
                running.cancel(true);
                assertThat(behind).isNotNull();
                behind.cancel(false);
            }
        }
        assertFails(running);
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
    }

    @Test
    void endsWhenAllThatWaitedForAWorkerIsTakenBack() throws Exception {
        ProcessPoolExecutor executor = Pool.builder().sizes(0, 1).startExecutor();
        executor.submit(Tasks::pid);
        executor.shutdownNow();
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsAlthoughItIsShutDownWhileItsFirstWorkerStarts() throws Exception {
        Pool pool = Pool.builder().sizes(0, 1).start();
        AsyncResult<Long> first = pool.applyAsync(Tasks::pid);
        pool.shutdown();
        assertThat(first.get(60, TimeUnit.SECONDS)).isPositive();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
    }

    @Test
    void endsAlthoughItIsShutDownWhenItsOnlyWorkerLeavesForIdleness() throws Exception {
        for (int i = 0; i < 5; i++) {
            Pool pool = Pool.builder()
                    .sizes(0, 1)
                    .idleTime(Duration.ofMillis(20 + i))
                    .start();
            pool.apply(Tasks::pid);
            while (i % 2 == 0 && pool.stats().ends().isEmpty()) {
                Thread.onSpinWait();
            }
            AsyncResult<Long> last = pool.applyAsync(Tasks::pid);
            pool.shutdown();
            assertThat(last.get(60, TimeUnit.SECONDS)).isPositive();
            assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        }
    }

    @Test
    void endsWithARetryOfItsLastTask() throws Exception {
        Pool pool = Pool.builder().sizes(0, 1).retries(2).start();
        AsyncResult<Integer> last = pool.applyAsync(
                LimitTasks::dieOnTheFirst, 2, folder.resolve("tries").toString());
        pool.shutdown();
        assertThat(last.get(60, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
    }

    private static void assertFails(AsyncResult<?> result) throws Exception {
        try {
            result.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | CancellationException expected) {
            return;
        }
        throw new AssertionError("it should have failed");
    }
}
