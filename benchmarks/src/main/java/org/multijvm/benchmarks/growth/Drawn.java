package org.multijvm.benchmarks.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A curve that has been measured: for each point, in order, a spread for each series. */
final class Drawn {
    private final Curve curve;
    private final List<Long> points = new ArrayList<>();
    private final List<List<Spread>> spreads = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Drawn(Curve curve) {
        this.curve = curve;
    }

    void add(long x, List<Spread> ofEachSeries) {
        points.add(x);
        spreads.add(List.copyOf(ofEachSeries));
    }

    /** What a reader must know of this run, as that a point was left out. */
    void note(String text) {
        notes.add(text);
    }

    Curve curve() {
        return curve;
    }

    List<Long> points() {
        return points;
    }

    List<String> notes() {
        return notes;
    }

    Spread at(int point, int series) {
        return spreads.get(point).get(series);
    }

    /** The shape of a series, without its points that are not positive; none if fewer than two are left. */
    Optional<Shape> shape(int series) {
        int[] positive = IntStream.range(0, points.size())
                .filter(i -> at(i, series).median() > 0)
                .toArray();
        if (positive.length < 2) {
            return Optional.empty();
        }
        double[] xs = new double[positive.length];
        double[] ys = new double[positive.length];
        for (int i = 0; i < positive.length; i++) {
            xs[i] = points.get(positive[i]);
            ys[i] = at(positive[i], series).median();
        }
        return Optional.of(Shape.of(xs, ys));
    }

    /**
     * Where a rate collapses: the first point with less than half of the largest median before it. A figure that is no rate has none.
     */
    Optional<Long> collapse(int series) {
        if (!curve.series().get(series).unit().isRate()) {
            return Optional.empty();
        }
        double best = 0;
        for (int i = 0; i < points.size(); i++) {
            double median = at(i, series).median();
            if (median < best / 2) {
                return Optional.of(points.get(i));
            }
            best = Math.max(best, median);
        }
        return Optional.empty();
    }
}
