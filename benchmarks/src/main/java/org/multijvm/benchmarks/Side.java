package org.multijvm.benchmarks;

/** One side of a comparison: does its work once and gives the figure. */
@FunctionalInterface
interface Side {
    double measure() throws Exception;
}
