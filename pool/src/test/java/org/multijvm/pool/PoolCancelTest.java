package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.test.Kill;

/** Tasks that nobody wants any more: the pool stays whole. */
@Tag("process")
class PoolCancelTest {
    private static final TaskOptions PATIENT =
            TaskOptions.builder().grace(Duration.ofMinutes(10)).build();

    @TempDir
    private Path folder;

    @Test
    void aRunningTaskThatHeedsInterruptsIsStoppedAndItsWorkerLives() throws Exception {
        try (Pool pool = Pool.builder().workers(1).taskOptions(PATIENT).start()) {
            ConcurrentLinkedQueue<Throwable> told = new ConcurrentLinkedQueue<>();
            AsyncResult<Long> task =
                    pool.applyAsync(LimitTasks::sleepLong, file("a"), Callbacks.of(value -> {}, told::add));
            long pid = PoolCrashTest.announcedPid(path("a"));
            assertThat(task.cancel(true)).isTrue();
            assertThat(task).isCancelled();
            assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
            assertThat(pool.apply(Tasks::pid)).isEqualTo(pid);
            assertThat(pool.apply(LimitTasks::isInterrupted, 0)).isFalse();
            await().atMost(60, TimeUnit.SECONDS).until(() -> !told.isEmpty());
            assertThat(told).hasSize(1).first().isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void aRunningTaskThatDoesNotLosesItsWorker() throws Exception {
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> task = pool.applyAsync(Tasks::announceAndSpin, file("a"));
            AsyncResult<Integer> behind = pool.applyAsync(Tasks::plusOne, 1);
            long pid = PoolCrashTest.announcedPid(path("a"));
            assertThat(task.cancel(true)).isTrue();
            assertThat(behind.get(60, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(pool.apply(Tasks::pid)).isNotEqualTo(pid);
            Kill.awaitDeath(pid, Duration.ofSeconds(60));
        }
    }

    @Test
    void aTaskInAStoppedWorkerIsCancelledToo() throws Exception {
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> task = pool.applyAsync(LimitTasks::sleepLong, file("a"));
            long pid = PoolCrashTest.announcedPid(path("a"));
            Kill.stop(pid);
            assertThat(task.cancel(true)).isTrue();
            assertThat(pool.applyAsync(Tasks::pid).get(60, TimeUnit.SECONDS)).isNotEqualTo(pid);
        }
    }

    @Test
    void aWorkerKilledWhileItsTaskIsBeingCancelledIsReplaced() throws Exception {
        try (Pool pool = Pool.builder().workers(1).taskOptions(PATIENT).start()) {
            AsyncResult<Long> task = pool.applyAsync(LimitTasks::parkForEver, file("a"));
            long pid = PoolCrashTest.announcedPid(path("a"));
            task.cancel(true);
            Kill.kill(pid);
            assertThat(pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS))
                    .isEqualTo(2);
        }
    }

    @Test
    void aWaitingTaskIsTakenBackAndNeverRun() throws Exception {
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> running = pool.applyAsync(LimitTasks::sleepLong, file("a"));
            AsyncResult<Long> waiting = pool.applyAsync(LimitTasks::sleepLong, file("never"));
            PoolCrashTest.announcedPid(path("a"));
            assertThat(running.cancel(false)).isFalse();
            assertThat(waiting.cancel(true)).isTrue();
            assertThat(running.isDone()).isFalse();
            assertThat(running.cancel(true)).isTrue();
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
        assertThat(path("never")).doesNotExist();
    }

    @Test
    void whatHasEndedCannotBeCancelled() throws Exception {
        try (Pool pool = Pool.of(1)) {
            long pid = pool.apply(Tasks::pid);
            AsyncResult<Integer> ended = pool.applyAsync(Tasks::plusOne, 1);
            ended.get();
            assertThat(ended.cancel(true)).isFalse();
            assertThat(ended.get()).isEqualTo(2);
            assertThat(pool.apply(Tasks::pid)).isEqualTo(pid);
        }
    }

    @Test
    void allChunksOfAMapAreGivenUp() throws Exception {
        try (Pool pool = Pool.builder().workers(2).taskOptions(PATIENT).start()) {
            AsyncResult<List<Long>> map = pool.mapAsync(
                    LimitTasks::sleepLong, List.of(file("0"), file("1"), file("2"), file("3")), ChunkSize.of(1));
            await().atMost(60, TimeUnit.SECONDS).until(() -> pids().size() == 2);
            assertThat(map.cancel(true)).isTrue();
            assertThat(map).isCancelled();
            assertThat(pids()).containsAll(pool.map(Tasks::slowPid, List.of(50, 50), ChunkSize.of(1)));
            assertThat(pids()).as("no chunk was started later").hasSize(2);
        }
    }

    /** Of the workers that have announced themselves. */
    private List<Long> pids() {
        return Stream.of("0", "1", "2", "3")
                .map(this::path)
                .filter(file -> file.toFile().length() > 0)
                .map(PoolCrashTest::announcedPid)
                .collect(Collectors.toList());
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private String file(String name) {
        return path(name).toString();
    }
}
