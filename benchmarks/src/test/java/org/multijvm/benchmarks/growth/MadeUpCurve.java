package org.multijvm.benchmarks.growth;

import java.util.List;

/** A curve that measures nothing: its figures are the point and its reciprocal. */
final class MadeUpCurve implements Curve {
    private final long memory;

    /**
     * @param memory how much each point claims to need
     */
    MadeUpCurve(long memory) {
        this.memory = memory;
    }

    @Override
    public String name() {
        return "made-up";
    }

    @Override
    public String title() {
        return "Nothing is done.";
    }

    @Override
    public Scale scale() {
        return Scale.BYTES;
    }

    @Override
    public List<Series> series() {
        return List.of(
                new Series("time", Series.Unit.MICROS),
                new Series("rate", Series.Unit.PER_SECOND),
                new Series("other rate", Series.Unit.PER_SECOND));
    }

    @Override
    public List<Long> points() {
        return List.of(8L, 512L, 32_768L);
    }

    @Override
    public long memory(long x) {
        return memory;
    }

    @Override
    public Point open(long x) {
        if (x > 512) {
            throw new IllegalStateException("too large for me: x=" + x);
        }
        return () -> new double[] {x, 1.0 / x, 5};
    }

    /** As if all its points had been measured. */
    static Drawn drawn() {
        MadeUpCurve curve = new MadeUpCurve(0);
        Drawn drawn = new Drawn(curve);
        for (long x : curve.points()) {
            drawn.add(x, List.of(Spread.of(x, x - 1, x + 1), Spread.of(1e6 / x), Spread.of(0)));
        }
        return drawn;
    }
}
