package org.multijvm.benchmarks.growth;

/**
 * The line through points of which both logarithms are taken, by least squares: {@code y = factor * x ^ exponent}.
 *
 * @param squares what is left: the sum of the squared distances of {@code log y} from the line
 */
record PowerLaw(double exponent, double factor, double squares) {
    /**
     * The line through the points from {@code from} to {@code to}, both included.
     *
     * @throws IllegalArgumentException if there are fewer than two, or if a number is not positive
     */
    static PowerLaw of(double[] xs, double[] ys, int from, int to) {
        int count = to - from + 1;
        if (count < 2) {
            throw new IllegalArgumentException("a line needs two points: points=" + count);
        }
        double meanX = 0;
        double meanY = 0;
        for (int i = from; i <= to; i++) {
            meanX += log(xs[i]) / count;
            meanY += log(ys[i]) / count;
        }
        double covered = 0;
        double together = 0;
        for (int i = from; i <= to; i++) {
            double dx = log(xs[i]) - meanX;
            covered += dx * dx;
            together += dx * (log(ys[i]) - meanY);
        }
        double exponent = together / covered;
        double start = meanY - exponent * meanX;
        double squares = 0;
        for (int i = from; i <= to; i++) {
            double away = log(ys[i]) - start - exponent * log(xs[i]);
            squares += away * away;
        }
        return new PowerLaw(exponent, Math.exp(start), squares);
    }

    private static double log(double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("only what is positive has a logarithm: value=" + value);
        }
        return Math.log(value);
    }
}
