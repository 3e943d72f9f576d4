package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.engine.LoopFaults;
import org.multijvm.pool.task.TaskOptions;

/** What the threads of a pool survive: errors, interrupts, a full heap, a full stack. */
@Tag("process")
@Timeout(120)
class ThreadFaultsTest {
    @AfterEach
    void letGo() {
        LoopFaults.inject(null);
    }

    @Test
    void aThreadNearTheEndOfItsStackHarmsNobodyElse() throws Exception {
        try (Pool own = Pool.builder().name("deep").workers(2).start()) {
            own.map(Tasks::plusOne, range(100));
            List<AsyncResult<Integer>> others = Collections.synchronizedList(new ArrayList<>());
            AtomicInteger deepest = new AtomicInteger();
            for (int round = 0; round < 10; round++) {
                Thread deep = new Thread(null, () -> dive(own, others, deepest, 0), "deep", 256 * 1024);
                deep.start();
                for (int i = 0; i < 200; i++) {
                    others.add(own.applyAsync(Tasks::plusOne, i));
                }
                deep.join();
            }
            assertThat(deepest.get()).isPositive();
            for (AsyncResult<Integer> other : List.copyOf(others)) {
                assertThat(other.get(60, TimeUnit.SECONDS)).isPositive();
            }
            assertThat(own.apply(Tasks::plusOne, 1)).isEqualTo(2);
            assertThat(own.stats().workers())
                    .hasSize(2)
                    .allMatch(worker -> worker.name().matches("deep-[12]"));
        }
    }

    /** Calls at each depth, until there is no more stack. */
    @SuppressWarnings("InfiniteRecursion") // until there is no more stack
    private static void dive(Pool pool, List<AsyncResult<Integer>> others, AtomicInteger deepest, int depth) {
        try {
            others.add(pool.applyAsync(Tasks::plusOne, depth));
            pool.apply(Tasks::plusOne, depth);
            dive(pool, others, deepest, depth + 1);
        } catch (StackOverflowError | InterruptedException e) {
            deepest.set(Math.max(depth, deepest.get()));
        }
    }

    @Test
    void everyThreadOfAPoolGoesOnWhateverIsThrownInIt() throws Exception {
        List<Throwable> faults = List.of(
                new OutOfMemoryError("injected"),
                new StackOverflowError("injected"),
                new ThreadDeath(),
                new InternalError("injected"),
                new NoClassDefFoundError("injected"),
                new IllegalStateException("injected"));
        for (PoolKind kind : PoolKind.values()) {
            AtomicInteger turn = new AtomicInteger();
            Set<String> failed = ConcurrentHashMap.newKeySet();
            Map<String, Integer> rounds = new ConcurrentHashMap<>();
            TaskOptions limited =
                    TaskOptions.builder().timeLimit(Duration.ofHours(1)).build();
            try (Pool own = kind.builder().name("faulty").workers(2).start()) {
                own.map(Tasks::plusOne, range(100));
                LoopFaults.inject(thread -> {
                    // each thread's first round, however few it has, and then one in three
                    boolean hit = thread.contains("faulty") && rounds.merge(thread, 1, Integer::sum) % 3 == 1;
                    if (hit) {
                        failed.add(thread);
                        Thread.currentThread().interrupt();
                        sneak(faults.get(turn.getAndIncrement() % faults.size()));
                    }
                });
                List<CompletableFuture<?>> all = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    all.add(own.with(limited).applyAsync(Tasks::plusOne, i));
                    all.add(own.applyAsync(Tasks::plusOne, i, value -> {}));
                    all.add(own.applyAsync(Tasks::plusOne, i).thenApply(x -> x));
                }
                all.add(own.mapAsync(Tasks::asList, range(100)));
                for (CompletableFuture<?> each : all) {
                    each.get(60, TimeUnit.SECONDS);
                }
                assertThatThrownBy(() -> own.with(TaskOptions.builder()
                                        .timeLimit(Duration.ofMillis(20))
                                        .build())
                                .applyAsync(Tasks::sleepMillis, 60_000)
                                .get(60, TimeUnit.SECONDS))
                        .hasRootCauseInstanceOf(InterruptedException.class);
                if (kind == PoolKind.WORKER_JVMS) {
                    PoolCrashTest.crashOf(own.applyAsync(Tasks::halt, 3));
                }
                assertThat(own.apply(Tasks::plusOne, 1)).isEqualTo(2);
            }
            LoopFaults.inject(null);
            assertThat(failed).contains("multijvm-faulty-callbacks");
            if (kind == PoolKind.WORKER_JVMS) {
                assertThat(failed)
                        .contains("multijvm-faulty-collector", "multijvm-faulty-supervisor", "multijvm-faulty-limits");
            }
        }
    }

    @SuppressWarnings("unchecked") // on purpose
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void aHostThatInterruptsEveryThreadStopsNothing() throws Exception {
        for (PoolKind kind : PoolKind.values()) {
            try (Pool own = kind.builder().name("interrupted").workers(2).start()) {
                own.map(Tasks::plusOne, range(100));
                List<AsyncResult<Integer>> results = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    results.add(own.applyAsync(Tasks::sleepMillis, 20, value -> {}));
                }
                for (int round = 0; round < 5; round++) {
                    for (Thread thread : Thread.getAllStackTraces().keySet()) {
                        if (thread.getName().startsWith("multijvm-")) {
                            thread.interrupt();
                        }
                    }
                    own.apply(Tasks::plusOne, 1);
                }
                for (AsyncResult<Integer> result : results) {
                    assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(20);
                }
                if (kind == PoolKind.WORKER_JVMS) {
                    assertThat(own.stats().workers())
                            .allMatch(worker -> worker.name().matches("interrupted-[12]"));
                }
            }
        }
    }

    @Test
    void aFullHeapNowAndThenFailsTasksAtMost() throws Exception {
        List<String> lines = MiddleJvm.run(
                JvmOptions.builder().jvmArguments("-Xmx64m", "-XX:-ExitOnOutOfMemoryError"),
                ThreadFaultsTest::fillTheHeap);
        assertThat(lines).contains("OUT all have ended");
    }

    private static void fillTheHeap() throws Exception {
        try (Pool own = Pool.of(2)) {
            // a class of the JDK's own that finds no memory when it is initialized, with the first start of a process,
            // is
            // never tried again: then this JVM can start none any more (25: BootstrapLogger.DetectBackend)
            own.apply(Tasks::plusOne, 1);
            List<AsyncResult<List<Integer>>> results = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                results.add(own.applyAsync(ThreadFaultsTest::slowList, i, value -> {}));
            }
            List<Object> hog = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                try {
                    while (true) {
                        hog.add(new byte[1 << 20]);
                    }
                } catch (OutOfMemoryError full) {
                    try {
                        while (true) {
                            hog.add(new byte[1024]);
                        }
                    } catch (OutOfMemoryError reallyFull) {
                        Thread.sleep(20);
                        hog.clear();
                    }
                }
                Thread.sleep(5);
            }
            for (AsyncResult<List<Integer>> result : results) {
                try {
                    result.get(60, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    // its value did not fit, or its worker died
                    continue;
                }
            }
            if (own.apply(Tasks::plusOne, 1) == 2) {
                System.out.println("all have ended");
            }
        }
    }

    private static List<Integer> slowList(int item) throws InterruptedException {
        Thread.sleep(5);
        return new ArrayList<>(Collections.nCopies(1000, item));
    }

    @Test
    void aResultThatDoesNotFitIntoTheHeapFailsItsTaskAlone() throws Exception {
        List<String> lines = MiddleJvm.run(
                JvmOptions.builder().jvmArguments("-Xmx48m", "-XX:-ExitOnOutOfMemoryError"),
                ThreadFaultsTest::takeTooMuch);
        assertThat(lines).contains("OUT OutOfMemoryError, then 2");
    }

    private static void takeTooMuch() throws Exception {
        try (Pool own = Pool.builder()
                .workers(1)
                .jvm(JvmOptions.builder().jvmArguments("-Xmx512m").build())
                .start()) {
            for (int i = 0; i < 3; i++) {
                try {
                    own.applyAsync(Tasks::bytes, 100_000_000).get();
                } catch (ExecutionException e) {
                    System.out.println(
                            e.getCause().getClass().getSimpleName() + ", then " + own.apply(Tasks::plusOne, 1));
                }
            }
        }
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }
}
