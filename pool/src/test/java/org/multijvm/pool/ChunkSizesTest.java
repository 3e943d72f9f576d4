package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class ChunkSizesTest {
    @ParameterizedTest
    @CsvSource({"1,1", "7,2", "8,2", "100,2", "1000,3", "1000000,2", "2147483647,64"})
    void chunksShrinkAndAreNeverLargerThanPythons(int items, int workers) {
        List<Integer> sizes = all(ChunkSizes.of(ChunkSizes.AUTOMATIC, items, workers), items);

        assertThat(sizes.stream().mapToLong(Integer::longValue).sum()).isEqualTo(items);
        assertThat(sizes).isSortedAccordingTo((a, b) -> b - a);
        assertThat((long) sizes.get(0)).isLessThanOrEqualTo((items + 4L * workers - 1) / (4L * workers));
        assertThat(sizes.size()).isLessThanOrEqualTo(4097);
    }

    @ParameterizedTest
    @CsvSource({"100,2,100000000,1", "4096,2,9223372036854775807,1", "1000000,2,9223372036854775807,244"})
    void longItemsGoOneByOneUnlessThereAreTooMany(int items, int workers, long nanos, int expected) {
        ChunkSizes sizes = ChunkSizes.of(ChunkSizes.AUTOMATIC, items, workers);
        sizes.itemTakes(nanos);

        assertThat(all(sizes, items).subList(0, items / expected)).containsOnly(expected);
    }

    @Test
    void whatIsLearntLaterCounts() {
        ChunkSizes sizes = ChunkSizes.of(ChunkSizes.AUTOMATIC, 20_000, 2);
        sizes.itemTakes(Long.MAX_VALUE);
        assertThat(sizes.next(20_000)).isEqualTo(4);
        sizes.itemTakes(10_000);
        assertThat(sizes.next(19_000)).isEqualTo(300);
        sizes.itemTakes(1_000);
        assertThat(sizes.next(18_000)).isEqualTo(2_500);
    }

    @ParameterizedTest
    @CsvSource({"10,3,'[3, 3, 3, 1]'", "3,5,[3]", "4,2,'[2, 2]'"})
    void aSizeThatIsSaidHolds(int items, int size, String expected) {
        ChunkSizes sizes = ChunkSizes.of(size, items, 2);
        sizes.itemTakes(1);

        assertThat(all(sizes, items)).hasToString(expected);
        assertThat(sizes.wantsProbe()).isFalse();
    }

    private static List<Integer> all(ChunkSizes sizes, int items) {
        List<Integer> all = new ArrayList<>();
        for (int left = items; left > 0; left -= all.get(all.size() - 1)) {
            all.add(sizes.next(left));
        }
        return all;
    }
}
