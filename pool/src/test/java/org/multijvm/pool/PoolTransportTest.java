package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many tasks, large values, many submitters. */
@Tag("process")
class PoolTransportTest {
    @Test
    void carriesValuesOfAllSizesAroundTheEdgesOfTheTransport() throws Exception {
        try (Pool pool = Pool.of(2)) {
            for (int size : new int[] {0, 1, 511, 512, 32_700, 32_768, 32_800, 65_536, 65_537, 1 << 20, (1 << 24) + 1}) {
                byte[] bytes = Tasks.bytes(size);
                assertThat(pool.apply((byte[] b) -> b, bytes)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void carriesRandomSizesInterleaved() throws Exception {
        Random random = new Random(3);
        try (Pool pool = Pool.of(2)) {
            List<AsyncResult<Long>> results = new ArrayList<>();
            List<Long> expected = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                byte[] bytes = Tasks.bytes(random.nextInt(random.nextInt(10) == 0 ? 100_000 : 2_000));
                expected.add(Tasks.checksum(bytes));
                results.add(pool.applyAsync(Tasks::checksum, bytes));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(expected.get(i));
            }
        }
    }

    @Tag("stress")
    @Test
    void carriesAnArgumentOfOneGigabyte() throws Exception {
        try (Pool pool = Pool.of(1)) {
            byte[] large = new byte[1_000_000_000];
            large[123_456_789] = 42;
            assertThat(pool.apply((byte[] b) -> b.length + b[123_456_789], large)).isEqualTo(1_000_000_042);
        }
    }

    @Tag("stress")
    @Test
    void keepsAMillionTasksThatWait() throws Exception {
        AtomicLong sum = new AtomicLong();
        int tasks = 1_000_000;
        try (Pool pool = Pool.of(2)) {
            AsyncResult<Integer> first = pool.applyAsync(Tasks::sleepMillis, 1000);
            List<AsyncResult<Integer>> results = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
                results.add(pool.applyAsync(Tasks::plusOne, i));
            }
            first.get();
            for (AsyncResult<Integer> result : results) {
                sum.addAndGet(result.get(60, TimeUnit.SECONDS));
            }
        }
        assertThat(sum).hasValue((long) tasks * (tasks + 1) / 2);
    }

    @Test
    void takesTasksFromManyThreads() throws Exception {
        int threads = 8;
        int each = 2000;
        AtomicLong sum = new AtomicLong();
        CountDownLatch done = new CountDownLatch(threads);
        try (Pool pool = Pool.of(2)) {
            for (int t = 0; t < threads; t++) {
                int first = t * each;
                new Thread(() -> {
                            try {
                                for (int i = 0; i < each; i++) {
                                    int value = first + i;
                                    int result = i % 3 == 0
                                            ? pool.apply(Tasks::plusOne, value)
                                            : pool.applyAsync(Tasks::plusOne, value).get();
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
        try (Pool pool = Pool.builder().workers(1).intakeLimit(10_000).refuseWhenFull().start()) {
            AsyncResult<Integer> blocker = pool.applyAsync(Tasks::sleepMillis, 60_000);
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
        try (Pool pool = Pool.builder().workers(1).intakeLimit(10_000).start()) {
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
    void mapsAMillionItems() throws Exception {
        List<Integer> items = IntStream.range(0, 1_000_000).boxed().collect(Collectors.toList());
        try (Pool pool = Pool.of(2)) {
            List<Integer> results = pool.map(Tasks::plusOne, items);
            assertThat(results).hasSize(1_000_000);
            assertThat(results.get(0)).isEqualTo(1);
            assertThat(results.get(999_999)).isEqualTo(1_000_000);
        }
    }

    @Test
    void anInterruptedCallerGetsItsInterruptAndThePoolGoesOn() throws Exception {
        try (Pool pool = Pool.of(1)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> pool.apply(Tasks::sleepMillis, 100)).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            AsyncResult<Long> large = pool.applyAsync(Tasks::checksum, Tasks.bytes(1 << 20));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(large.get(30, TimeUnit.SECONDS)).isEqualTo(Tasks.checksum(Tasks.bytes(1 << 20)));
            assertThat(pool.apply(Tasks::checksum, Tasks.bytes(100_000))).isNotNull();
        }
    }
}
