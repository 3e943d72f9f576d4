package org.multijvm.benchmarks.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes a curve's points one after the other, the largest last: warm-up, then rounds. */
final class GrowthRun {
    /** What must stay free for all else on the machine. */
    private static final long RESERVE = 3L << 30;

    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long FIRST_WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** After this time a point begins no other round, but it has three at least, or as many as are asked for. */
    private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int FEWEST_ROUNDS = 3;

    private final Curve curve;
    private final long max;
    private final int rounds;
    private boolean failed;

    GrowthRun(Curve curve, long max, int rounds) {
        this.curve = curve;
        this.max = max;
        this.rounds = rounds;
    }

    /** What was measured until the largest point, or until one had no room or failed: then a note says so. */
    Drawn measure() throws Exception {
        Drawn drawn = new Drawn(curve);
        for (long x : curve.points()) {
            if (x > max || !hasRoom(drawn, x) || !measured(drawn, x)) {
                break;
            }
        }
        return drawn;
    }

    /** If a point failed: what was measured before is whole. */
    boolean failed() {
        return failed;
    }

    private boolean hasRoom(Drawn drawn, long x) throws Exception {
        long need = curve.memory(x) + RESERVE;
        long free = Machine.free();
        if (free >= need) {
            return true;
        }
        drawn.note("left out from " + curve.scale().write(x) + " on, for want of memory: need=" + (need >> 20)
                + " MiB, free=" + (free >> 20) + " MiB");
        return false;
    }

    private boolean measured(Drawn drawn, long x) throws InterruptedException {
        try (Point point = curve.open(x)) {
            warmUp(point, drawn.points().isEmpty() ? FIRST_WARM_UP_NANOS : WARM_UP_NANOS);
            List<double[]> figures = new ArrayList<>();
            long start = System.nanoTime();
            while (figures.size() < rounds
                    && (figures.size() < FEWEST_ROUNDS || System.nanoTime() - start < ENOUGH_NANOS)) {
                figures.add(point.measure());
            }
            List<Spread> spreads = spreads(figures);
            System.err.printf("%s %s: %s%n", curve.name(), curve.scale().write(x), spreads);
            drawn.add(x, spreads);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | OutOfMemoryError e) {
            failed = true;
            System.err.printf("%s %s: %s%n", curve.name(), curve.scale().write(x), e);
            drawn.note("failed at " + curve.scale().write(x) + ": " + e);
            return false;
        }
    }

    private void warmUp(Point point, long nanos) throws Exception {
        // a single round is a look whether it runs at all, where nobody waits for warmth
        long enough = rounds == 1 ? 0 : nanos;
        long start = System.nanoTime();
        do {
            point.measure();
        } while (System.nanoTime() - start < enough);
    }

    private List<Spread> spreads(List<double[]> figures) {
        List<Spread> spreads = new ArrayList<>();
        for (int s = 0; s < curve.series().size(); s++) {
            int series = s;
            spreads.add(Spread.of(
                    figures.stream().mapToDouble(round -> round[series]).toArray()));
        }
        return spreads;
    }
}
