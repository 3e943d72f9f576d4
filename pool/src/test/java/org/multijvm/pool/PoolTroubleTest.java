package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.engine.StartFailures;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.TaskLimit;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerStartException;
import org.multijvm.test.Kill;
import org.multijvm.test.RandomKiller;

/** A pool that was up, and then cannot start workers for a while: its JDK is a link, which is taken away and comes back. */
@Tag("process")
class PoolTroubleTest {
    @TempDir
    private Path folder;

    private Path link;

    @BeforeEach
    void makeJdk() throws IOException {
        link = folder.resolve("jdk");
        bringJdkBack();
    }

    @Test
    void goesOnWithTheWorkersItHasAndComesBackByItself() throws Exception {
        try (Pool pool = builder().workers(2).start()) {
            List<Long> pids = awaitAllUp(pool, 2);
            assertThat(pool.health().state()).isEqualTo(PoolHealth.State.UP);
            takeJdkAway();
            Kill.kill(pids.get(0));
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.health().failedStarts() >= StartFailures.TRIES);
            PoolHealth health = pool.health();
            assertThat(health.state()).isEqualTo(PoolHealth.State.DEGRADED);
            assertThat(health.isUsable()).isTrue();
            assertThat(health.living()).isEqualTo(1);
            assertThat(health.wanted()).isEqualTo(2);
            assertThat(health.reason().orElseThrow()).contains("cannot be started");
            assertThat(pool.stats().toString()).contains("degraded: living=1 of 2");
            for (int i = 0; i < 100; i++) {
                assertThat(pool.apply(Tasks::plusOne, i)).isEqualTo(i + 1);
            }
            bringJdkBack();
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.health().state() == PoolHealth.State.UP);
            awaitAllUp(pool, 2);
            assertThat(pool.health().failedStarts()).isZero();
        }
    }

    @Test
    void letsTasksWaitWhileNoWorkerLivesAndKeepsTheirLimits() throws Exception {
        try (Pool pool = builder().workers(2).start()) {
            List<Long> pids = awaitAllUp(pool, 2);
            takeJdkAway();
            pids.forEach(Kill::kill);
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.health().state() == PoolHealth.State.DOWN);
            assertThat(pool.health().isUsable()).isFalse();
            List<AsyncResult<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                waiting.add(pool.applyAsync(Tasks::plusOne, i));
            }
            Pool impatient = pool.with(
                    TaskOptions.builder().waitLimit(Duration.ofMillis(50)).build());
            assertThatThrownBy(() -> impatient.apply(Tasks::plusOne, 1))
                    .isInstanceOfSatisfying(
                            TaskTimeoutException.class,
                            late -> assertThat(late.kind()).isEqualTo(TaskLimit.QUEUE));
            bringJdkBack();
            for (int i = 0; i < 50; i++) {
                assertThat(waiting.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void givesUpWhenNoWorkerHasLivedForItsPatience() throws Exception {
        try (Pool pool =
                builder().workers(2).workerStartPatience(Duration.ofMillis(300)).start()) {
            List<Long> pids = awaitAllUp(pool, 2);
            takeJdkAway();
            pids.forEach(Kill::kill);
            // taken or refused, by when all has failed
            assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS))
                    .satisfies(e -> assertThat(e.getCause()).isInstanceOf(WorkerStartException.class));
            assertThatThrownBy(() -> pool.apply(Tasks::plusOne, 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("no worker has lived");
            assertThat(pool.health().state()).isEqualTo(PoolHealth.State.BROKEN);
            assertThat(pool.health().reason().orElseThrow()).contains("no worker has lived");
        }
    }

    @Test
    void closesInTheMiddleOfTheTrouble() throws Exception {
        Pool pool = builder().workers(2).start();
        List<Long> pids = awaitAllUp(pool, 2);
        takeJdkAway();
        pids.forEach(Kill::kill);
        await().atMost(60, TimeUnit.SECONDS).until(() -> pool.health().state() == PoolHealth.State.DOWN);
        AsyncResult<Integer> waiting = pool.applyAsync(Tasks::plusOne, 1);
        pool.shutdown();
        assertThat(pool.health().state()).isEqualTo(PoolHealth.State.CLOSED);
        waiting.cancel(false);
        assertThat(pool.join(Duration.ofSeconds(60)))
                .as("nothing is left to do")
                .isTrue();
    }

    @Test
    void aWorkerThatHasDoneItsTasksServesOnWhileNoOtherCanBeStarted() throws Exception {
        try (Pool pool = builder().workers(1).maxTasksPerWorker(10).start()) {
            long first = awaitAllUp(pool, 1).get(0);
            takeJdkAway();
            for (int i = 0; i < 50; i++) {
                assertThat(pool.apply(Tasks::pid)).isEqualTo(first);
            }
            bringJdkBack();
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.apply(Tasks::pid) != first);
        }
    }

    @Test
    void runsNoSecondTaskInAFreshWorkerWhateverHappens() throws Exception {
        try (Pool pool = builder().workers(1).freshWorkerPerTask().start()) {
            List<AsyncResult<Long>> pids = new ArrayList<>();
            pids.add(pool.applyAsync(Tasks::pid));
            pids.get(0).get(60, TimeUnit.SECONDS);
            takeJdkAway();
            for (int i = 0; i < 4; i++) {
                pids.add(pool.applyAsync(Tasks::pid));
            }
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.health().failedStarts() >= StartFailures.TRIES);
            bringJdkBack();
            Set<Long> different = new HashSet<>();
            for (AsyncResult<Long> pid : pids) {
                different.add(pid.get(60, TimeUnit.SECONDS));
            }
            assertThat(different).hasSize(5);
        }
    }

    @Test
    void doesWithTheWorkersThatComeUpWhenOthersNeverDo() throws Exception {
        try (Pool pool = Pool.builder()
                .workers(4)
                .environment(id -> {
                    if (id != 2) {
                        throw new IllegalStateException("no device: id=" + id);
                    }
                    return Map.of();
                })
                .start()) {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                results.add(pool.applyAsync(Tasks::plusOne, i));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
            assertThat(pool.health().state()).isEqualTo(PoolHealth.State.DEGRADED);
            assertThat(pool.health().reason().orElseThrow()).contains("no device");
        }
    }

    @Test
    void isNotBrokenByWhoeverKillsItsWorkersWhileTheyStart() throws Exception {
        try (Pool pool = Pool.builder().workers(2).retries(1000).start()) {
            long seed = 11;
            List<AsyncResult<Integer>> results = new ArrayList<>();
            // from before any has come up
            try (RandomKiller killer = RandomKiller.start(seed, Duration.ofMillis(100), () -> pids(pool))) {
                for (int i = 0; i < 200; i++) {
                    results.add(pool.applyAsync(Tasks::sleepMillis, 1));
                }
                await().atMost(60, TimeUnit.SECONDS).until(() -> killer.kills() >= 8);
            }
            for (AsyncResult<Integer> result : results) {
                assertThat(result.get(60, TimeUnit.SECONDS)).as("seed=" + seed).isEqualTo(1);
            }
        }
    }

    private PoolBuilder builder() {
        return Pool.builder().jvm(JvmOptions.builder().javaHome(link).build());
    }

    private static List<Long> pids(Pool pool) {
        List<Long> pids = new ArrayList<>();
        pool.stats().workers().forEach(worker -> pids.add(worker.pid()));
        return pids;
    }

    private static List<Long> awaitAllUp(Pool pool, int workers) {
        await().atMost(60, TimeUnit.SECONDS).until(() -> pool.health().living() == workers);
        return pids(pool);
    }

    private void takeJdkAway() throws IOException {
        Files.delete(link);
    }

    private void bringJdkBack() throws IOException {
        Files.createSymbolicLink(link, Path.of(System.getProperty("java.home")));
    }
}
