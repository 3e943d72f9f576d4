package org.multijvm.benchmarks;

import java.util.Locale;

/** A measured row: the medians of both sides over the rounds. */
record Figure(String name, double ours, double peer, String unit, double ratio, int rounds, int jdk) {
    String json() {
        return String.format(
                Locale.ROOT,
                "{\"name\": \"%s\", \"ours\": %s, \"peer\": %s, \"unit\": \"%s\", \"ratio\": %s, \"rounds\": %d, \"jdk\": %d}",
                name,
                number(ours),
                number(peer),
                unit,
                number(ratio),
                rounds,
                jdk);
    }

    String line() {
        return String.format(Locale.ROOT, "%-22s %14s %14s  %-10s %9.2f", name, rounded(ours), rounded(peer), unit, ratio);
    }

    static String header() {
        return String.format("%-22s %14s %14s  %-10s %9s", "figure", "ours", "peer", "unit", "ratio");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String rounded(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        return String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : "%.2f", value);
    }
}
