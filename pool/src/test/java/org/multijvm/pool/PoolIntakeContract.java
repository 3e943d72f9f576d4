package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many submitters, and more tasks than may wait. */
abstract class PoolIntakeContract extends PoolContract {
    PoolIntakeContract(PoolKind kind) {
        super(kind);
    }

    @Test
    void takesTasksFromManyThreads() throws Exception {
        int threads = 8;
        int each = 1000;
        AtomicLong sum = new AtomicLong();
        CountDownLatch done = new CountDownLatch(threads);
        try (Pool pool = kind.of(2)) {
            for (int t = 0; t < threads; t++) {
                int first = t * each;
                new Thread(() -> {
                            try {
                                for (int i = 0; i < each; i++) {
                                    int value = first + i;
                                    int result = i % 3 == 0
                                            ? pool.apply(Tasks::plusOne, value)
                                            : pool.applyAsync(Tasks::plusOne, value)
                                                    .get();
                                    sum.addAndGet(result - 1);
                                }
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            } finally {
                                done.countDown();
                            }
                        })
                        .start();
            }
            assertThat(done.await(90, TimeUnit.SECONDS)).isTrue();
        }
        long all = (long) threads * each;
        assertThat(sum).hasValue(all * (all - 1) / 2);
    }

    @Test
    void refusesWhenTooMuchWaitsIfItIsToldTo() throws Exception {
        try (Pool pool =
                kind.builder().workers(1).intakeLimit(10_000).refuseWhenFull().start()) {
            AsyncResult<Integer> blocker = pool.applyAsync(Tasks::sleepMillis, 600_000);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            pool.applyAsync(Tasks::plusOne, i);
                        }
                    })
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("limit=10000");
            blocker.cancel(true);
        }
    }

    @Test
    void letsASubmitterWaitWhileTooMuchWaits() throws Exception {
        try (Pool pool = kind.builder().workers(1).intakeLimit(10_000).start()) {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                results.add(pool.applyAsync(Tasks::plusOne, i));
            }
            for (int i = 0; i < 5_000; i++) {
                assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void anInterruptedCallerGetsItsInterruptAndThePoolGoesOn() throws Exception {
        try (Pool pool = kind.of(1)) {
            Path gate = folder.resolve("gate");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> pool.apply(Tasks::waitForFile, gate.toString()))
                    .isInstanceOf(InterruptedException.class);
            Files.createFile(gate);
            Thread.currentThread().interrupt();
            AsyncResult<Long> large = pool.applyAsync(Tasks::checksum, Tasks.bytes(1 << 20));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(large.get(60, TimeUnit.SECONDS)).isEqualTo(Tasks.checksum(Tasks.bytes(1 << 20)));
            assertThat(pool.apply(Tasks::checksum, Tasks.bytes(100_000))).isNotNull();
        }
    }
}
