package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.jvm.JvmEngine;
import org.multijvm.pool.jvm.WorkerEnd;
import org.multijvm.pool.jvm.WorkerLife;

/** What is kept of workers: since when they are there, how many came before, and why those left. */
@Tag("process")
class WorkerLifeTest {
    @TempDir
    private Path folder;

    @Test
    void tellsTheWorkersThereAre() throws Exception {
        try (Pool pool = Pool.builder().name("seen").workers(2).start()) {
            long pid = pool.apply(Tasks::pid);
            // the second may be launched after the first has served already
            await().atMost(60, TimeUnit.SECONDS).until(() -> lives(pool).size() == 2);
            List<WorkerLife> lives = lives(pool);
            assertThat(lives).extracting(WorkerLife::id).containsExactly(1, 2);
            assertThat(lives).extracting(WorkerLife::name).containsExactly("seen-1", "seen-2");
            assertThat(lives).extracting(WorkerLife::pid).contains(pid);
            assertThat(lives).allMatch(life -> life.restarts() == 0 && life.lastEnd() == null);
            assertThat(lives.stream().mapToLong(WorkerLife::tasks).sum()).isEqualTo(1);
        }
    }

    @Test
    void knowsAWorkerThatCrashed() throws Exception {
        try (Pool pool = Pool.of(1)) {
            PoolCrashTest.crashOf(pool.applyAsync(Tasks::halt, 3));
            awaitEnd(pool, WorkerEnd.CRASHED);
        }
    }

    @Test
    void knowsAWorkerThatThePoolKilled() throws Exception {
        try (Pool pool = Pool.of(1)) {
            Path announced = folder.resolve("pid");
            AsyncResult<Long> running = pool.applyAsync(Tasks::announceAndSpin, announced.toString());
            PoolCrashTest.announcedPid(announced);
            running.cancel(true);
            awaitEnd(pool, WorkerEnd.KILLED);
        }
    }

    @Test
    void knowsAWorkerThatHadDoneItsTasks() throws Exception {
        try (Pool pool = Pool.builder().workers(1).maxTasksPerWorker(1).start()) {
            pool.apply(Tasks::plusOne, 1);
            awaitEnd(pool, WorkerEnd.TASKS);
        }
    }

    @Test
    void knowsAWorkerThatHeldTooMuch() throws Exception {
        try (Pool pool = Pool.builder().workers(1).maxWorkerMemory(1).start()) {
            pool.apply(Tasks::plusOne, 1);
            awaitEnd(pool, WorkerEnd.MEMORY);
        }
    }

    private static void awaitEnd(Pool pool, WorkerEnd end) {
        await().atMost(60, TimeUnit.SECONDS).until(() -> {
            List<WorkerLife> lives = lives(pool);
            return !lives.isEmpty()
                    && lives.stream().allMatch(life -> life.id() == 1 && life.restarts() >= 1 && life.lastEnd() == end);
        });
    }

    static List<WorkerLife> lives(Pool pool) {
        return ((JvmEngine) ((TaskPool) pool).engine()).lives();
    }
}
