package org.multijvm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is printed is what was measured, and a ratio above 1 means what its kind says. */
@Tag("unit")
class FigureTest {
    @Test
    void theMedianIsTheMiddleOne() {
        assertThat(Rounds.median(new double[] {5, 1, 900})).isEqualTo(5);
        assertThat(Rounds.median(new double[] {4, 1, 2, 900})).isEqualTo(3);
    }

    @Test
    void aRatioSaysHowManyTimesBetterOrHowManyTimesThePeer() {
        assertThat(Ratio.RATE.of(100, 50)).isEqualTo(2);
        assertThat(Ratio.DURATION.of(5, 50)).isEqualTo(10);
        assertThat(Ratio.TIMES_PEER.of(60, 50)).isEqualTo(1.2);
        assertThat(Ratio.LIMIT.of(6, Double.NaN)).isEqualTo(6);
    }

    @Test
    void aFigureIsOneJsonObject() {
        assertThat(new Figure("pool.apply", 5, 250, "us", 50, 5, 17).json())
                .isEqualTo("{\"name\": \"pool.apply\", \"ours\": 5.0000, \"peer\": 250.0000, \"unit\": \"us\","
                        + " \"ratio\": 50.0000, \"rounds\": 5, \"jdk\": 17}");
        assertThat(new Figure("pool.crash_detect", 6, Double.NaN, "ms", 6, 5, 25).json()).contains("\"peer\": null");
    }
}
