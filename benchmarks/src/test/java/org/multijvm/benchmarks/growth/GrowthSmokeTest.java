package org.multijvm.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The smallest point of each curve gives a figure for each series; how large is no matter here. */
@Tag("process")
class GrowthSmokeTest {
    @ParameterizedTest
    @ValueSource(strings = {"message", "workers", "tasks", "queued", "producers", "arrays"})
    void theSmallestPointIsMeasured(String name) throws Exception {
        try (Curve curve = Growth.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow()) {
            GrowthRun run = new GrowthRun(curve, curve.points().get(0), 1);
            Drawn drawn = run.measure();
            assertThat(run.failed()).as(drawn.notes().toString()).isFalse();
            assertThat(drawn.points()).hasSize(1);
            // bytes kept by one task: less than what others allocate meanwhile
            for (int series = name.equals("queued") ? 1 : 0;
                    series < curve.series().size();
                    series++) {
                assertThat(drawn.at(0, series).median()).isPositive();
            }
        }
    }

    @Test
    void eachCurveHasItsPointsInOrderAndNamesOfItsOwn() {
        assertThat(Growth.all()).extracting(Curve::name).doesNotHaveDuplicates().hasSize(6);
        for (Curve curve : Growth.all()) {
            assertThat(curve.points()).isSorted().doesNotHaveDuplicates();
            assertThat(curve.memory(curve.points().get(0))).isPositive();
            assertThat(curve.series()).extracting(Series::name).doesNotHaveDuplicates();
        }
    }
}
