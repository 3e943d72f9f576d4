package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.SerializableTask;
import org.multijvm.pool.task.WorkerStartException;

/** Shutting an executor down, and the death of its workers (rules F1, F5, F6, F10, F12). */
abstract class ExecutorLifecycleContract extends PoolContract {
    ExecutorLifecycleContract(Workplace kind) {
        super(kind);
    }

    @Test
    void refusesLessThanOneWorker() {
        assertThatThrownBy(() -> kind.executor(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("workers=0");
    }

    @Test
    void shutdownRunsWhatWasSubmittedAndTakesNoMore() throws Exception {
        ProcessPoolExecutor executor = kind.executor(2);
        assertThat(executor.isShutdown()).isFalse();
        assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        String gate = folder.resolve("gate").toString();
        List<AsyncResult<String>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            results.add(executor.submit(() -> Tasks.waitForFile(gate)));
        }
        executor.shutdown();
        executor.shutdown();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.isTerminated()).isFalse();
        assertThatThrownBy(() -> executor.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        Files.createFile(Path.of(gate));
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(results).allMatch(AsyncResult::successful);
        executor.close();
    }

    @Test
    void shutdownNowReturnsWhatWasNeverStarted() throws Exception {
        ProcessPoolExecutor executor = kind.builder(1).name("short-lived").startExecutor();
        Path announced = folder.resolve("pid");
        String file = announced.toString();
        AsyncResult<Long> running = executor.submit(() -> Tasks.announceAndHang(file));
        PoolCrashTest.announcedPid(announced);
        Path ran = folder.resolve("ran");
        String name = ran.toString();
        SerializableTask unstarted = () -> Tasks.announce(name);
        AsyncResult<?> first = executor.submit(unstarted);
        AsyncResult<Integer> second =
                executor.submit(() -> Tasks.createFile(name + 2).length());
        AsyncResult<Integer> cancelled = executor.submit(() -> 3);
        assertThat(cancelled.cancel(false)).isTrue();

        List<Runnable> neverStarted = executor.shutdownNow();
        assertThat(neverStarted).hasSize(2).element(0).isSameAs(unstarted);
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        for (AsyncResult<?> result : List.of(running, first, second)) {
            assertThatThrownBy(result::get).isInstanceOf(CancellationException.class);
        }
        assertThat(ran).doesNotExist();
        neverStarted.forEach(Runnable::run);
        assertThat(ran).exists();
        assertThat(Path.of(name + 2)).exists();
        assertThat(executor.shutdownNow()).isEmpty();
    }

    @Test
    void terminateWorkersCancelsWhatRunsAndWhatWaits() throws Exception {
        ProcessPoolExecutor executor = kind.executor(1);
        Path announced = folder.resolve("pid");
        String file = announced.toString();
        AsyncResult<Long> running = executor.submit(() -> Tasks.announceAndHang(file));
        AsyncResult<Integer> waiting = executor.submit(() -> 1);
        PoolCrashTest.announcedPid(announced);
        executor.terminateWorkers();
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> executor.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        executor.terminateWorkers();
        executor.killWorkers();
    }

    @Test
    void killWorkersEndsAtOnceWhateverRunsOrWaits() throws Exception {
        ProcessPoolExecutor executor = kind.executor(2);
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            results.add(executor.submit(() -> Tasks.sleepMillis(600_000)));
        }
        executor.killWorkers();
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        for (AsyncResult<Integer> result : results) {
            assertThatThrownBy(result::get).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void aFailingInitializerBreaksTheExecutor() throws Exception {
        String gate = folder.resolve("gate").toString();
        ProcessPoolExecutor executor = kind.builder(1)
                .initializer(() -> {
                    Tasks.waitForFile(gate);
                    throw new IllegalStateException("no database");
                })
                .startExecutor();
        AsyncResult<Integer> waiting = executor.submit(() -> 1);
        Files.createFile(Path.of(gate));
        assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(WorkerStartException.class)
                .hasMessageContaining("no database");
        assertThat(executor.isShutdown()).isTrue();
        assertThatThrownBy(() -> executor.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
}
