package org.multijvm.benchmarks.growth;

/** One point of a curve: does its work as often as it is asked to. */
@FunctionalInterface
interface Point extends AutoCloseable {
    /** Does the work once and checks its results; a figure for each series. */
    double[] measure() throws Exception;

    @Override
    default void close() {}
}
