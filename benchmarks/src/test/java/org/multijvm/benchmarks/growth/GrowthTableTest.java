package org.multijvm.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader gets to see of a curve. */
@Tag("unit")
class GrowthTableTest {
    @Test
    void aCurveIsATableAndWhatItsFiguresFollow() {
        Drawn drawn = MadeUpCurve.drawn();
        drawn.note("something to know");
        assertThat(GrowthTable.write(drawn)).isEqualTo("""
                **made-up.** Nothing is done.

                | bytes | time, us | rate, 1/s | other rate, 1/s |
                | --- | --- | --- | --- |
                | 8 B | 8.00 (7.00 to 9.00) | 125 k (125 k to 125 k) | 0 (0 to 0) |
                | 512 B | 512 (511 to 513) | 1,953 (1,953 to 1,953) | 0 (0 to 0) |
                | 32 KiB | 32.8 k (32.8 k to 32.8 k) | 30.5 (30.5 to 30.5) | 0 (0 to 0) |

                - time, us: x^1.00
                - rate, 1/s: x^-1.00; below half of its best from 512 B on
                - other rate, 1/s: too few points
                - something to know
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.00012, 1.2e-04",
        "0.04567, 0.0457",
        "0.4567, 0.457",
        "4.567, 4.57",
        "45.67, 45.7",
        "456.7, 457",
        "4567, '4,567'",
        "9994, '9,994'",
        "9996, 10.0 k",
        "45678, 45.7 k",
        "999600, 1.00 M",
        "4567890, 4.57 M",
        "-45.67, -45.7"
    })
    void numbersHaveThreeDigits(double value, String written) {
        assertThat(Spread.written(value)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "BYTES, 8, 8 B",
        "BYTES, 1024, 1 KiB",
        "BYTES, 1536, 1536 B",
        "BYTES, 8589934592, 8 GiB",
        "MICROS, 300, 300 us",
        "MICROS, 30000, 30 ms",
        "WORKERS, 64, 64",
        "PAIRS, 16, 16",
        "TASKS, 10000000, '10,000,000'"
    })
    void aPointIsWrittenWithItsUnit(Scale scale, long x, String written) {
        assertThat(scale.write(x)).isEqualTo(written);
    }

    @Test
    void theSpreadIsTheSmallestAndTheLargest() {
        assertThat(Spread.of(5, 1, 900)).isEqualTo(new Spread(5, 1, 900));
    }
}
