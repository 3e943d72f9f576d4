package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools that grow and shrink: by what there is to do, and because they are told to. */
@Tag("process")
class WorkerSizeTest {
    @TempDir
    private Path folder;

    @Test
    void startsMoreWorkersWhenTasksComeAndAllAreBusy() throws Exception {
        try (Pool pool = Pool.builder().sizes(1, 3).start()) {
            assertThat(pool.workers()).isEqualTo(3);
            List<AsyncResult<Long>> together = submitThatWaitForEachOther(pool, 3);
            release();
            for (AsyncResult<Long> one : together) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isPositive();
            }
        }
    }

    @Test
    void hasNoMoreWorkersThanTheMost() throws Exception {
        try (Pool pool = Pool.builder().sizes(0, 2).start()) {
            for (int i = 0; i < 50; i++) {
                pool.applyAsync(Tasks::sleepMillis, 2);
            }
            List<AsyncResult<Long>> together = submitThatWaitForEachOther(pool, 2);
            assertThat(workers()).hasSize(2);
            release();
            together.get(1).get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void goesDownToNoWorkerWhenIdleAndComesBack() throws Exception {
        try (Pool pool =
                Pool.builder().sizes(0, 2).idleTime(Duration.ofMillis(50)).start()) {
            assertThat(workers()).isEmpty();
            for (int round = 0; round < 3; round++) {
                assertThat(pool.applyAsync(Tasks::plusOne, round).get(60, TimeUnit.SECONDS))
                        .isEqualTo(round + 1);
                await().atMost(60, TimeUnit.SECONDS).until(() -> workers().isEmpty());
            }
        }
    }

    @Test
    void losesNothingWhenTasksComeWhileIdleWorkersLeave() throws Exception {
        try (Pool pool =
                Pool.builder().sizes(0, 1).idleTime(Duration.ofMillis(20)).start()) {
            for (int i = 0; i < 12; i++) {
                assertThat(pool.applyAsync(Tasks::plusOne, i).get(60, TimeUnit.SECONDS))
                        .isEqualTo(i + 1);
                // about when the worker leaves: a little earlier or later each time
                Thread.sleep(10 + 5L * i);
            }
        }
    }

    @Test
    void keepsTheLeastHoweverIdle() throws Exception {
        try (Pool pool =
                Pool.builder().sizes(1, 2).idleTime(Duration.ofMillis(20)).start()) {
            List<AsyncResult<Long>> together = submitThatWaitForEachOther(pool, 2);
            release();
            together.get(0).get(60, TimeUnit.SECONDS);
            await().atMost(60, TimeUnit.SECONDS).until(() -> workers().size() == 1);
            long pid = pool.apply(Tasks::pid);
            await().during(Duration.ofMillis(200))
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> workers().equals(List.of(pid)));
        }
    }

    @Test
    void doesWorkThatWasSubmittedBeforeAnyWorkerWasThereAfterShutdown() throws Exception {
        Pool pool = Pool.builder().sizes(0, 2).start();
        AsyncResult<Integer> result = pool.applyAsync(Tasks::plusOne, 1);
        pool.close();
        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void closesWithoutEverHavingHadAWorker() {
        Pool.builder().sizes(0, 2).start().close();
    }

    /** The twin of the growth: a worker that is killed is started again only if there is work for it. */
    @Test
    void startsAnotherOneForATaskThatWaitsWhenTheOnlyWorkerIsKilled() throws Exception {
        try (Pool pool = Pool.builder().sizes(0, 1).start()) {
            Path announced = folder.resolve("pid");
            AsyncResult<Long> victim = pool.applyAsync(Tasks::announceAndHang, announced.toString());
            AsyncResult<Integer> waits = pool.applyAsync(Tasks::plusOne, 1);
            PoolCrashTest.kill(PoolCrashTest.announcedPid(announced));
            PoolCrashTest.crashOf(victim);
            assertThat(waits.get(60, TimeUnit.SECONDS)).isEqualTo(2);
            PoolCrashTest.kill(workers().get(0));
            await().atMost(60, TimeUnit.SECONDS).until(() -> workers().isEmpty());
        }
    }

    @Test
    void growsAtOnceWhenItIsResized() throws Exception {
        try (Pool pool = Pool.of(1)) {
            pool.resize(3);
            assertThat(pool.workers()).isEqualTo(3);
            List<AsyncResult<Long>> together = submitThatWaitForEachOther(pool, 3);
            release();
            together.get(2).get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void shrinksAsWorkersBecomeFreeAndLosesNothing() throws Exception {
        try (Pool pool = Pool.of(3)) {
            List<AsyncResult<Long>> together = submitThatWaitForEachOther(pool, 3);
            List<AsyncResult<Integer>> more = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                more.add(pool.applyAsync(Tasks::plusOne, i));
            }
            pool.resize(1);
            release();
            for (AsyncResult<Long> one : together) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isPositive();
            }
            for (int i = 0; i < 100; i++) {
                assertThat(more.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
            await().atMost(60, TimeUnit.SECONDS).until(() -> workers().size() == 1);
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void aWorkerThatIsKilledWhileThePoolShrinksIsNotReplaced() throws Exception {
        try (Pool pool = Pool.of(2)) {
            List<AsyncResult<Long>> together = submitThatWaitForEachOther(pool, 2);
            pool.resize(1);
            workers().forEach(PoolCrashTest::kill);
            for (AsyncResult<Long> one : together) {
                PoolCrashTest.crashOf(one);
            }
            assertThat(pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS))
                    .isEqualTo(2);
            assertThat(workers()).hasSize(1);
        }
    }

    @Test
    void resizesUpAndDownWhileItWorks() throws Exception {
        try (Pool pool = Pool.of(1)) {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                pool.resize(1 + round % 3);
                for (int i = 0; i < 100; i++) {
                    results.add(pool.applyAsync(Tasks::plusOne, i));
                }
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i % 100 + 1);
            }
        }
    }

    @Test
    void refusesSizesThatMakeNoSense() {
        assertThatThrownBy(() -> Pool.builder().sizes(3, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("least=3, most=2");
        assertThatThrownBy(() -> Pool.builder().sizes(-1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pool.builder().sizes(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pool.builder().idleTime(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pool.builder().maxTasksPerWorker(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tasks=0");
        assertThatThrownBy(() -> Pool.builder().maxWorkerMemory(0)).isInstanceOf(IllegalArgumentException.class);
        try (Pool pool = Pool.builder().sizes(0, 1).start()) {
            assertThatThrownBy(() -> pool.resize(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("workers=0");
        }
    }

    /** Tasks of which none ends before all run at the same time; returns when they do. */
    private List<AsyncResult<Long>> submitThatWaitForEachOther(Pool pool, int tasks) {
        List<AsyncResult<Long>> together = new ArrayList<>();
        String go = folder.resolve("go").toString();
        for (int i = 0; i < tasks; i++) {
            together.add(pool.applyAsync(
                    WorkerSizeTest::announceAndWait, folder.resolve("task" + i).toString(), go));
        }
        for (int i = 0; i < tasks; i++) {
            PoolCrashTest.announcedPid(folder.resolve("task" + i));
        }
        return together;
    }

    private void release() throws Exception {
        Files.createFile(folder.resolve("go"));
    }

    private static long announceAndWait(String file, String go) throws Exception {
        Tasks.announce(file);
        Tasks.waitForFile(go);
        return Tasks.pid();
    }

    private static List<Long> workers() {
        List<Long> pids = new ArrayList<>();
        ProcessHandle.current().children().filter(ProcessHandle::isAlive).forEach(child -> pids.add(child.pid()));
        return pids;
    }
}
