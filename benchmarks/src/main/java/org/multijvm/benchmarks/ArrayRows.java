package org.multijvm.benchmarks;

import java.util.List;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedDoubleArray;

/** What an element of a shared array costs, read and written one by one: against Python's and against a Java array. */
final class ArrayRows implements AutoCloseable {
    private static final int LENGTH = 1_000_000;
    private static final int PASSES = 50;

    private final SharedDoubleArray shared = SharedArray.doubles(LENGTH);
    private final double[] java = new double[LENGTH];
    private double last;

    List<Row> rows(PythonPeer python) {
        return List.of(
                new Row("array.read", "ns", Ratio.DURATION, this::read, python.figure("memory", "array.read")),
                new Row("array.write", "ns", Ratio.DURATION, this::write, python.figure("memory", "array.write")),
                new Row("array.read_vs_java", "ns", Ratio.TIMES_PEER, this::read, this::readJava),
                new Row("array.write_vs_java", "ns", Ratio.TIMES_PEER, this::write, this::writeJava));
    }

    @Override
    public void close() {
        shared.close();
    }

    private double read() {
        write();
        double sum = 0;
        long start = System.nanoTime();
        for (int pass = 0; pass < PASSES; pass++) {
            sum += sum(shared);
        }
        return checked(start, sum);
    }

    private double readJava() {
        writeJava();
        double sum = 0;
        long start = System.nanoTime();
        for (int pass = 0; pass < PASSES; pass++) {
            sum += sum(java);
        }
        return checked(start, sum);
    }

    private double write() {
        last++;
        long start = System.nanoTime();
        for (int pass = 0; pass < PASSES; pass++) {
            fill(shared, last - pass);
        }
        double nanos = nanosEach(start);
        check(sum(shared), expected(last - PASSES + 1));
        return nanos;
    }

    private double writeJava() {
        last++;
        long start = System.nanoTime();
        for (int pass = 0; pass < PASSES; pass++) {
            fill(java, last - pass);
        }
        double nanos = nanosEach(start);
        check(sum(java), expected(last - PASSES + 1));
        return nanos;
    }

    private static double sum(SharedDoubleArray array) {
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += array.get(i);
        }
        return sum;
    }

    private static double sum(double[] array) {
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += array[i];
        }
        return sum;
    }

    private static void fill(SharedDoubleArray array, double from) {
        for (int i = 0; i < LENGTH; i++) {
            array.set(i, from + i);
        }
    }

    private static void fill(double[] array, double from) {
        for (int i = 0; i < LENGTH; i++) {
            array[i] = from + i;
        }
    }

    /** All sums are of whole numbers that a double has. */
    private static double expected(double from) {
        return LENGTH * from + (LENGTH - 1.0) * LENGTH / 2;
    }

    private double checked(long start, double sum) {
        double nanos = nanosEach(start);
        check(sum, PASSES * expected(last - PASSES + 1));
        return nanos;
    }

    private static double nanosEach(long start) {
        return (System.nanoTime() - start) / (double) LENGTH / PASSES;
    }

    private static void check(double actual, double expected) {
        if (actual != expected) {
            throw new IllegalStateException("wrong sum: actual=" + actual + ", expected=" + expected);
        }
    }
}
