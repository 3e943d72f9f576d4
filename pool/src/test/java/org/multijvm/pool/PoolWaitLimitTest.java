package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.task.TaskLimit;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.test.Kill;

/** Tasks that wait too long for a worker. */
@Tag("process")
class PoolWaitLimitTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    private Path folder;

    @Test
    void whatNoWorkerHasStartedInTimeIsWithdrawnAndTheRunningTaskGoesOn() throws Exception {
        String announced = folder.resolve("announced").toString();
        String go = folder.resolve("go").toString();
        try (Pool pool = Pool.of(1)) {
            AsyncResult<String> running = pool.applyAsync(Tasks::waitForFile, go);
            Pool impatient = pool.with(TaskOptions.builder().waitLimit(SHORT).build());
            // the first lies in the worker's ring, the others wait here
            List<AsyncResult<Void>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(impatient.applyAsync(() -> Tasks.announce(announced)));
            }
            AsyncResult<Integer> patient = pool.applyAsync(Tasks::plusOne, 1);
            for (AsyncResult<Void> result : waiting) {
                TaskTimeoutException late = PoolTimeLimitTest.timeoutOf(result);
                assertThat(late.kind()).isEqualTo(TaskLimit.QUEUE);
                assertThat(late.limit()).isEqualTo(SHORT);
                assertThat(late.seen()).isGreaterThanOrEqualTo(SHORT);
                assertThat(late.worker()).isEmpty();
                assertThat(late).hasMessageContaining("limit=200 ms").hasMessageContaining("waited=");
            }
            assertThat(running.isDone()).isFalse();
            Files.createFile(Path.of(go));
            assertThat(running.get(60, TimeUnit.SECONDS)).isEqualTo(go);
            assertThat(patient.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        }
        assertThat(Path.of(announced)).as("no withdrawn task was run").doesNotExist();
    }

    @Test
    void whatIsStartedInTimeMayRunLonger() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
            int millis = (int) SHORT.toMillis();
            while (!runsThriceAsLongAsItMayWait(pool, millis) && millis < 20_000) {
                // a busy machine may not let even an idle worker start a task in so short a time
                millis *= 2;
            }
            assertThat(millis).as("shortest limit that was kept, in ms").isLessThan(20_000);
        }
    }

    private static boolean runsThriceAsLongAsItMayWait(Pool pool, int millis) throws InterruptedException {
        Pool impatient = pool.with(
                TaskOptions.builder().waitLimit(Duration.ofMillis(millis)).build());
        try {
            assertThat(impatient.apply(Tasks::sleepMillis, 3 * millis)).isEqualTo(3 * millis);
            return true;
        } catch (TaskTimeoutException notStarted) {
            return false;
        }
    }

    @Test
    void whatItsDeadWorkerHadNotStartedIsStillHeldToIt() throws Exception {
        Path announced = folder.resolve("announced");
        Path go = folder.resolve("go");
        String[] files = {
            folder.resolve("first").toString(), folder.resolve("second").toString(), go.toString()
        };
        try (Pool pool = Pool.builder()
                .workers(1)
                .initializer(WorkerRecyclingTest::warmUpSlowly, files)
                .start()) {
            AsyncResult<Long> running = pool.applyAsync(LimitTasks::sleepLong, announced.toString());
            // lies in the ring of the worker that dies
            AsyncResult<Integer> late = pool.with(TaskOptions.builder()
                            .waitLimit(Duration.ofSeconds(1))
                            .build())
                    .applyAsync(Tasks::plusOne, 1);
            Kill.kill(PoolCrashTest.announcedPid(announced));
            PoolCrashTest.crashOf(running);
            // the next worker does not come up before that wait is over
            assertThat(PoolTimeLimitTest.timeoutOf(late).kind()).isEqualTo(TaskLimit.QUEUE);
            Files.createFile(go);
            assertThat(pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS))
                    .isEqualTo(2);
        }
    }

    @Test
    void aWaitThatEndsInAMapFailsTheMapOnce() throws Exception {
        Path go = folder.resolve("go");
        try (Pool pool = Pool.of(1)) {
            AsyncResult<String> running = pool.applyAsync(Tasks::waitForFile, go.toString());
            Pool impatient = pool.with(TaskOptions.builder().waitLimit(SHORT).build());
            assertThatThrownBy(() -> impatient.map(Tasks::plusOne, List.of(1, 2, 3, 4), ChunkSize.of(1)))
                    .isInstanceOf(TaskTimeoutException.class);
            Files.createFile(go);
            running.get(60, TimeUnit.SECONDS);
            Pool patient = pool.with(
                    TaskOptions.builder().waitLimit(Duration.ofMinutes(1)).build());
            assertThat(patient.map(Tasks::plusOne, List.of(1, 2, 3, 4), ChunkSize.of(4)))
                    .containsExactly(2, 3, 4, 5);
        }
    }
}
