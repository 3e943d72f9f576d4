package org.multijvm.benchmarks;

/**
 * One figure and the thing it is compared with.
 *
 * @param name as TARGETS.md names it
 * @param unit of both sides
 * @param ratio what the ratio means
 * @param ours the Java side
 * @param peer the other side; gives NaN where there is none
 */
record Row(String name, String unit, Ratio ratio, Side ours, Side peer) {}
