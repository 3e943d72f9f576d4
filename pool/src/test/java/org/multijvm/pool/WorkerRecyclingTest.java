package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that are replaced while the pool works on: after so many tasks, or so much memory. */
@Tag("process")
class WorkerRecyclingTest {
    private static final List<Integer> NUMBERS = IntStream.range(0, 40).boxed().collect(Collectors.toList());

    private static byte[][] hoard = {};
    private static boolean used;
    private static boolean warm;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void letsNoWorkerRunMoreTasksThanItMay(int most) throws Exception {
        Map<Long, Integer> tasksByPid = new TreeMap<>();
        List<Integer> numbers = NUMBERS.subList(0, Math.min(40, 8 * most));
        try (Pool pool = Pool.builder().workers(2).maxTasksPerWorker(most).start()) {
            for (long pid : pool.map((Integer i) -> Tasks.pid(), numbers, ChunkSize.of(1))) {
                tasksByPid.merge(pid, 1, Integer::sum);
            }
        }
        assertThat(tasksByPid.values()).allMatch(tasks -> tasks <= most);
        assertThat(tasksByPid.values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(numbers.size());
    }

    @Test
    void countsAChunkAsOneTask() throws Exception {
        try (Pool pool = Pool.builder().workers(1).maxTasksPerWorker(2).start()) {
            List<Long> pids = pool.map((Integer i) -> Tasks.pid(), NUMBERS, ChunkSize.of(10));
            // 20, or 10 if another one was idle and took the second chunk over
            assertThat(new HashSet<>(pids))
                    .allMatch(pid -> Collections.frequency(pids, pid) >= 10 && Collections.frequency(pids, pid) <= 20);
        }
    }

    @Test
    void keepsTheOrderOfAMap() throws Exception {
        try (Pool pool = Pool.builder().workers(2).maxTasksPerWorker(3).start()) {
            assertThat(pool.map(Tasks::plusOne, NUMBERS, ChunkSize.of(2)))
                    .isEqualTo(NUMBERS.stream().map(Tasks::plusOne).collect(Collectors.toList()));
        }
    }

    @Test
    void runsEachTaskInAFreshWorker() throws Exception {
        Set<Long> pids = new HashSet<>();
        try (Pool pool = Pool.builder().workers(1).freshWorkerPerTask().start()) {
            for (int i = 0; i < 4; i++) {
                assertThat(pool.apply(WorkerRecyclingTest::useOnce)).isTrue();
                pids.add(pool.apply(Tasks::pid));
            }
        }
        assertThat(pids).hasSize(4);
    }

    /** Python's executor hangs here (rule F13). */
    @Test
    @Timeout(600)
    void worksOffABacklogAfterShutdown() throws Exception {
        List<AsyncResult<Integer>> results = new ArrayList<>();
        Pool pool = Pool.builder().workers(2).maxTasksPerWorker(1).start();
        for (int i = 0; i < 20; i++) {
            results.add(pool.applyAsync(Tasks::plusOne, i));
        }
        pool.shutdown();
        assertThat(pool.join(Duration.ofSeconds(100))).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(results.get(i).get()).isEqualTo(i + 1);
        }
    }

    @Test
    void terminatesAtAnyMomentOfARecycling() throws Exception {
        for (int millis = 0; millis <= 200; millis += 50) {
            Pool pool = Pool.builder().workers(2).maxTasksPerWorker(1).start();
            List<AsyncResult<Integer>> results = new ArrayList<>();
            // the last one cannot have ended by then, however long this thread sleeps
            for (int i = 0; i < 50; i++) {
                results.add(pool.applyAsync(Tasks::sleepMillis, i < 49 ? 5 : 600_000));
            }
            Thread.sleep(millis);
            pool.terminate();
            assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
            assertThat(results).allMatch(AsyncResult::isDone);
            assertThatThrownBy(() -> results.get(49).get())
                    .isInstanceOf(CancellationException.class)
                    .hasStackTraceContaining("terminated");
        }
    }

    @Test
    void replacesAWorkerThatHoldsTooMuchMemory() throws Exception {
        try (Pool pool = Pool.builder().workers(1).maxWorkerMemory(200L << 20).start()) {
            long first = pool.apply(Tasks::pid);
            pool.apply(WorkerRecyclingTest::hoard, 250);
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.apply(Tasks::pid) != first);
            assertThat(pool.apply(() -> hoard.length)).isZero();
            long second = pool.apply(Tasks::pid);
            pool.map(Tasks::plusOne, NUMBERS, ChunkSize.of(1));
            assertThat(pool.apply(Tasks::pid)).isEqualTo(second);
        }
    }

    @Test
    void replacesAWorkerThatHoldsTooMuchThoughItsOnlyTaskRanWhenThePoolLooked() throws Exception {
        Path gate = folder.resolve("gate");
        try (Pool pool = Pool.builder().workers(1).maxWorkerMemory(1).start()) {
            AsyncResult<String> only = pool.applyAsync(Tasks::waitForFile, gate.toString());
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.stats().running() == 1);
            // it looks each second, so that it has most likely done so; what is asked for holds if it has not, too
            Thread.sleep(1_100);
            Files.createFile(gate);
            assertThat(only.get(60, TimeUnit.SECONDS)).isEqualTo(gate.toString());
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> !pool.stats().ends().isEmpty());
        }
    }

    @Test
    void aMemoryLimitBelowThatOfAnEmptyJvmOnlySlowsThePool() throws Exception {
        try (Pool pool = Pool.builder().workers(1).maxWorkerMemory(1).start()) {
            long first = pool.apply(Tasks::pid);
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.apply(Tasks::pid) != first);
            assertThat(pool.map(Tasks::plusOne, NUMBERS, ChunkSize.of(1))).hasSize(NUMBERS.size());
        }
    }

    @Test
    void theNextWorkerIsWarmBeforeTheOldOneIsToldToLeave() throws Exception {
        Path replacement = folder.resolve("replacement");
        Path go = folder.resolve("go");
        String[] files = {folder.resolve("first").toString(), replacement.toString(), go.toString()};
        try (Pool pool = Pool.builder()
                .workers(1)
                .maxWorkerMemory(1)
                .initializer(WorkerRecyclingTest::warmUpSlowly, files)
                .start()) {
            long first = pool.apply(Tasks::pid);
            PoolCrashTest.announcedPid(replacement);
            // the replacement is in its initializer: the old one still serves
            for (int i = 0; i < 20; i++) {
                assertThat(pool.apply(Tasks::pid)).isEqualTo(first);
            }
            Files.createFile(go);
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.apply(Tasks::pid) != first);
            assertThat(pool.apply(() -> warm)).isTrue();
        }
    }

    /** The twin of the test above: a replacement that is killed while it warms up is replaced itself. */
    @Test
    void aReplacementThatIsKilledWhileItWarmsUpIsReplaced() throws Exception {
        Path replacement = folder.resolve("replacement");
        Path go = folder.resolve("go");
        String[] files = {folder.resolve("first").toString(), replacement.toString(), go.toString()};
        try (Pool pool = Pool.builder()
                .workers(1)
                .maxTasksPerWorker(1)
                .initializer(WorkerRecyclingTest::warmUpSlowly, files)
                .start()) {
            long first = pool.apply(Tasks::pid);
            long second = PoolCrashTest.announcedPid(replacement);
            AsyncResult<Long> next = pool.applyAsync(Tasks::pid);
            PoolCrashTest.kill(second);
            Files.createFile(go);
            assertThat(next.get(60, TimeUnit.SECONDS)).isNotEqualTo(first).isNotEqualTo(second);
        }
    }

    /** The twin in which the old one dies instead, while the replacement warms up: that one takes over. */
    @Test
    void theReplacementTakesOverWhenTheOldOneIsKilledBeforeItLeaves() throws Exception {
        Path replacement = folder.resolve("replacement");
        Path go = folder.resolve("go");
        String[] files = {folder.resolve("first").toString(), replacement.toString(), go.toString()};
        try (Pool pool = Pool.builder()
                .workers(1)
                .maxTasksPerWorker(1)
                .initializer(WorkerRecyclingTest::warmUpSlowly, files)
                .start()) {
            AsyncResult<Long> running = pool.applyAsync(
                    Tasks::announceAndHang, folder.resolve("pid").toString());
            AsyncResult<Long> next = pool.applyAsync(Tasks::pid);
            long second = PoolCrashTest.announcedPid(replacement);
            PoolCrashTest.kill(PoolCrashTest.announcedPid(folder.resolve("pid")));
            PoolCrashTest.crashOf(running);
            Files.createFile(go);
            assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo(second);
        }
    }

    @Test
    void aWorkerThatIsKilledWhileItLeavesFailsOnlyItsLastTask() throws Exception {
        Path pid = folder.resolve("pid");
        try (Pool pool = Pool.builder().workers(1).maxTasksPerWorker(1).start()) {
            AsyncResult<Long> running = pool.applyAsync(Tasks::announceAndHang, pid.toString());
            // the replacement serves, so the old one has been told to leave
            long second = pool.applyAsync(Tasks::pid).get(60, TimeUnit.SECONDS);
            assertThat(second).isNotEqualTo(PoolCrashTest.announcedPid(pid));
            assertThat(running.isDone()).isFalse();
            PoolCrashTest.kill(PoolCrashTest.announcedPid(pid));
            PoolCrashTest.crashOf(running);
            assertThat(pool.map(Tasks::plusOne, List.of(1, 2, 3), ChunkSize.of(1)))
                    .containsExactly(2, 3, 4);
        }
    }

    @Test
    void hangsNotWhenTasksThatWereSentAreCancelled() throws Exception {
        try (Pool pool = Pool.builder().workers(2).maxTasksPerWorker(3).start()) {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                results.add(pool.applyAsync(Tasks::sleepMillis, i % 3));
                if (i % 2 == 1) {
                    results.get(i - i % 5).cancel(false);
                }
            }
            for (int i = 0; i < 60; i++) {
                if (!results.get(i).isCancelled()) {
                    assertThat(results.get(i).get(100, TimeUnit.SECONDS)).isEqualTo(i % 3);
                }
            }
        }
    }

    @Test
    void closesBehindTheLastTaskOfAWorkerThatLeaves() throws Exception {
        String go = folder.resolve("go").toString();
        Pool pool = Pool.builder().workers(1).maxTasksPerWorker(1).start();
        AsyncResult<String> last = pool.applyAsync(Tasks::waitForFile, go);
        assertThat(pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS)).isEqualTo(2);
        pool.shutdown();
        assertThat(pool.join(Duration.ofMillis(50))).isFalse();
        Files.createFile(Path.of(go));
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThat(last.get()).isEqualTo(go);
    }

    @Test
    void closesWhileAReplacementWarmsUp() throws Exception {
        Path replacement = folder.resolve("replacement");
        String[] files = {
            folder.resolve("first").toString(),
            replacement.toString(),
            folder.resolve("never").toString()
        };
        Pool pool = Pool.builder()
                .workers(1)
                .maxTasksPerWorker(1)
                .initializer(WorkerRecyclingTest::warmUpSlowly, files)
                .start();
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        PoolCrashTest.announcedPid(replacement);
        pool.close();
        assertThat(pool.join(Duration.ZERO)).isTrue();
    }

    @Tag("stress")
    @Test
    @Timeout(600)
    void leavesNoFilesOfTheWorkersThatAreGone() throws Exception {
        int recyclings = Integer.getInteger("multijvm.stress.recyclings", 10);
        try (Pool pool =
                Pool.builder().name("files").workers(2).freshWorkerPerTask().start()) {
            byte[] large = Tasks.bytes(1 << 20);
            List<AsyncResult<byte[]>> results = new ArrayList<>();
            for (int i = 0; i < recyclings; i++) {
                results.add(pool.applyAsync((byte[] bytes) -> bytes, large));
            }
            for (AsyncResult<byte[]> result : results) {
                assertThat(result.get(500, TimeUnit.SECONDS)).hasSize(large.length);
            }
            // what goes while it is listed is looked for again
            await().ignoreException(UncheckedIOException.class)
                    .atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(() -> {
                        List<String> files = filesOfWorkers("files");
                        List<String> there = pool.stats().workers().stream()
                                .map(worker -> worker.name() + "-")
                                .toList();
                        // of a worker whose task another one took, the replacement stays in reserve
                        assertThat(there).hasSizeLessThanOrEqualTo(4);
                        assertThat(files)
                                .isNotEmpty()
                                .allMatch(file -> there.stream().anyMatch(file::startsWith));
                    });
        }
    }

    private static List<String> filesOfWorkers(String pool) throws Exception {
        try (Stream<Path> files = Files.walk(
                org.multijvm.launcher.SessionFolder.current().newPath("x").getParent())) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(pool + "-"))
                    .collect(Collectors.toList());
        }
    }

    private static boolean useOnce() {
        boolean first = !used;
        used = true;
        return first;
    }

    private static int hoard(int mebibytes) {
        hoard = new byte[mebibytes][];
        for (int i = 0; i < mebibytes; i++) {
            hoard[i] = Tasks.bytes(1 << 20);
        }
        return mebibytes;
    }

    /** The first worker at once; the second tells that it is here, and it and all others wait for a file. */
    static void warmUpSlowly(String[] files) throws Exception {
        Path first = Path.of(files[0]);
        if (!Files.exists(first)) {
            Tasks.announce(files[0]);
            return;
        }
        Tasks.announce(files[1]);
        Tasks.waitForFile(files[2]);
        warm = true;
    }
}
