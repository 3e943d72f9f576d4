package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many tasks, large values, many submitters. */
@Tag("process")
class PoolTransportTest {
    @Test
    void carriesValuesOfAllSizesAroundTheEdgesOfTheTransport() throws Exception {
        try (Pool pool = Pool.of(2)) {
            for (int size :
                    new int[] {0, 1, 511, 512, 32_700, 32_768, 32_800, 65_536, 65_537, 1 << 20, (1 << 24) + 1}) {
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
    @Timeout(600)
    void carriesAnArgumentOfOneGigabyte() throws Exception {
        try (Pool pool = Pool.of(1)) {
            byte[] large = new byte[1_000_000_000];
            large[123_456_789] = 42;
            assertThat(pool.apply((byte[] b) -> b.length + b[123_456_789], large))
                    .isEqualTo(1_000_000_042);
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
    void mapsAMillionItems() throws Exception {
        List<Integer> items = IntStream.range(0, 1_000_000).boxed().collect(Collectors.toList());
        try (Pool pool = Pool.of(2)) {
            List<Integer> results = pool.map(Tasks::plusOne, items);
            assertThat(results).hasSize(1_000_000);
            assertThat(results.get(0)).isEqualTo(1);
            assertThat(results.get(999_999)).isEqualTo(1_000_000);
        }
    }
}
