package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolStats;

/** What is so only where the workers are threads of this JVM. */
@Tag("unit")
class ThreadPoolTest {
    private static final IllegalStateException ALWAYS_THE_SAME = new IllegalStateException("one for all");

    @TempDir
    private Path folder;

    @Test
    void sharesArgumentsAndResults() throws Exception {
        try (Pool pool = PoolKind.THREADS.of(1)) {
            Tasks.Order order = new Tasks.Order();
            assertThat(pool.apply((Tasks.Order o) -> o, order)).isSameAs(order);
            assertThat(pool.apply((Tasks.Order o) -> o.owner, order)).isSameAs(order.owner);
            Thread captured = Thread.currentThread();
            assertThat(pool.apply(() -> captured)).isSameAs(captured);
        }
    }

    @Test
    void readsTheItemsOfAMapBeforeItReturns() throws Exception {
        Path gate = folder.resolve("gate");
        try (Pool pool = PoolKind.THREADS.of(1)) {
            AsyncResult<String> blocker = pool.applyAsync(Tasks::waitForFile, gate.toString());
            List<Integer> items = new ArrayList<>(List.of(1, 2, 3));
            AsyncResult<List<Integer>> results = pool.mapAsync(Tasks::plusOne, items, ChunkSize.of(2));
            items.clear();
            Files.createFile(gate);
            assertThat(results.get(60, TimeUnit.SECONDS)).containsExactly(2, 3, 4);
            blocker.get();
        }
    }

    @Test
    void throwsTheVeryExceptionAndAddsNothingToIt() {
        int frames = ALWAYS_THE_SAME.getStackTrace().length;
        try (Pool pool = PoolKind.THREADS.of(1)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> pool.apply(() -> {
                            throw ALWAYS_THE_SAME;
                        }))
                        .isSameAs(ALWAYS_THE_SAME);
                assertThatThrownBy(() ->
                                pool.imap((Integer x) -> throwIt(), List.of(1)).next())
                        .isSameAs(ALWAYS_THE_SAME);
            }
        }
        assertThat(ALWAYS_THE_SAME.getStackTrace()).hasSize(frames);
    }

    @Test
    void itsWorkersAreDaemonsWithThePoolsName() throws Exception {
        JvmOptions ignored =
                JvmOptions.builder().jvmArguments("-XX:NoSuchFlag=1").build();
        try (Pool pool =
                Pool.builder().name("etl").threads().jvm(ignored).workers(2).start()) {
            for (int i = 0; i < 10; i++) {
                Thread worker = pool.apply(() -> Thread.currentThread());
                assertThat(worker.getName()).matches("etl-[12]");
                assertThat(worker.isDaemon()).isTrue();
            }
            assertThat(pool.workers()).isEqualTo(2);
        }
    }

    @Test
    void itsTasksKnowTheirWorkerAndWhatIsShared() throws Exception {
        Object model = new Object();
        Pool pool = Pool.builder()
                .name("crew")
                .workers(1)
                .threads()
                .shared("model", model)
                .exitFunction(() -> PoolWorker.current()
                        .orElseThrow()
                        .get("seen", Integer.class)
                        .orElse(0))
                .start();
        assertThat(pool.apply(() -> {
                    PoolWorker worker = PoolWorker.current().orElseThrow();
                    worker.put("seen", 7);
                    return List.of(worker.id(), worker.name(), worker.poolName(), worker.shared("model", Object.class));
                }))
                .containsExactly(1, "crew-1", "crew", model);
        assertThat(pool.apply(() -> PoolWorker.current().orElseThrow().tasksDone()))
                .isEqualTo(1L);
        assertThat(PoolWorker.current()).isEmpty();
        pool.close();
        assertThat(pool.exitResults()).containsExactly(new ExitResult("crew-1", 1, 7, Optional.empty()));
    }

    @Test
    void itsStatisticsCountWhatThreadsDid() throws Exception {
        try (Pool pool = Pool.builder().workers(1).threads().start()) {
            pool.map(Tasks::plusOne, List.of(1, 2, 3), ChunkSize.of(1));
            assertThatThrownBy(() -> pool.apply(Tasks::failOn, 1, 1)).isInstanceOf(IllegalStateException.class);
            PoolStats stats = pool.stats();
            assertThat(stats.done()).isEqualTo(3);
            assertThat(stats.failed()).isEqualTo(1);
            assertThat(stats.workers()).hasSize(1);
            assertThat(stats.workers().get(0).done()).isEqualTo(4);
            assertThat(stats.toString()).contains(stats.workers().get(0).name());
        }
    }

    @Test
    void cancelInterruptsTheTaskAndNotTheNextOne() throws Exception {
        try (Pool pool = PoolKind.THREADS.of(1)) {
            for (int i = 0; i < 200; i++) {
                CountDownLatch runs = new CountDownLatch(1);
                AsyncResult<Boolean> running = pool.applyAsync(() -> {
                    runs.countDown();
                    Thread.sleep(600_000);
                    return true;
                });
                AsyncResult<Boolean> next =
                        pool.applyAsync(() -> Thread.currentThread().isInterrupted());
                runs.await();
                assertThat(running.cancel(false)).isFalse();
                assertThat(running.cancel(true)).isTrue();
                assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
                assertThat(next.get(60, TimeUnit.SECONDS)).isFalse();
            }
        }
    }

    @Test
    void aCancelledTaskCallsBackOnceWithItsCancellation() throws Exception {
        List<Object> seen = new ArrayList<>();
        try (Pool pool = PoolKind.THREADS.of(1)) {
            CountDownLatch runs = new CountDownLatch(1);
            AsyncResult<String> running = pool.applyAsync(
                    () -> {
                        runs.countDown();
                        try {
                            Thread.sleep(600_000);
                        } catch (InterruptedException e) {
                            return "a result all the same";
                        }
                        return "";
                    },
                    Callbacks.of(seen::add, seen::add));
            runs.await();
            assertThat(running.cancel(true)).isTrue();
        }
        assertThat(seen).hasSize(1).hasOnlyElementsOfType(CancellationException.class);
    }

    @Test
    void aTaskThatHeedsNoInterruptIsLeftToItself() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        List<Object> seen = new ArrayList<>();
        Pool pool = PoolKind.THREADS.of(1);
        AsyncResult<String> deaf = pool.applyAsync(
                () -> {
                    runs.countDown();
                    awaitDeafly(mayEnd);
                    return "too late";
                },
                Callbacks.of(seen::add, seen::add));
        AsyncResult<Integer> waiting = pool.applyAsync(Tasks::plusOne, 1);
        runs.await();
        pool.terminate();
        assertThatThrownBy(() -> deaf.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        mayEnd.countDown();
        assertThat(seen).hasSize(1).hasOnlyElementsOfType(CancellationException.class);
    }

    @Test
    void tasksMayWaitForTasksHoweverFewThreadsThereAre() throws Exception {
        try (Pool pool = Pool.builder().name("deep").threads().workers(1).start()) {
            assertThat(countDown(pool, 50)).isEqualTo(50);
            assertThat(pool.apply(() -> pool.map(Tasks::plusOne, List.of(1, 2, 3), ChunkSize.of(1))))
                    .containsExactly(2, 3, 4);
            assertThat(pool.apply(() -> pool.imap(Tasks::plusOne, List.of(1, 2, 3)).stream()
                            .mapToInt(x -> x)
                            .sum()))
                    .isEqualTo(9);
            assertThat(pool.apply(() -> pool.applyAsync(Tasks::plusOne, 1)
                            .thenApply(x -> x * 10)
                            .thenCompose(x -> pool.applyAsync(Tasks::plusOne, x))
                            .join()))
                    .isEqualTo(21);
            // the stand-ins have left
            await().atMost(60, TimeUnit.SECONDS).until(() -> {
                pool.apply(Tasks::plusOne, 1);
                return threadsOf("deep-") == 1;
            });
            AtomicInteger running = new AtomicInteger();
            assertThat(pool.map((Integer x) -> atOnce(running), List.of(1, 2, 3, 4, 5, 6), ChunkSize.of(1)))
                    .containsOnly(1);
        }
    }

    @Test
    void anExitFunctionThatHeedsNothingIsLeftToItself() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Pool pool = Pool.builder()
                .threads()
                .workers(2)
                .exitFunction(() -> awaitDeafly(mayEnd), Duration.ofMillis(20))
                .start();
        pool.apply(Tasks::plusOne, 1);
        pool.shutdown();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        mayEnd.countDown();
        assertThat(pool.exitResults())
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.failure())
                        .get(InstanceOfAssertFactories.THROWABLE)
                        .isInstanceOf(TimeoutException.class)
                        .hasMessageContaining("left to itself"));
    }

    @Test
    void isResizedWhileItWorks() throws Exception {
        try (Pool pool = Pool.builder().name("tide").threads().workers(1).start()) {
            CountDownLatch three = new CountDownLatch(3);
            pool.resize(3);
            assertThat(pool.workers()).isEqualTo(3);
            assertThat(pool.map(
                            (Integer x) -> {
                                three.countDown();
                                return three.await(60, TimeUnit.SECONDS);
                            },
                            List.of(1, 2, 3),
                            ChunkSize.of(1)))
                    .as("three at once")
                    .containsOnly(true);
            pool.resize(1);
            assertThat(pool.stats().size()).isEqualTo(1);
            await().atMost(60, TimeUnit.SECONDS).until(() -> threadsOf("tide-") == 1);
            assertThat(pool.map(Tasks::plusOne, List.of(1, 2, 3), ChunkSize.of(1)))
                    .containsExactly(2, 3, 4);
        }
    }

    @Test
    void aTaskMayCloseOrTerminateItsPool() throws Exception {
        for (boolean terminate : new boolean[] {false, true}) {
            Pool pool = PoolKind.THREADS.of(1);
            AsyncResult<String> closing = pool.applyAsync(() -> {
                if (terminate) {
                    pool.terminate();
                } else {
                    pool.close();
                }
                return "closed";
            });
            if (terminate) {
                assertThatThrownBy(() -> closing.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            } else {
                assertThat(closing.get(60, TimeUnit.SECONDS)).isEqualTo("closed");
            }
            assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        }
    }

    @Test
    void aTaskMaySubmitAlthoughTooMuchWaits() throws Exception {
        try (Pool pool = Pool.builder().threads().workers(1).intakeLimit(1_000).start()) {
            List<AsyncResult<Integer>> results = pool.apply(() -> {
                List<AsyncResult<Integer>> all = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    all.add(pool.applyAsync(Tasks::plusOne, i));
                }
                return all;
            });
            for (int i = 0; i < 1_000; i++) {
                assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void aFullIntakeIsLeftWhenThePoolIsShutDown() throws Exception {
        Path gate = folder.resolve("gate");
        Pool pool = Pool.builder().threads().workers(1).intakeLimit(200).start();
        AsyncResult<String> blocker = pool.applyAsync(Tasks::waitForFile, gate.toString());
        Thread submitter = new Thread(() -> {
            try {
                while (true) {
                    pool.applyAsync(Tasks::plusOne, 1);
                }
            } catch (java.util.concurrent.RejectedExecutionException end) {
                // as it should be
            }
        });
        submitter.start();
        await().atMost(60, TimeUnit.SECONDS).until(() -> submitter.getState() == Thread.State.WAITING);
        pool.shutdown();
        submitter.join();
        Files.createFile(gate);
        assertThat(blocker.get(60, TimeUnit.SECONDS)).isEqualTo(gate.toString());
        pool.close();
    }

    private static int throwIt() {
        throw ALWAYS_THE_SAME;
    }

    private static int countDown(Pool pool, int left) throws Exception {
        return left == 0 ? 0 : 1 + pool.apply(() -> countDown(pool, left - 1));
    }

    private static int atOnce(AtomicInteger running) throws InterruptedException {
        int now = running.incrementAndGet();
        Thread.sleep(2);
        running.decrementAndGet();
        return now;
    }

    private static long threadsOf(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    private static boolean awaitDeafly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException ignored) {
                // deaf
            }
        }
        return true;
    }
}
