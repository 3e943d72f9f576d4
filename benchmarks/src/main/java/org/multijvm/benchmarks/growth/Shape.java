package org.multijvm.benchmarks.growth;

import java.util.List;
import java.util.Locale;

/**
 * How a figure grows: by one power law, or by two with a knee between them.
 *
 * <p>The rule of the knee: each point that leaves three points on both sides, itself included, is tried as the end of one line and the beginning of another
 * (both logarithms taken). The one that leaves the smallest sum of squares is the knee, if that is less than a quarter of what a
 * single line leaves, and if the two exponents differ by 0.2 at least. Otherwise there is none.
 *
 * @param pieces one or two, in order
 * @param knees the points between them
 */
record Shape(List<PowerLaw> pieces, List<Double> knees) {
    private static final int FEWEST = 3;
    private static final double SHARE_LEFT = 0.25;
    private static final double EXPONENTS_APART = 0.2;

    /** The shape of at least two points with positive numbers. */
    static Shape of(double[] xs, double[] ys) {
        int last = xs.length - 1;
        PowerLaw single = PowerLaw.of(xs, ys, 0, last);
        Shape best = new Shape(List.of(single), List.of());
        double left = SHARE_LEFT * single.squares();
        for (int knee = FEWEST - 1; knee <= last - FEWEST + 1; knee++) {
            PowerLaw before = PowerLaw.of(xs, ys, 0, knee);
            PowerLaw after = PowerLaw.of(xs, ys, knee, last);
            double squares = before.squares() + after.squares();
            if (squares < left && Math.abs(before.exponent() - after.exponent()) >= EXPONENTS_APART) {
                left = squares;
                best = new Shape(List.of(before, after), List.of(xs[knee]));
            }
        }
        return best;
    }

    String describe(Scale scale) {
        String text = power(pieces.get(0));
        return knees.isEmpty()
                ? text
                : text + " up to " + scale.write(Math.round(knees.get(0))) + ", then " + power(pieces.get(1));
    }

    private static String power(PowerLaw law) {
        // no minus before a zero
        double rounded = Math.round(law.exponent() * 100) / 100.0 + 0.0;
        return String.format(Locale.ROOT, "x^%.2f", rounded);
    }
}
