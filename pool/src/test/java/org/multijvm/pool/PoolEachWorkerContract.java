package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.EncodingException;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;

/** What runs once on every worker. */
abstract class PoolEachWorkerContract extends PoolContract {
    PoolEachWorkerContract(PoolKind kind) {
        super(kind);
    }

    @Test
    void runsOnceOnEachWorkerAndTellsByItsName() throws Exception {
        for (int round = 0; round < 20; round++) {
            Map<String, Settled<String>> names = pool.onEachWorker(PoolEachWorkerContract::workerName);
            assertThat(names).hasSize(2);
            names.forEach((worker, name) -> assertThat(name.orElseThrow()).isEqualTo(worker));
        }
    }

    @Test
    void aPoolThatWasJustStartedHasItsWorkers() throws Exception {
        try (Pool fresh = kind.of(3)) {
            assertThat(fresh.onEachWorker(PoolEachWorkerContract::workerName)).hasSize(3);
        }
    }

    @Test
    void whatItThrowsOnOneWorkerIsTheErrorOfThatOne() throws Exception {
        Map<String, Settled<Integer>> results = pool.onEachWorker(PoolEachWorkerContract::failOnTheFirst);
        assertThat(results.values().stream().filter(Settled::succeeded)).hasSize(1);
        Settled<Integer> failed = results.values().stream()
                .filter(result -> !result.succeeded())
                .findFirst()
                .orElseThrow();
        assertThat(failed.error().orElseThrow())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the first");
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void aBusyWorkerRunsItBeforeAllThatItHasNotStarted() throws Exception {
        try (Pool one = kind.of(1)) {
            Path gate = blocked(one);
            List<AsyncResult<Integer>> before = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                before.add(one.applyAsync(Tasks::countCalls));
            }
            FutureTask<Map<String, Settled<Integer>>> each = started(() -> one.onEachWorker(Tasks::countCalls));
            await().atMost(60, TimeUnit.SECONDS).until(() -> tasks(one) == 7);
            Files.createFile(gate);
            int turn = each.get(60, TimeUnit.SECONDS).values().iterator().next().orElseThrow();
            for (AsyncResult<Integer> other : before) {
                assertThat(other.get(60, TimeUnit.SECONDS)).isGreaterThan(turn);
            }
        }
    }

    @Test
    void aBusyWorkerIsWaitedForNoLongerThanTheWaitLimit() throws Exception {
        try (Pool one = kind.of(1)) {
            Path gate = blocked(one);
            TaskOptions options =
                    TaskOptions.builder().waitLimit(Duration.ofMillis(50)).build();
            Map<String, Settled<Integer>> late = one.with(options).onEachWorker(Tasks::countCalls);
            assertThat(late.values().iterator().next().error().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            Files.createFile(gate);
        }
    }

    @Test
    void aPoolThatIsBeingClosedEndsItFirst() throws Exception {
        Pool one = kind.of(1);
        Path gate = blocked(one);
        FutureTask<Map<String, Settled<String>>> each =
                started(() -> one.onEachWorker(PoolEachWorkerContract::workerName));
        await().atMost(60, TimeUnit.SECONDS).until(() -> tasks(one) == 2);
        one.shutdown();
        assertThatThrownBy(() -> one.onEachWorker(PoolEachWorkerContract::workerName))
                .isInstanceOf(RejectedExecutionException.class);
        Files.createFile(gate);
        assertThat(each.get(60, TimeUnit.SECONDS).values()).hasSize(1).allMatch(Settled::succeeded);
        one.close();
    }

    @Test
    void whoIsInterruptedWhileItWaitsTakesItBack() throws Exception {
        try (Pool one = kind.of(1)) {
            Path gate = blocked(one);
            CompletableFuture<Throwable> seen = new CompletableFuture<>();
            Thread waits = new Thread(() -> {
                try {
                    one.onEachWorker(Tasks::countCalls);
                    seen.complete(null);
                } catch (Throwable e) {
                    seen.complete(e);
                }
            });
            waits.start();
            await().atMost(60, TimeUnit.SECONDS).until(() -> tasks(one) == 2);
            waits.interrupt();
            assertThat(seen.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            Files.createFile(gate);
            assertThat(one.apply(Tasks::countCalls)).isEqualTo(one.apply(Tasks::countCalls) - 1);
        }
    }

    @Test
    void whatCannotTravelIsRefused() {
        assumeTrue(kind.copies(), "nothing travels there");
        Object cannot = new Object();
        assertThatThrownBy(() -> pool.onEachWorker(() -> cannot.hashCode())).isInstanceOf(EncodingException.class);
        assertThatThrownBy(() -> pool.onEachWorkerFromNowOn(() -> cannot.hashCode()))
                .isInstanceOf(EncodingException.class);
    }

    @Test
    void fromNowOnWorkersThatComeRunItBeforeTheirFirstTask() throws Exception {
        try (Pool few = kind.of(1)) {
            EachWorker<String> each = few.onEachWorkerFromNowOn(PoolEachWorkerContract::warm);
            assertThat(each.await()).hasSize(1);
            few.resize(3);
            List<AsyncResult<Boolean>> tasks = new ArrayList<>();
            while (each.results().size() < 3) {
                tasks.add(few.applyAsync(PoolEachWorkerContract::isWarm));
                assertThat(tasks.get(tasks.size() - 1).get(60, TimeUnit.SECONDS))
                        .isTrue();
            }
            each.results()
                    .forEach((worker, name) -> assertThat(name.orElseThrow()).isEqualTo(worker));
            each.close();
            few.resize(4);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> few.stats().workers().size() == 4);
            Map<String, Settled<Boolean>> warm = few.onEachWorker(PoolEachWorkerContract::isWarm);
            assertThat(warm.values().stream().map(Settled::orElseThrow))
                    .containsExactlyInAnyOrder(true, true, true, false);
            assertThat(each.results()).hasSize(3);
        }
    }

    @Test
    void fromNowOnAFailureStopsNoWorker() throws Exception {
        try (Pool few = kind.of(1)) {
            EachWorker<Integer> each = few.onEachWorkerFromNowOn(PoolEachWorkerContract::fail);
            few.resize(2);
            await().atMost(60, TimeUnit.SECONDS).until(() -> each.results().size() == 2);
            assertThat(each.results().values()).noneMatch(Settled::succeeded);
            assertThat(few.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void aPoolThatIsTerminatedFailsIt() throws Exception {
        Pool one = kind.of(1);
        blocked(one);
        EachWorker<String> each = one.onEachWorkerFromNowOn(PoolEachWorkerContract::workerName);
        one.terminate();
        assertThat(each.await().values()).hasSize(1).noneMatch(Settled::succeeded);
        one.join();
    }

    static String workerName() {
        return PoolWorker.current().orElseThrow().name();
    }

    private static String warm() {
        PoolWorker worker = PoolWorker.current().orElseThrow();
        worker.put("warm", true);
        return worker.name();
    }

    private static boolean isWarm() {
        return PoolWorker.current().orElseThrow().get("warm", Boolean.class).isPresent();
    }

    private static int failOnTheFirst() {
        if (PoolWorker.current().orElseThrow().id() == 1) {
            throw new IllegalStateException("the first");
        }
        return 1;
    }

    private static int fail() {
        throw new IllegalStateException("always");
    }

    /** How many its only worker has, and how many wait for it. */
    private static long tasks(Pool one) {
        PoolStats stats = one.stats();
        return stats.waiting() + stats.workers().get(0).unanswered();
    }

    private static <T> FutureTask<T> started(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        new Thread(task).start();
        return task;
    }

    /** Keeps the pool's only worker busy until a file is there. */
    private Path blocked(Pool one) throws Exception {
        Path gate = folder.resolve("gate");
        Path begun = folder.resolve("begun");
        one.applyAsync((String here, String there) -> announceAndWait(here, there), begun.toString(), gate.toString());
        Tasks.waitForFile(begun.toString());
        return gate;
    }

    private static String announceAndWait(String here, String there) throws InterruptedException {
        Tasks.announce(here);
        return Tasks.waitForFile(there);
    }
}
