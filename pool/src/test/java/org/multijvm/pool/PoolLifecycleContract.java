package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Closing, joining and terminating. */
abstract class PoolLifecycleContract extends PoolContract {
    PoolLifecycleContract(Workplace kind) {
        super(kind);
    }

    @Test
    void closeFinishesWhatWasSubmittedAndItsCallbacks() throws Exception {
        AtomicInteger callbacks = new AtomicInteger();
        List<AsyncResult<Integer>> results = new ArrayList<>();
        Pool pool = kind.of(2);
        for (int i = 0; i < 100; i++) {
            results.add(pool.applyAsync(Tasks::sleepMillis, 2, value -> callbacks.incrementAndGet()));
        }
        pool.close();
        pool.join();
        assertThat(results).allMatch(AsyncResult::ready);
        assertThat(callbacks).hasValue(100);
        assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.map(Tasks::plusOne, List.<Integer>of()))
                .isInstanceOf(RejectedExecutionException.class);
        pool.close();
        pool.terminate();
        assertThat(pool.join(Duration.ZERO)).isTrue();
    }

    @Test
    void closesWhileItsWorkersStillStart() {
        kind.of(2).close();
    }

    @Test
    void shutdownOnlyStopsTheIntake() throws Exception {
        Pool pool = kind.of(1);
        AsyncResult<Integer> last = pool.applyAsync(Tasks::plusOne, 1);
        pool.shutdown();
        pool.shutdown();
        assertThatThrownBy(() -> pool.apply(Tasks::plusOne, 1)).isInstanceOf(RejectedExecutionException.class);
        assertThat(last.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
    }

    @Test
    void joinNeedsAnEnd() throws Exception {
        try (Pool pool = kind.of(1)) {
            assertThatThrownBy(pool::join).isInstanceOf(IllegalStateException.class);
            Path gate = folder.resolve("gate");
            pool.applyAsync(Tasks::waitForFile, gate.toString());
            pool.shutdown();
            assertThat(pool.join(Duration.ofMillis(1))).isFalse();
            Files.createFile(gate);
            assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        }
    }

    @Test
    void terminateEndsAtOnceWhateverRunsOrWaits() throws Exception {
        Pool pool = kind.of(2);
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            results.add(pool.applyAsync(Tasks::sleepMillis, 300_000));
        }
        pool.terminate();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        for (AsyncResult<Integer> result : results) {
            assertThatThrownBy(() -> result.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
        pool.terminate();
        pool.close();
    }

    @Test
    void aCallbackMayCloseOrTerminateThePool() throws Exception {
        for (boolean terminate : new boolean[] {false, true}) {
            Pool pool = kind.of(1);
            pool.applyAsync(Tasks::plusOne, 1, value -> {
                if (terminate) {
                    pool.terminate();
                } else {
                    pool.close();
                }
            });
            await(pool);
        }
    }

    private static void await(Pool pool) throws InterruptedException {
        org.awaitility.Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> {
            try {
                return pool.join(Duration.ofMillis(10));
            } catch (IllegalStateException stillRunning) {
                return false;
            }
        });
    }

    @Test
    void anInterruptedCloseTerminates() throws Exception {
        Pool pool = kind.of(1);
        AsyncResult<Long> endless =
                pool.applyAsync(Tasks::announceAndHang, folder.resolve("pid").toString());
        PoolCrashTest.announcedPid(folder.resolve("pid"));
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread closer = new Thread(() -> {
            pool.close();
            stillInterrupted.complete(Thread.interrupted());
        });
        closer.start();
        closer.interrupt();
        assertThat(stillInterrupted.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThatThrownBy(() -> endless.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    @Test
    void aWorkerMayHaveAPoolOfItsOwn() throws Exception {
        try (Pool pool = kind.of(1)) {
            assertThat(pool.apply(Tasks::nested, 3)).isEqualTo(40);
        }
    }

    @Test
    void twoPoolsWorkSideBySide() throws Exception {
        try (Pool one = kind.builder(1).name("one").start();
                Pool two = kind.builder(1).name("two").start()) {
            AsyncResult<String> first = one.applyAsync(Tasks::slowWorker, 0);
            AsyncResult<String> second = two.applyAsync(Tasks::slowWorker, 0);
            assertThat(first.get()).isNotEqualTo(second.get());
        }
    }
}
