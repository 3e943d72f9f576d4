package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.multijvm.pool.PoolAffinityContract.strict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.test.Kill;

/** Keys, wherever the workers are. An engine of another module says itself whether it knows them. */
class PoolAffinityTest {
    @Nested
    class WithWorkerJvms extends PoolAffinityContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolAffinityContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolAffinityContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Test
    @Tag("process")
    void theKeyOfAWorkerThatIsKilledGetsAnotherOne(@TempDir Path folder) throws Exception {
        try (Pool pool = Pool.of(2)) {
            Pool strict = strict(pool, "dies");
            String begun = folder.resolve("begun").toString();
            AsyncResult<Long> hangs = strict.applyAsync(() -> Tasks.announceAndHang(begun));
            Tasks.waitForFile(begun);
            List<AsyncResult<String>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(strict.applyAsync(PoolEachWorkerContract::workerName));
            }
            Kill.kill(strict.stats().workers().stream()
                    .filter(worker -> worker.unanswered() > 0)
                    .findFirst()
                    .orElseThrow()
                    .pid());
            assertThatThrownBy(() -> hangs.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(WorkerCrashedException.class);
            Set<String> workers = new HashSet<>();
            for (AsyncResult<String> each : waiting) {
                workers.add(each.get(60, TimeUnit.SECONDS));
            }
            assertThat(workers).hasSize(1);
            assertThat(pool.stats().affinity().lost()).isEqualTo(1);
            assertThat(pool.stats().affinity().kept()).isEqualTo(19);
        }
    }

    @Test
    @Tag("process")
    void aStrictKeyKeepsItsOrderWhereWorkersAreReplaced() throws Exception {
        try (Pool pool = Pool.builder().workers(2).maxTasksPerWorker(7).start()) {
            Pool strict = strict(pool, "recycled");
            List<AsyncResult<Long>> results = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                results.add(strict.applyAsync(() -> {
                    Thread.sleep(1);
                    return System.nanoTime();
                }));
            }
            long before = Long.MIN_VALUE;
            for (AsyncResult<Long> each : results) {
                long ended = each.get(60, TimeUnit.SECONDS);
                assertThat(ended).isGreaterThan(before);
                before = ended;
            }
            assertThat(pool.stats().affinity().lost()).isPositive();
        }
    }

    @Test
    @Tag("unit")
    void aTaskThatWaitsForAnotherOneOfItsKeyDoesNotWaitForItself() throws Exception {
        try (Pool pool = PoolKind.THREADS.of(1)) {
            Pool strict = strict(pool, "nested");
            AsyncResult<Integer> outer = strict.applyAsync(() -> strict.apply(Tasks::plusOne, 1));
            assertThat(outer.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }
}
