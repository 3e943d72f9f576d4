package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.multijvm.pool.PoolCrashTest.announcedPid;
import static org.multijvm.pool.PoolCrashTest.crashOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.PoolStats.SlowTask;
import org.multijvm.pool.task.PoolStats.WorkerStats;
import org.multijvm.test.Kill;

/** What a pool tells of itself. */
@Tag("process")
class PoolStatsTest {
    @TempDir
    private Path folder;

    @Test
    void tellsOfEachWorker() throws Exception {
        try (Pool pool = Pool.builder().name("etl").workers(2).start()) {
            pool.map(Tasks::sleepMillis, List.of(20, 20, 20, 20), ChunkSize.of(1));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> pool.stats().workers().size() == 2);
            PoolStats stats = pool.stats();
            assertThat(stats.name()).isEqualTo("etl");
            assertThat(stats.size()).isEqualTo(2);
            assertThat(stats.done()).isEqualTo(4);
            assertThat(stats.failed()).isZero();
            assertThat(stats.waiting()).isZero();
            assertThat(stats.running()).isZero();
            assertThat(stats.workers()).extracting(WorkerStats::name).containsExactly("etl-1", "etl-2");
            assertThat(stats.workers().stream().mapToLong(WorkerStats::done).sum())
                    .isEqualTo(4);
            assertThat(stats.workers().stream()
                            .mapToDouble(WorkerStats::busyShare)
                            .sum())
                    .isGreaterThan(0)
                    .isLessThanOrEqualTo(2);
            for (WorkerStats worker : stats.workers()) {
                assertThat(ProcessHandle.of(worker.pid())).isPresent();
                assertThat(worker.debugPort()).isEmpty();
                assertThat(worker.residentBytes()).isPresent();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ELSEWHERE")
    void tellsOnWhichHostEachWorkerIs(PoolKind kind) throws Exception {
        String own = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        try (Pool pool = kind.of(1)) {
            pool.apply(Tasks::plusOne, 1);
            assertThat(pool.stats().workers()).extracting(WorkerStats::host).containsExactly(own);
            assertThat(pool.stats().toString()).doesNotContain("host");
        }
    }

    @Test
    void tellsWhatRunsAndWhatWaits() throws Exception {
        String gate = folder.resolve("gate").toString();
        try (Pool pool = Pool.of(1)) {
            List<AsyncResult<String>> results = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                results.add(pool.applyAsync(Tasks::waitForFile, gate));
            }
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.stats().running() == 1);
            PoolStats stats = pool.stats();
            WorkerStats worker = stats.workers().get(0);
            assertThat(worker.unanswered()).isGreaterThan(0);
            assertThat(stats.waiting() + worker.unanswered()).isEqualTo(50);
            assertThat(stats.waitingBytes()).isGreaterThan(stats.waiting());
            Tasks.announce(gate);
            for (AsyncResult<String> result : results) {
                result.get(60, TimeUnit.SECONDS);
            }
            assertThat(pool.stats().done()).isEqualTo(50);
            assertThat(pool.stats().waitingBytes()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ELSEWHERE")
    void countsTheRunningTaskAsWork(PoolKind kind) throws Exception {
        String gate = folder.resolve("gate").toString();
        try (Pool pool = kind.of(1)) {
            AsyncResult<String> running = pool.applyAsync(Tasks::waitForFile, gate);
            // the longer it runs, the smaller a share of the worker's life was its start
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> pool.stats().workers().stream().anyMatch(worker -> worker.busyShare() > 0.5));
            assertThat(pool.stats().workers()).extracting(WorkerStats::done).containsExactly(0L);
            Tasks.announce(gate);
            running.get(60, TimeUnit.SECONDS);
            assertThat(pool.stats().workers().get(0).busyShare())
                    .isGreaterThan(0)
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void addsUpAfterErrorsAndCrashes() throws Exception {
        try (Pool pool = Pool.builder().name("etl").workers(2).start()) {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                results.add(
                        switch (i % 10) {
                            case 3 -> pool.applyAsync(Tasks::failOn, i, i);
                            case 7 -> pool.applyAsync(Tasks::halt, 9);
                            default -> pool.applyAsync(Tasks::plusOne, i);
                        });
            }
            int failed = 0;
            for (AsyncResult<Integer> result : results) {
                failed += fails(result) ? 1 : 0;
            }
            PoolStats stats = pool.stats();
            assertThat(failed).isEqualTo(20);
            assertThat(stats.failed()).isEqualTo(20);
            assertThat(stats.done()).isEqualTo(80);
            assertThat(stats.restarts()).isEqualTo(10);
            assertThat(stats.ends())
                    .hasSize(10)
                    .allSatisfy(end -> assertThat(end.reason()).startsWith("exit=9"));
            assertThat(stats.toString()).contains("pool etl:", "restarts=10").containsPattern("ended: etl-\\d+ ");
        }
    }

    private static boolean fails(AsyncResult<Integer> result) throws Exception {
        try {
            result.get(60, TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    @Test
    void tellsWhyAWorkerWasReplacedWhoWasKilledBetweenTasks() throws Exception {
        try (Pool pool = Pool.builder().name("etl").workers(1).start()) {
            long first = pool.apply(Tasks::pid);
            Kill.kill(first);
            assertThat(pool.applyAsync(Tasks::pid).get(60, TimeUnit.SECONDS)).isNotEqualTo(first);
            PoolStats.EndedWorker end = pool.stats().ends().get(0);
            assertThat(end.name()).isEqualTo("etl-1");
            assertThat(end.pid()).isEqualTo(first);
            assertThat(end.done()).isEqualTo(1);
            assertThat(end.reason()).startsWith("signal=9");
            assertThat(pool.stats().failed()).isZero();
        }
    }

    @Test
    void countsTheTaskOfAKilledWorkerBeforeItsFailureIsSeen() throws Exception {
        try (Pool pool = Pool.of(1)) {
            Path announced = folder.resolve("pid");
            AsyncResult<Long> victim = pool.applyAsync(Tasks::announceAndHang, announced.toString());
            Kill.kill(announcedPid(announced));
            crashOf(victim);
            assertThat(pool.stats().failed()).isEqualTo(1);
            assertThat(pool.stats().restarts()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheFiveSlowestTasks(PoolKind kind) throws Exception {
        try (Pool pool = kind.builder().name("etl").workers(2).start()) {
            pool.map(Tasks::plusOne, IntStream.range(0, 500).boxed().toList(), ChunkSize.of(1));
            pool.map(Tasks::sleepMillis, List.of(200, 240, 280, 320, 360, 400), ChunkSize.of(1));
            List<SlowTask> slowest = pool.stats().slowest();
            assertThat(slowest).hasSize(5);
            assertThat(slowest).isSortedAccordingTo((a, b) -> b.duration().compareTo(a.duration()));
            assertThat(slowest).extracting(SlowTask::number).doesNotHaveDuplicates();
            // whatever else was slow on a busy machine, was slower than these
            assertThat(slowest).allSatisfy(slow -> {
                assertThat(slow.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(240));
                assertThat(slow.worker()).startsWith("etl-");
                boolean slept = slow.number() > 500;
                assertThat(slow.function())
                        .isEqualTo("org.multijvm.pool.Tasks::" + (slept ? "sleepMillis" : "plusOne"));
                assertThat(slow.duration().toMillis())
                        .isGreaterThanOrEqualTo(slept ? 200 + 40 * (slow.number() - 501) : 0);
            });
        }
    }

    @Test
    void worksAfterTheEnd() throws Exception {
        Pool pool = Pool.of(1);
        pool.apply(Tasks::plusOne, 1);
        pool.close();
        assertThat(pool.stats().done()).isEqualTo(1);
        assertThat(pool.stats().workers()).isEmpty();
        assertThat(pool.stats().restarts()).isZero();
        assertThatThrownBy(() -> pool.apply(Tasks::plusOne, 1)).isInstanceOf(RuntimeException.class);
    }
}
