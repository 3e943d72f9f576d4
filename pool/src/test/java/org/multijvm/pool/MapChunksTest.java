package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Into how many tasks a {@code map} is cut whose first item takes long, as the first of each function does in a young worker. */
@Tag("process")
class MapChunksTest {
    private static final int ITEMS = 20_000;
    private static final long SLOW_NANOS = 30_000_000;

    private static boolean called;

    @Test
    void aSlowFirstItemDoesNotMakeTheOthersGoByFours() throws Exception {
        try (Pool pool = Pool.of(1)) {
            pool.apply(Math::abs, -1);
            List<Integer> back = pool.map(MapChunksTest::slowAtFirst, new TakingTime());
            assertThat(back).hasSize(ITEMS).startsWith(1, 2).endsWith(ITEMS);
            assertThat(pool.stats().done()).isLessThan(ITEMS / 8);
        }
    }

    private static int slowAtFirst(int number) {
        if (!called) {
            called = true;
            LockSupport.parkNanos(SLOW_NANOS);
        }
        return number + 1;
    }

    /** To send them takes a second or more, so that answers come meanwhile. */
    private static final class TakingTime extends AbstractList<Integer> {
        @Override
        public Integer get(int index) {
            if (index % 20 == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            return index;
        }

        @Override
        public int size() {
            return ITEMS;
        }
    }
}
