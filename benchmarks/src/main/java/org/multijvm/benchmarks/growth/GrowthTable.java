package org.multijvm.benchmarks.growth;

import java.util.List;

/** A measured curve in Markdown: what was done, a table, and what its figures follow. */
final class GrowthTable {
    private GrowthTable() {}

    static String write(Drawn drawn) {
        Curve curve = drawn.curve();
        List<Series> series = curve.series();
        StringBuilder text = new StringBuilder();
        text.append("**")
                .append(curve.name())
                .append(".** ")
                .append(curve.title())
                .append("\n\n| ");
        text.append(curve.scale().label());
        for (Series one : series) {
            text.append(" | ").append(one.name()).append(", ").append(one.unit().label());
        }
        text.append(" |\n|").append(" --- |".repeat(series.size() + 1)).append('\n');
        for (int point = 0; point < drawn.points().size(); point++) {
            text.append("| ").append(curve.scale().write(drawn.points().get(point)));
            for (int s = 0; s < series.size(); s++) {
                text.append(" | ").append(drawn.at(point, s));
            }
            text.append(" |\n");
        }
        text.append('\n');
        for (int s = 0; s < series.size(); s++) {
            text.append(follows(drawn, s));
        }
        for (String note : drawn.notes()) {
            text.append("- ").append(note).append('\n');
        }
        return text.toString();
    }

    private static String follows(Drawn drawn, int series) {
        Series one = drawn.curve().series().get(series);
        String shape = drawn.shape(series)
                .map(found -> found.describe(drawn.curve().scale()))
                .orElse("too few points");
        String collapse = drawn.collapse(series)
                .map(x ->
                        "; below half of its best from " + drawn.curve().scale().write(x) + " on")
                .orElse("");
        return "- " + one.name() + ", " + one.unit().label() + ": " + shape + collapse + "\n";
    }
}
