package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.engine.TaskTimes;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskFigures;
import org.multijvm.pool.task.TaskFigures.End;
import org.multijvm.pool.task.WorkerCrashedException;

/** Figures of tasks, wherever the workers are. An engine of another module tells what it knows. */
class PoolFiguresTest {
    @Nested
    class WithWorkerJvms extends PoolFiguresContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolFiguresContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolFiguresContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Test
    @Tag("process")
    void aWorkerThatDiesIsCountedByItsReason() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThatThrownBy(() -> pool.apply(Tasks::halt, 3)).isInstanceOf(WorkerCrashedException.class);
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
            assertThat(pool.stats().figures().ends()).isEqualTo(Map.of(End.CRASHED, 1L, End.DONE, 1L));
            assertThat(pool.stats().figures().workerEnds()).isEqualTo(Map.of("died", 1L));
            assertThat(pool.stats().toString()).contains("workers ended: died=1");
            PoolStats stats = pool.stats();
            PoolStats back = pool.apply((PoolStats same) -> same, stats);
            assertThat(back).isEqualTo(stats);
        }
    }

    @Test
    @Tag("process")
    void manyQuickTasksAreAllCountedAndSampledByTheirWaits() throws Exception {
        try (Pool pool = Pool.of(2)) {
            int sum = 0;
            for (int i = 0; i < 50_000; i++) {
                sum += pool.apply(Tasks::plusOne, 0);
            }
            assertThat(sum).isEqualTo(50_000);
            TaskFigures.FunctionTimes times = PoolFiguresContract.ofFunction(pool, "plusOne");
            assertThat(times.running().count()).isEqualTo(50_000);
            // all but those behind the last that was looked at
            assertThat(times.waiting().count()).isBetween(50_000L - 64, 50_000L + 64);
        }
    }

    @Test
    @Tag("unit")
    void functionsBeyondAHundredAreOne() {
        TaskTimes times = new TaskTimes();
        IntStream.range(0, 250).forEach(i -> times.of(i, "function" + i).ran(1_000));
        TaskFigures figures = times.read(java.util.Optional.empty(), Map.of());
        assertThat(figures.functions()).hasSize(101);
        assertThat(figures.functions().get(100).function()).isEqualTo(TaskFigures.OTHERS);
        assertThat(figures.functions().get(100).running().count()).isEqualTo(150);
    }
}
