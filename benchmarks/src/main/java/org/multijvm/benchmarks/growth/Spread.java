package org.multijvm.benchmarks.growth;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import org.multijvm.benchmarks.Rounds;

/** What the rounds of a figure gave. */
record Spread(double median, double low, double high) {
    static Spread of(double... rounds) {
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        return new Spread(Rounds.median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    /** The median, and in brackets the smallest and the largest. */
    @Override
    public String toString() {
        return written(median) + " (" + written(low) + " to " + written(high) + ")";
    }

    /** Three digits that count, and thousands and millions by their letters. */
    static String written(double value) {
        double size = Math.abs(value);
        if (size >= 999_500) {
            return digits(value / 1e6) + " M";
        }
        return size >= 9_995 ? digits(value / 1e3) + " k" : digits(value);
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        if (size < 0.001) {
            return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
        }
        // of what it is rounded to: 9.996 is written as 10.0
        double rounded = new BigDecimal(size).round(new MathContext(3)).doubleValue();
        int whole = (int) Math.floor(Math.log10(rounded)) + 1;
        int decimals = Math.max(0, 3 - whole);
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
