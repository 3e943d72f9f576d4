package org.multijvm.benchmarks;

import java.util.Arrays;

/** Medians over rounds. */
public final class Rounds {
    private Rounds() {}

    /** The middle value, or the mean of the two middle ones. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
