package org.multijvm.benchmarks.growth;

import java.util.List;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;

/** Arrays of {@code long}s, made, written for the first time, written again and read, element by element, by one thread. */
final class ArrayCurve implements Curve {
    private static final int MOST_ARRAYS = 500;
    private static final long BYTES_AT_ONCE = 4L << 20;
    private static final long PASS_BYTES = 64L << 20;

    @Override
    public String name() {
        return "arrays";
    }

    @Override
    public String title() {
        return "A `SharedLongArray`: made and closed (of small ones up to 500 in a loop), written for the first time, written again and read, element by element in one thread.";
    }

    @Override
    public Scale scale() {
        return Scale.BYTES;
    }

    @Override
    public List<Series> series() {
        return List.of(
                new Series("make and close", Series.Unit.MICROS),
                new Series("first write", Series.Unit.GIGABYTES_PER_SECOND),
                new Series("write", Series.Unit.GIGABYTES_PER_SECOND),
                new Series("read", Series.Unit.GIGABYTES_PER_SECOND));
    }

    @Override
    public List<Long> points() {
        return List.of(1L << 10, 1L << 13, 1L << 16, 1L << 19, 1L << 22, 1L << 25, 1L << 28, 1L << 31, 1L << 33);
    }

    /** The space of the round before may come back late. */
    @Override
    public long memory(long x) {
        return 2 * x;
    }

    @Override
    public Point open(long x) {
        int length = Math.toIntExact(x / Long.BYTES);
        int count = (int) Math.max(1, Math.min(MOST_ARRAYS, BYTES_AT_ONCE / x));
        int passes = (int) Math.max(1, PASS_BYTES / x / count);
        return () -> {
            // of closed arrays the space comes back when the collector has run
            System.gc();
            return measure(length, count, passes);
        };
    }

    private static double[] measure(int length, int count, int passes) {
        SharedLongArray[] arrays = new SharedLongArray[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            arrays[i] = SharedArray.longs(length);
        }
        double makeAndClose = System.nanoTime() - start;
        double first = writeAll(arrays, length, 1);
        double again = writeAll(arrays, length, passes) / passes;
        double read = readAll(arrays, length, passes) / passes;
        start = System.nanoTime();
        for (SharedLongArray array : arrays) {
            array.close();
        }
        makeAndClose += System.nanoTime() - start;
        double bytes = (double) Long.BYTES * length * count;
        return new double[] {makeAndClose / 1e3 / count, bytes / first, bytes / again, bytes / read};
    }

    private static double writeAll(SharedLongArray[] arrays, int length, int passes) {
        long start = System.nanoTime();
        for (int pass = 0; pass < passes; pass++) {
            for (SharedLongArray array : arrays) {
                write(array, length);
            }
        }
        return System.nanoTime() - start;
    }

    private static double readAll(SharedLongArray[] arrays, int length, int passes) {
        long start = System.nanoTime();
        long sum = 0;
        for (int pass = 0; pass < passes; pass++) {
            for (SharedLongArray array : arrays) {
                sum += read(array, length);
            }
        }
        double nanos = System.nanoTime() - start;
        Check.same(sum, (long) length * (length - 1) / 2 * arrays.length * passes);
        return nanos;
    }

    private static void write(SharedLongArray array, int length) {
        for (int i = 0; i < length; i++) {
            array.set(i, i);
        }
    }

    private static long read(SharedLongArray array, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += array.get(i);
        }
        return sum;
    }
}
