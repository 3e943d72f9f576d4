package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.PoolStats.AffinityStats;
import org.multijvm.pool.task.TaskOptions;

/** Tasks that go to the worker that has had others of their key. */
abstract class PoolAffinityContract extends PoolContract {
    private static final Duration VERY_LONG = Duration.ofHours(1);

    PoolAffinityContract(PoolKind kind) {
        super(kind);
    }

    @Test
    void tasksOfOneKeyFindTheirStateWarmAndKeysAreSpread() throws Exception {
        try (Pool both = kind.poolOfTwo()) {
            Pool german = soft(both, "de", VERY_LONG);
            Pool french = strict(both, "fr");
            Set<String> germans = new HashSet<>();
            Set<String> frenchmen = new HashSet<>();
            for (int i = 1; i <= 20; i++) {
                assertThat(german.apply(PoolAffinityContract::uses, "de")).isEqualTo(i);
                assertThat(french.apply(PoolAffinityContract::uses, "fr")).isEqualTo(i);
                germans.add(german.apply(PoolEachWorkerContract::workerName));
                frenchmen.add(french.apply(PoolEachWorkerContract::workerName));
            }
            assertThat(germans).hasSize(1);
            assertThat(frenchmen).hasSize(1);
            if (!kind.isHere()) {
                // a thread may not be idle yet when the result of its last task is there
                assertThat(germans).isNotEqualTo(frenchmen);
            }
            assertThat(both.stats().affinity()).isEqualTo(new AffinityStats(2, 78, 2, 0, 0));
            assertThat(both.stats().toString()).contains("affinity: keys=2, kept=78, fresh=2, moved=0, lost=0");
        }
    }

    @Test
    void aStrictTaskWaitsForItsWorkerAndOthersGoOnMeanwhile() throws Exception {
        Pool strict = strict(pool, "waits");
        Path gate = blocked(strict);
        List<AsyncResult<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(strict.applyAsync(Tasks::countCalls));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(pool.apply(Tasks::plusOne, i)).isEqualTo(i + 1);
        }
        assertThat(waiting).noneMatch(AsyncResult::isDone);
        Files.createFile(gate);
        assertThat(turns(waiting)).isSorted();
    }

    @Test
    void aSoftTaskIsTakenByAnIdleWorkerWhenItsPatienceIsOver() throws Exception {
        AffinityStats before = pool.stats().affinity();
        Path gate = blocked(soft(pool, "moves", VERY_LONG));
        AsyncResult<Integer> patient = soft(pool, "moves", VERY_LONG).applyAsync(Tasks::plusOne, 1);
        for (Duration patience : List.of(Duration.ZERO, Duration.ofMillis(60))) {
            AsyncResult<Integer> moved = soft(pool, "moves", patience).applyAsync(Tasks::plusOne, 1);
            assertThat(moved.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        }
        assertThat(patient.isDone()).isFalse();
        assertThat(pool.stats().affinity().moved() - before.moved()).isEqualTo(2);
        Files.createFile(gate);
        assertThat(patient.get(60, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void aWaitingTaskCanBeCancelledAndThoseBehindItRun() throws Exception {
        Pool strict = strict(pool, "cancels");
        Path gate = blocked(strict);
        List<AsyncResult<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waiting.add(strict.applyAsync(Tasks::countCalls));
        }
        assertThat(waiting.get(0).cancel(true)).isTrue();
        assertThat(waiting.get(4).cancel(false)).isTrue();
        Files.createFile(gate);
        waiting.remove(4);
        waiting.remove(0);
        assertThat(turns(waiting)).isSorted();
    }

    @Test
    void theHighestPriorityOfAKeyGoesFirst() throws Exception {
        Pool strict = strict(pool, "ranks");
        Path gate = blocked(strict);
        AsyncResult<Integer> low = strict.applyAsync(Tasks::countCalls);
        AsyncResult<Integer> high = strict.with(
                        strict.taskOptions().toBuilder().priority(1).build())
                .applyAsync(Tasks::countCalls);
        Files.createFile(gate);
        assertThat(high.get(60, TimeUnit.SECONDS)).isLessThan(low.get(60, TimeUnit.SECONDS));
    }

    @Test
    void aTaskThatIsTriedAgainFindsTheWorkerOfItsKey() throws Exception {
        TaskOptions options = TaskOptions.builder()
                .strictAffinity("tries")
                .retries(3)
                .retryOn(IllegalStateException.class)
                .backOff(Duration.ofMillis(5))
                .build();
        assertThat(pool.with(options).apply(PoolAffinityContract::succeedsAtTheThird, "tries"))
                .isEqualTo(3);
    }

    @Test
    void aTimeLimitHoldsForATaskWithAKey() throws Exception {
        TaskOptions options = TaskOptions.builder()
                .strictAffinity("late")
                .waitLimit(Duration.ofMillis(50))
                .build();
        Path gate = blocked(strict(pool, "late"));
        AsyncResult<Integer> late = pool.with(options).applyAsync(Tasks::plusOne, 1);
        assertThatThrownBy(() -> late.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(org.multijvm.pool.task.TaskTimeoutException.class);
        Files.createFile(gate);
        assertThat(strict(pool, "late").apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void whatWaitsForItsWorkerCountsAtTheIntake() throws Exception {
        try (Pool small = kind.builder(2).intakeLimit(2_000).refuseWhenFull().start()) {
            Pool strict = strict(small, "fills");
            Path gate = blocked(strict);
            List<AsyncResult<Integer>> taken = new ArrayList<>();
            assertThatThrownBy(() -> {
                        while (true) {
                            taken.add(strict.applyAsync(Tasks::countCalls));
                        }
                    })
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("too much waits");
            Files.createFile(gate);
            assertThat(turns(taken)).isSorted();
        }
    }

    @Test
    void aClosedPoolEndsWhatWaitsForItsWorker() throws Exception {
        List<AsyncResult<Integer>> waiting = new ArrayList<>();
        Pool other = kind.of(2);
        Path gate = blocked(strict(other, "ends"));
        for (int i = 0; i < 20; i++) {
            waiting.add(strict(other, "ends").applyAsync(Tasks::countCalls));
            waiting.add(soft(other, "ends", Duration.ofMillis(i)).applyAsync(Tasks::countCalls));
        }
        other.shutdown();
        Files.createFile(gate);
        other.join();
        assertThat(waiting).allMatch(AsyncResult::successful);
    }

    @Test
    void keysThatLeaveWithTheirWorkerFindAnotherOne() throws Exception {
        try (Pool shrinks = kind.of(3)) {
            shrinks.onEachWorker(Tasks::countCalls);
            List<String> before = workersOfKeys(shrinks);
            shrinks.resize(1);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> shrinks.stats().workers().size() == 1);
            List<String> after = workersOfKeys(shrinks);
            assertThat(new HashSet<>(after)).hasSize(1);
            before.removeAll(after);
            assertThat(shrinks.stats().affinity().lost()).isEqualTo(before.size());
        }
    }

    private static List<String> workersOfKeys(Pool pool) throws InterruptedException {
        List<String> workers = new ArrayList<>();
        for (int key = 0; key < 3; key++) {
            workers.add(strict(pool, "key" + key).apply(PoolEachWorkerContract::workerName));
        }
        return workers;
    }

    /** How often the worker has had this key. */
    private static int uses(String key) {
        PoolWorker worker = PoolWorker.current().orElseThrow();
        int uses = worker.get(key, Integer.class).orElse(0) + 1;
        worker.put(key, uses);
        return uses;
    }

    private static int succeedsAtTheThird(String key) {
        int uses = uses(key);
        if (uses < 3) {
            throw new IllegalStateException("use " + uses);
        }
        return uses;
    }

    static Pool soft(Pool pool, String key, Duration patience) {
        return pool.with(pool.taskOptions().toBuilder().affinity(key, patience).build());
    }

    static Pool strict(Pool pool, String key) {
        return pool.with(pool.taskOptions().toBuilder().strictAffinity(key).build());
    }

    /** Keeps the worker of a view's key busy until a file is there. */
    private Path blocked(Pool view) throws Exception {
        Path gate = folder.resolve("gate");
        Path begun = folder.resolve("begun");
        view.applyAsync((String here, String there) -> announceAndWait(here, there), begun.toString(), gate.toString());
        Tasks.waitForFile(begun.toString());
        return gate;
    }

    private static String announceAndWait(String here, String there) throws InterruptedException {
        Tasks.announce(here);
        return Tasks.waitForFile(there);
    }

    private static List<Integer> turns(List<AsyncResult<Integer>> results) throws Exception {
        List<Integer> turns = new ArrayList<>();
        for (AsyncResult<Integer> result : results) {
            turns.add(result.get(60, TimeUnit.SECONDS));
        }
        return turns;
    }
}
