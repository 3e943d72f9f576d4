package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.EncodingException;

/** An {@link AsyncResult} as a {@link CompletableFuture} among others (rules F11, F15, F16). */
abstract class PoolCompositionContract extends PoolContract {
    PoolCompositionContract(Workplace kind) {
        super(kind);
    }

    @Test
    void combinesTwoResults() throws Exception {
        CompletableFuture<Integer> both =
                pool.applyAsync(Tasks::plusOne, 1).thenCombine(pool.applyAsync(Tasks::plusOne, 10), (a, b) -> a * b);
        assertThat(both.get(60, TimeUnit.SECONDS)).isEqualTo(22);
        Path gate = folder.resolve("gate");
        CompletableFuture<Integer> either =
                waitingFor(gate).thenApply(String::length).applyToEither(pool.applyAsync(Tasks::plusOne, 1), x -> x);
        assertThat(either.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        open(gate);
    }

    @Test
    void aStageMaySubmitToTheSamePool() throws Exception {
        CompletableFuture<Integer> chain = pool.applyAsync(Tasks::plusOne, 0);
        for (int i = 0; i < 100; i++) {
            chain = chain.thenCompose(x -> pool.applyAsync(Tasks::plusOne, x));
        }
        assertThat(chain.get(60, TimeUnit.SECONDS)).isEqualTo(101);
    }

    @Test
    void aStageMayWaitForTheOnlyWorker() throws Exception {
        try (Pool own = kind.of(1)) {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                AsyncResult<Integer> first = own.applyAsync(Tasks::plusOne, i);
                all.add(first.thenApply(x -> own.applyAsync(Tasks::plusOne, x).join()));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(all.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 2);
            }
        }
    }

    @Test
    void aCallbackMayWaitForTheOnlyWorker() throws Exception {
        try (Pool own = kind.of(1)) {
            CompletableFuture<Integer> second = new CompletableFuture<>();
            own.applyAsync(
                            Tasks::plusOne,
                            1,
                            x -> second.complete(
                                    own.applyAsync(Tasks::plusOne, x).join()))
                    .get(60, TimeUnit.SECONDS);
            assertThat(second).isCompletedWithValue(3);
        }
    }

    @Test
    void aFailureGoesDownTheStages() throws Exception {
        AsyncResult<Integer> failing = pool.applyAsync((Integer x) -> Tasks.failOn(1, x), 1);
        CompletableFuture<Integer> rescued = failing.thenApply(x -> x + 1).exceptionally(e -> {
            assertThat(e).isInstanceOf(CompletionException.class).hasCauseInstanceOf(IllegalStateException.class);
            return -1;
        });
        assertThat(rescued.get(60, TimeUnit.SECONDS)).isEqualTo(-1);
        CompletableFuture<String> handled =
                failing.handle((value, e) -> value + " " + e.getClass().getSimpleName());
        assertThat(handled.get(60, TimeUnit.SECONDS)).isEqualTo("null IllegalStateException");
        assertThatThrownBy(failing::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStageThatThrowsHarmsNobodyElse() throws Exception {
        CompletableFuture<Integer> broken = pool.applyAsync(Tasks::plusOne, 1).thenApply(x -> {
            throw new IllegalArgumentException("stage");
        });
        assertThatThrownBy(() -> broken.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("stage");
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void aTimeLimitEndsTheFutureAndTheTaskGoesOn() throws Exception {
        Path gate = folder.resolve("gate");
        AsyncResult<String> late = waitingFor(gate);
        assertThatThrownBy(() -> late.orTimeout(1, TimeUnit.MILLISECONDS).get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        open(gate);
        Path second = folder.resolve("second");
        AsyncResult<String> replaced = waitingFor(second);
        assertThat(replaced.completeOnTimeout("instead", 1, TimeUnit.MILLISECONDS)
                        .get(60, TimeUnit.SECONDS))
                .isEqualTo("instead");
        open(second);
        assertThat(pool.map(Tasks::plusOne, List.of(1, 2, 3), ChunkSize.of(1))).containsExactly(2, 3, 4);
    }

    @Test
    void waitsForAllOrAny() throws Exception {
        Path gate = folder.resolve("gate");
        AsyncResult<String> slow = pool.applyAsync(Tasks::waitForFile, gate.toString());
        AsyncResult<String> fast = pool.applyAsync(Tasks::waitForFile, "");
        assertThat(CompletableFuture.anyOf(slow, fast, fast).get(60, TimeUnit.SECONDS))
                .isEqualTo("");
        CompletableFuture<Void> all = CompletableFuture.allOf(slow, fast, slow);
        assertThatThrownBy(() -> all.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(List.of(slow.isDone(), fast.isDone())).containsExactly(false, true);
        Files.createFile(gate);
        all.get(60, TimeUnit.SECONDS);
        assertThat(slow).isCompletedWithValue(gate.toString());
    }

    @Test
    void givesEachOnceAsItIsDone() throws Exception {
        Path gate = folder.resolve("gate");
        LinkedBlockingQueue<String> done = new LinkedBlockingQueue<>();
        List<CompletableFuture<Void>> stages = new ArrayList<>();
        for (String file : List.of(gate.toString(), "", "")) {
            stages.add(pool.applyAsync(Tasks::waitForFile, file).thenAccept(done::add));
        }
        assertThat(done.poll(60, TimeUnit.SECONDS)).isEmpty();
        assertThat(done.poll(60, TimeUnit.SECONDS)).isEmpty();
        Files.createFile(gate);
        assertThat(done.poll(60, TimeUnit.SECONDS)).isEqualTo(gate.toString());
        CompletableFuture.allOf(stages.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);
        assertThat(done).isEmpty();
    }

    /** A lambda takes the declared type of its parameter, and a completion service's is no serializable one. */
    @Test
    void aTaskOfACompletionServiceThatCannotTravelIsRefusedWithTheRemedy() {
        ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(ProcessPoolExecutor.on(pool));
        assertThatThrownBy(() -> service.submit(() -> 1))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("declare the lambda as SerializableCallable");
    }

    @Test
    void aFutureIsCompletedOnce() throws Exception {
        AsyncResult<Integer> done = pool.applyAsync(Tasks::plusOne, 1);
        assertThat(done.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(done.complete(3)).isFalse();
        assertThat(done.completeExceptionally(new IllegalStateException())).isFalse();
        assertThat(done.cancel(true)).isFalse();
        assertThat(done.get()).isEqualTo(2);
        Path gate = folder.resolve("gate");
        AsyncResult<String> overtaken = waitingFor(gate);
        assertThat(overtaken.complete("by hand")).isTrue();
        open(gate);
        assertThat(pool.map(Tasks::plusOne, List.of(1, 2, 3), ChunkSize.of(1))).containsExactly(2, 3, 4);
        assertThat(overtaken.get()).isEqualTo("by hand");
    }

    @Test
    void aCancelledResultTellsItsStages() throws Exception {
        Path announced = folder.resolve("pid");
        try (Pool own = kind.of(1)) {
            AsyncResult<Long> running = own.applyAsync(Tasks::announceAndHang, announced.toString());
            CompletableFuture<Throwable> told = running.handle((value, e) -> e);
            PoolCrashTest.announcedPid(announced);
            assertThat(running.cancel(true)).isTrue();
            assertThat(told.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void stagesAreCopiesThatCannotCancelTheTask() throws Exception {
        Path gate = folder.resolve("gate");
        AsyncResult<String> result = pool.applyAsync(Tasks::waitForFile, gate.toString());
        assertThat(result.thenApply(x -> x).cancel(true)).isTrue();
        assertThat(result.isDone()).isFalse();
        Files.createFile(gate);
        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(gate.toString());
    }

    private AsyncResult<String> waitingFor(Path gate) {
        String file = gate.toString();
        return pool.applyAsync(() -> Tasks.createFile(Tasks.waitForFile(file) + ".seen"));
    }

    /** Until the task has seen it: the folder does not outlive the test. */
    private static void open(Path gate) throws Exception {
        Files.createFile(gate);
        Tasks.waitForFile(gate + ".seen");
    }
}
