package org.multijvm.benchmarks.growth;

/** What comes back must be what was asked for, else a figure is none. */
final class Check {
    private Check() {}

    static void same(long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("wrong result: actual=" + actual + ", expected=" + expected);
        }
    }
}
