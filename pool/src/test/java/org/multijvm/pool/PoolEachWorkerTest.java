package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.test.Kill;

/** What runs once on every worker, wherever the workers are. */
class PoolEachWorkerTest {
    @Nested
    class WithWorkerJvms extends PoolEachWorkerContract {
        WithWorkerJvms() {
            super(PoolKind.WORKER_JVMS);
        }
    }

    @Nested
    class WithThreads extends PoolEachWorkerContract {
        WithThreads() {
            super(PoolKind.THREADS);
        }
    }

    @Nested
    class InThisJvm extends PoolEachWorkerContract {
        InThisJvm() {
            super(PoolKind.THIS_JVM);
        }
    }

    @Test
    @Tag("unit")
    void anEngineThatCannotTellItsWorkersApartRefusesIt() {
        try (Pool pool = PoolKind.ELSEWHERE.of(1)) {
            assertThatThrownBy(() -> pool.onEachWorker(PoolEachWorkerContract::workerName))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    @Tag("unit")
    void aTaskInAThreadOfThePoolWouldWaitForItself() throws Exception {
        try (Pool pool = PoolKind.THREADS.of(2)) {
            AsyncResult<?> task = pool.applyAsync(() -> pool.onEachWorker(PoolEachWorkerContract::workerName));
            assertThatThrownBy(() -> task.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @Tag("process")
    void aWorkerThatDiesAtItFailsItAndItsReplacementRunsItFromNowOn(@TempDir Path folder) throws Exception {
        String first = folder.resolve("first").toString();
        try (Pool pool = Pool.of(2)) {
            EachWorker<String> each = pool.onEachWorkerFromNowOn(() -> dieFirst(first));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> each.results().values().stream()
                                    .filter(Settled::succeeded)
                                    .count()
                            == 2);
            Map<String, Settled<String>> results = each.results();
            assertThat(results).hasSize(3);
            Throwable failure = results.values().stream()
                    .flatMap(result -> result.error().stream())
                    .findFirst()
                    .orElseThrow();
            assertThat(failure).isInstanceOf(WorkerCrashedException.class);
            assertThat(results.get(((WorkerCrashedException) failure).worker()).succeeded())
                    .isFalse();
        }
    }

    @Test
    @Tag("process")
    void aWorkerThatDiesBeforeItHasBegunFailsItToo(@TempDir Path folder) throws Exception {
        try (Pool pool = Pool.of(1)) {
            String begun = folder.resolve("begun").toString();
            AsyncResult<Long> hangs = pool.applyAsync(() -> Tasks.announceAndHang(begun));
            Tasks.waitForFile(begun);
            EachWorker<String> each = pool.onEachWorkerFromNowOn(PoolEachWorkerContract::workerName);
            Kill.kill(pool.stats().workers().get(0).pid());
            assertThatThrownBy(() -> hangs.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(WorkerCrashedException.class);
            await().atMost(60, TimeUnit.SECONDS).until(() -> each.results().size() == 2);
            List<Settled<String>> results = new ArrayList<>(each.results().values());
            assertThat(results.get(0).error().orElseThrow())
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("before it ran");
            assertThat(results.get(1).succeeded()).isTrue();
        }
    }

    @Test
    @Tag("process")
    void whereEachTaskHasAFreshWorkerEachFindsItDone() throws Exception {
        try (Pool pool = Pool.builder().workers(2).freshWorkerPerTask().start()) {
            EachWorker<Boolean> each = pool.onEachWorkerFromNowOn(PoolEachWorkerTest::warm);
            for (int i = 0; i < 6; i++) {
                assertThat(pool.apply(PoolEachWorkerTest::isWarmOnce)).isTrue();
            }
            assertThat(each.results().values()).allMatch(Settled::succeeded);
        }
    }

    private static String dieFirst(String file) throws Exception {
        try {
            java.nio.file.Files.createFile(Path.of(file));
        } catch (java.nio.file.FileAlreadyExistsException another) {
            return PoolEachWorkerContract.workerName();
        }
        Runtime.getRuntime().halt(3);
        return "";
    }

    private static boolean warm() {
        PoolWorker.current().orElseThrow().put("warm", true);
        return true;
    }

    private static boolean isWarmOnce() {
        PoolWorker worker = PoolWorker.current().orElseThrow();
        return worker.get("warm", Boolean.class).isPresent() && worker.tasksDone() == 1;
    }
}
