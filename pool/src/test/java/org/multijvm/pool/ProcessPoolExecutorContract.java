package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.pool.engine.Answer;

/** Submitting to a pool as an {@link ExecutorService} (rules F3, F4, F7, F8, F9, F14 and the interface's own). */
abstract class ProcessPoolExecutorContract extends PoolContract {
    private ProcessPoolExecutor executor;

    ProcessPoolExecutorContract(Workplace kind) {
        super(kind);
    }

    @BeforeAll
    void makeExecutor() {
        executor = ProcessPoolExecutor.on(pool);
    }

    @Test
    void runsLambdasOfEachKindWhereTheWorkersAre() throws Exception {
        long here = ProcessHandle.current().pid();
        String file = folder.resolve("ran").toString();
        assertThat(executor.submit(() -> 6 * 7).get()).isEqualTo(42);
        assertThat(executor.submit(Tasks::pid).get() == here).isEqualTo(kind.isHere());
        assertThat(executor.submit(() -> Tasks.announce(file)).get()).isNull();
        assertThat(Path.of(file)).isNotEmptyFile();
        assertThat(Files.readString(Path.of(file)).equals(Long.toString(here))).isEqualTo(kind.isHere());
        Thread notSent = new Thread("stays here");
        assertThat(executor.submit(() -> Tasks.announce(file + 2), notSent).get())
                .isSameAs(notSent);
        assertThat(Path.of(file + 2)).exists();
    }

    @Test
    void servesCodeThatKnowsOnlyExecutors() throws Exception {
        ExecutorService plain = executor;
        Path file = folder.resolve("ran");
        assertThat(plain.submit(new Answer(42)).get()).isEqualTo(42);
        assertThat(plain.submit((Runnable & Serializable) () -> {}, "end").get())
                .isEqualTo("end");
        assertThat(plain.submit(new Announcement(file.toString())).get()).isNull();
        assertThat(file).exists();
        Path second = folder.resolve("executed");
        plain.execute(new Announcement(second.toString()));
        PoolCrashTest.announcedPid(second);
        Path third = folder.resolve("lambda");
        String name = third.toString();
        executor.execute(() -> Tasks.announce(name));
        PoolCrashTest.announcedPid(third);
    }

    @Test
    void refusesAPlainLambdaAndNamesTheRemedy() throws Exception {
        Callable<Integer> plain = () -> 42;
        assertThatThrownBy(() -> executor.submit(plain))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("type=" + plain.getClass().getName())
                .hasMessageContaining("SerializableCallable");
        assertThatThrownBy(() -> executor.execute(new Thread("work"))).hasMessageContaining("type=java.lang.Thread");
        assertThat(executor.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void givesWhatTheTaskThrew() {
        assertThatThrownBy(() -> executor.submit(() -> Tasks.checked("no.txt")).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseExactlyInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> executor.submit(() -> {
                            throw new AssertionError("no bug of the pool's");
                        })
                        .get())
                .hasCauseExactlyInstanceOf(AssertionError.class);
    }

    @Test
    void whatNoWorkerHasStartedCanBeCancelled() throws Exception {
        String gate = folder.resolve("gate").toString();
        try (ProcessPoolExecutor own = kind.executor(1)) {
            Path announced = folder.resolve("pid");
            String file = announced.toString();
            AsyncResult<Long> running = own.submit(() -> Tasks.announceAndHang(file));
            PoolCrashTest.announcedPid(announced);
            List<AsyncResult<String>> queued = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                queued.add(own.submit(() -> Tasks.waitForFile(gate)));
            }
            assertThat(queued).allMatch(result -> result.cancel(false));
            assertThat(running.cancel(false)).isFalse();
            assertThat(running.cancel(true)).isTrue();
            assertThat(own.submit(() -> 7).get()).isEqualTo(7);
        }
    }

    @Test
    void mapsInInputOrderAndLeavingItCancelsTheRest() {
        try (ResultIterator<Integer> results = executor.map(Tasks::plusOne, List.of(1, 2, 3), ChunkSize.of(2))) {
            assertThat(results).toIterable().containsExactly(2, 3, 4);
        }
        try (ResultIterator<Integer> results = executor.map(Tasks::plusOne, List.of(1, 2, 3))) {
            assertThat(results.next()).isEqualTo(2);
        }
        assertThatThrownBy(() -> executor.map(Tasks::plusOne, List.of(1), ChunkSize.of(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void invokesAll() throws Exception {
        List<SerializableCallable<Integer>> tasks = List.of(() -> 1, () -> Tasks.failOn(2, 2), () -> 3);
        List<Future<Integer>> ended = executor.invokeAll(tasks);
        assertThat(ended).hasSize(3).allMatch(Future::isDone);
        assertThat(ended.get(0).get()).isEqualTo(1);
        assertThatThrownBy(() -> ended.get(1).get()).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(ended.get(2).get()).isEqualTo(3);
        assertThat(executor.invokeAll(List.<Callable<Integer>>of())).isEmpty();
    }

    @Test
    void invokeAllStopsWhatHasNotEndedInTime() throws Exception {
        try (ProcessPoolExecutor own = kind.executor(1)) {
            String never = folder.resolve("never").toString();
            assertThat(own.submit(() -> 1).get()).isEqualTo(1);
            List<SerializableCallable<String>> tasks =
                    List.of(() -> Tasks.waitForFile(never), () -> Tasks.waitForFile(never));
            assertThat(own.invokeAll(tasks, 1, TimeUnit.MILLISECONDS))
                    .hasSize(2)
                    .allMatch(Future::isCancelled);
            assertThat(own.submit(() -> 1).get()).isEqualTo(1);
        }
    }

    @Test
    void invokeAllCancelsTheOthersIfOneIsRefused() throws Exception {
        Callable<Integer> plain = () -> 42;
        assertThatThrownBy(() -> executor.invokeAll(List.of(new Answer(1), plain)))
                .isInstanceOf(EncodingException.class);
    }

    @Test
    void invokeAnyGivesTheFirstSuccessAndStopsTheOthers() throws Exception {
        try (ProcessPoolExecutor own = kind.executor(2)) {
            String never = folder.resolve("never").toString();
            List<SerializableCallable<String>> tasks =
                    List.of(() -> Tasks.waitForFile(never), () -> Tasks.failOn(2, 2) + "", () -> "first");
            assertThat(own.invokeAny(tasks)).isEqualTo("first");
            assertThat(own.submit(() -> 1).get()).isEqualTo(1);
        }
    }

    @Test
    void invokeAnyFailsIfAllFailOrTheTimeIsOver() throws Exception {
        try (ProcessPoolExecutor own = kind.executor(1)) {
            List<SerializableCallable<Integer>> bad = List.of(() -> Tasks.failOn(1, 1), () -> Tasks.failOn(2, 2));
            assertThatThrownBy(() -> own.invokeAny(bad))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
            String never = folder.resolve("never").toString();
            List<SerializableCallable<String>> endless = List.of(() -> Tasks.waitForFile(never));
            assertThatThrownBy(() -> own.invokeAny(endless, 1, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> own.invokeAny(List.<Callable<Integer>>of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void servesCompletableFuturesWhoseFunctionCanTravel() throws Exception {
        long here = ProcessHandle.current().pid();
        CompletableFuture<Long> pid =
                CompletableFuture.supplyAsync((Supplier<Long> & Serializable) Tasks::pid, executor);
        assertThat(pid.get() == here).isEqualTo(kind.isHere());
        String file = folder.resolve("ran").toString();
        CompletableFuture<Void> run =
                CompletableFuture.runAsync((Runnable & Serializable) () -> Tasks.announce(file), executor);
        assertThat(run.thenApply(none -> Path.of(file)).get()).isNotEmptyFile();
        CompletableFuture<Integer> failing =
                CompletableFuture.supplyAsync((Supplier<Integer> & Serializable) () -> Tasks.failOn(1, 1), executor);
        assertThatThrownBy(failing::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(failing::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void servesACompletionService() throws Exception {
        CompletionService<Integer> service = new ExecutorCompletionService<>(executor);
        List<Future<Integer>> given = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            given.add(service.submit(new Answer(i)));
        }
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Future<Integer> next = service.take();
            assertThat(given).contains(next);
            assertThat(next.isDone()).isTrue();
            taken.add(next.get());
        }
        assertThat(taken)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 20).boxed().toList());
        assertThat(service.poll()).isNull();
        assertThat(service.submit((Runnable & Serializable) () -> {}, 7).get()).isEqualTo(7);
        assertThat(service.take().get()).isEqualTo(7);
        SerializableCallable<Integer> failing = () -> Tasks.failOn(1, 1);
        service.submit(failing);
        assertThatThrownBy(service.take()::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> service.submit(() -> 1))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("SerializableCallable");
        // what was refused leaves nothing behind for the next task of this thread
        String next = folder.resolve("next").toString();
        executor.execute(() -> Tasks.announce(next));
        executor.submit(() -> Tasks.announce(next)).get();
        assertThat(service.poll()).isNull();
    }

    @Test
    void anExecutorWorksInsideAWorker() throws Exception {
        assertThat(executor.submit(() -> {
                            try (ProcessPoolExecutor inner = ProcessPoolExecutor.of(1)) {
                                return inner.submit(() -> 42).get();
                            }
                        })
                        .get())
                .isEqualTo(42);
    }

    @Test
    void keepsUpWithManySmallTasks() throws Exception {
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            int captured = i;
            results.add(executor.submit(() -> captured * 2));
        }
        for (int i = 0; i < 5000; i++) {
            assertThat(results.get(i).get()).isEqualTo(2 * i);
        }
    }

    /** A task as a record. */
    record Answer(int value) implements Callable<Integer>, Serializable {
        @Override
        public Integer call() {
            return value;
        }
    }

    /** A task as a record. */
    record Announcement(String file) implements Runnable, Serializable {
        @Override
        public void run() {
            Tasks.announce(file);
        }
    }
}
