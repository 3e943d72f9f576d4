package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.EncodingException;
import org.multijvm.pool.engine.WorkerSource;

/** What a task knows of its worker, and what a worker keeps between tasks. */
@Tag("process")
class PoolWorkerTest {
    @Test
    void isNothingOutsideOfAWorker() {
        assertThat(PoolWorker.current()).isEmpty();
    }

    @Test
    void tellsTheTaskWhereItRuns() throws Exception {
        try (Pool pool = Pool.builder().name("etl").workers(2).start()) {
            Set<String> seen = new HashSet<>();
            while (seen.size() < 2) {
                List<String> two = pool.map(PoolWorkerTest::describe, List.of(20, 20), ChunkSize.of(1));
                assertThat(two).allMatch(text -> text.matches("[12] etl-[12] etl"));
                seen.addAll(two);
            }
        }
    }

    @Test
    void countsTheTasksThatItHasDone() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThat(pool.apply(() -> worker().tasksDone())).isZero();
            pool.map(Tasks::plusOne, List.of(1, 2, 3, 4), ChunkSize.of(2));
            assertThat(pool.apply(() -> worker().tasksDone())).isEqualTo(3);
        }
    }

    @Test
    void isThereInTheInitializerAndInTheThreadsOfATask() throws Exception {
        try (Pool pool = Pool.builder()
                .workers(1)
                .initializer(() -> worker().put("id", worker().id()))
                .start()) {
            assertThat(pool.apply(() -> worker().get("id", Integer.class).orElseThrow()))
                    .isEqualTo(1);
            assertThat(pool.apply(() ->
                            CompletableFuture.supplyAsync(() -> worker().id()).get()))
                    .isEqualTo(1);
        }
    }

    @Test
    void keepsWhatATaskPutsForTheNextOne() throws Exception {
        try (Pool pool = Pool.of(1)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(pool.apply(() -> worker().get("counter", AtomicInteger.class, AtomicInteger::new)
                                .incrementAndGet()))
                        .isEqualTo(i);
            }
            pool.apply(() -> worker().put("counter", null));
            assertThat(pool.apply(
                            () -> worker().get("counter", AtomicInteger.class).isPresent()))
                    .isFalse();
            assertThat(PoolCrashTest.crashOf(pool.applyAsync(Tasks::halt, 1))).isNotNull();
            assertThat(pool.apply(() -> worker().get("counter", AtomicInteger.class, AtomicInteger::new)
                            .incrementAndGet()))
                    .as("in the next worker")
                    .isEqualTo(1);
        }
    }

    @Test
    void theNextWorkerTakesOverTheId() throws Exception {
        try (Pool pool = Pool.builder().workers(2).maxTasksPerWorker(1).start()) {
            Map<Integer, Set<String>> names = new HashMap<>();
            for (String text : pool.map(PoolWorkerTest::describe, Arrays.asList(0, 0, 0, 0, 0, 0), ChunkSize.of(1))) {
                String[] words = text.split(" ");
                names.computeIfAbsent(Integer.parseInt(words[0]), id -> new HashSet<>())
                        .add(words[1]);
            }
            assertThat(names.keySet()).isSubsetOf(1, 2);
            assertThat(names.values().stream().mapToInt(Set::size).sum()).isEqualTo(6);
        }
    }

    @Test
    void aWorkerThatWasKilledLeavesItsIdToTheNextOne() throws Exception {
        try (Pool pool = Pool.of(1)) {
            for (int round = 0; round < 3; round++) {
                assertThat(pool.apply(() -> worker().id())).isEqualTo(1);
                PoolCrashTest.crashOf(pool.applyAsync(Tasks::halt, 1));
            }
        }
    }

    @Test
    void sharesObjectsWithAllTasksOfAWorker() throws Exception {
        int[] table = {1, 2, 3};
        Map<String, Integer> codes = new HashMap<>(Map.of("one", 1));
        try (Pool pool = Pool.builder()
                .workers(1)
                .shared("table", table)
                .shared("codes", codes)
                .start()) {
            table[0] = 99;
            assertThat(pool.apply(() -> worker().shared("table", int[].class)[0]++))
                    .isEqualTo(1);
            assertThat(pool.apply(() -> worker().shared("table", int[].class)[0]))
                    .isEqualTo(2);
            assertThat(pool.apply(() -> worker().shared("codes", Map.class).get("one")))
                    .isEqualTo(1);
            assertThatThrownBy(() -> pool.apply(() -> worker().shared("other", Object.class)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name=other");
            assertThatThrownBy(() -> pool.apply(() -> worker().shared("table", String.class)))
                    .isInstanceOf(ClassCastException.class);
        }
    }

    @Test
    void sharesWithTheWorkersThatComeLater() throws Exception {
        byte[] large = Tasks.bytes(3 << 20);
        try (Pool pool = Pool.builder()
                .workers(1)
                .shared("large", large)
                .maxTasksPerWorker(1)
                .start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(pool.apply(() -> Tasks.checksum(worker().shared("large", byte[].class))))
                        .isEqualTo(Tasks.checksum(large));
            }
        }
    }

    @Test
    void refusesAtTheStartWhatCannotBeShared() {
        assertThatThrownBy(() ->
                        Pool.builder().shared("thread", Thread.currentThread()).start())
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("shared object thread");
        assertThatThrownBy(() -> Pool.builder()
                        .exitFunction(new Object[] {Thread.currentThread()}::clone)
                        .start())
                .isInstanceOf(EncodingException.class);
    }

    @Test
    void inANestedPoolEachWorkerSeesItself() throws Exception {
        try (Pool pool = Pool.builder().name("outer").workers(1).start()) {
            assertThat(pool.apply(PoolWorkerTest::nested)).isEqualTo("1 inner-1 inner inside of 1 outer-1 outer");
        }
    }

    @Test
    void workersOfANestedPoolAreRecycledToo() throws Exception {
        try (Pool pool = Pool.builder().workers(1).maxTasksPerWorker(1).start()) {
            for (int i = 0; i < 2; i++) {
                assertThat(pool.applyAsync(PoolWorkerTest::nestedPids).get(60, TimeUnit.SECONDS))
                        .isEqualTo(3);
            }
        }
    }

    @Test
    void givesEachWorkerItsOwnEnvironment() throws Exception {
        try (Pool pool = Pool.builder()
                .workers(2)
                .environment(id -> Map.of("DEVICE", "gpu" + (id - 1)))
                .start()) {
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                answers.addAll(pool.map(
                        (Integer x) -> worker().id() + System.getenv("DEVICE"), List.of(1, 2), ChunkSize.of(1)));
            }
            assertThat(answers).isSubsetOf("1gpu0", "2gpu1");
        }
    }

    @Test
    void tellsThatTheEnvironmentCannotBeMade() {
        try (Pool pool = Pool.builder()
                .workers(1)
                .environment(id -> {
                    throw new IllegalStateException("no device for worker " + id);
                })
                .start()) {
            assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1).get(60, TimeUnit.SECONDS))
                    .isInstanceOfAny(ExecutionException.class, java.util.concurrent.RejectedExecutionException.class)
                    .hasMessageContaining("no device for worker 1");
        }
    }

    @Test
    void mayBeAThreadOfThisJvm() {
        WorkerSource source = new WorkerSource(2, "threads-2", "threads") {
            @Override
            public long tasksDone() {
                return 5;
            }

            @Override
            public Object shared(String name) {
                return "shared " + name;
            }
        };
        WorkerSource.bindThread(source);
        try {
            assertThat(worker().tasksDone()).isEqualTo(5);
            assertThat(worker().shared("x", String.class)).isEqualTo("shared x");
            assertThat(worker()).hasToString("PoolWorker[id=2, name=threads-2, pool=threads]");
        } finally {
            WorkerSource.bindThread(null);
        }
        assertThat(PoolWorker.current()).isEmpty();
    }

    private static PoolWorker worker() {
        return PoolWorker.current().orElseThrow();
    }

    private static String describe(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return worker().id() + " " + worker().name() + " " + worker().poolName();
    }

    private static String nested() throws Exception {
        try (Pool pool = Pool.builder().name("inner").workers(1).start()) {
            return pool.apply(PoolWorkerTest::describe, 0) + " inside of " + describe(0);
        }
    }

    private static int nestedPids() throws Exception {
        try (Pool pool = Pool.builder().workers(1).maxTasksPerWorker(1).start()) {
            return new HashSet<>(pool.map((Integer x) -> Tasks.pid(), List.of(1, 2, 3), ChunkSize.of(1))).size();
        }
    }
}
