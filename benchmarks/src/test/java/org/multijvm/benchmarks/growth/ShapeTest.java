package org.multijvm.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exponents and knees of figures that are known. */
@Tag("unit")
class ShapeTest {
    private static final double[] XS = {1, 4, 16, 64, 256, 1024, 4096, 16384};

    @Test
    void findsTheExponentAndTheFactorOfAPowerLaw() {
        PowerLaw law = PowerLaw.of(XS, figures(x -> 3 * Math.pow(x, 1.5)), 0, XS.length - 1);
        assertThat(law.exponent()).isCloseTo(1.5, within(1e-9));
        assertThat(law.factor()).isCloseTo(3, within(1e-9));
        assertThat(law.squares()).isCloseTo(0, within(1e-9));
    }

    @Test
    void fitsOnlyThePointsThatItIsGiven() {
        double[] ys = figures(x -> x);
        ys[0] = 1e9;
        ys[XS.length - 1] = 1e9;
        assertThat(PowerLaw.of(XS, ys, 1, XS.length - 2).exponent()).isCloseTo(1, within(1e-9));
    }

    @Test
    void whatFollowsOnePowerLawHasNoKnee() {
        Shape shape = Shape.of(XS, figures(x -> 7 / x));
        assertThat(shape.knees()).isEmpty();
        assertThat(shape.describe(Scale.BYTES)).isEqualTo("x^-1.00");
    }

    @Test
    void noiseIsNoKnee() {
        double[] ys = {100, 130, 90, 120, 95, 125, 100, 110};
        assertThat(Shape.of(XS, ys).knees()).isEmpty();
    }

    @Test
    void findsTheKneeWhereAConstantCostEnds() {
        Shape shape = Shape.of(XS, figures(x -> Math.max(1, x / 64)));
        assertThat(shape.knees()).containsExactly(64.0);
        assertThat(shape.describe(Scale.BYTES)).isEqualTo("x^0.00 up to 64 B, then x^1.00");
    }

    @Test
    void aKneeNeedsThreePointsOnBothSides() {
        double[] xs = {1, 4, 16, 64};
        assertThat(Shape.of(xs, new double[] {1, 1, 16, 256}).knees()).isEmpty();
    }

    @Test
    void refusesWhatHasNoLogarithm() {
        assertThatThrownBy(() -> Shape.of(XS, new double[XS.length]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value=0.0");
        assertThatThrownBy(() -> Shape.of(new double[] {1}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("points=1");
    }

    @Test
    void namesWhereARateFallsBelowHalfOfItsBest() {
        Drawn drawn = new Drawn(new MadeUpCurve(0));
        double[] rates = {100, 80, 120, 61, 59, 130};
        for (int i = 0; i < rates.length; i++) {
            drawn.add(1L << i, Arrays.asList(Spread.of(1), Spread.of(rates[i]), Spread.of(100)));
        }
        assertThat(drawn.collapse(1)).contains(16L);
        assertThat(drawn.collapse(2)).isEmpty();
        assertThat(MadeUpCurve.drawn().collapse(0)).as("a time is no rate").isEmpty();
    }

    private static double[] figures(DoubleUnaryOperator of) {
        return Arrays.stream(XS).map(of).toArray();
    }
}
