package org.multijvm.pool.jvm;

/**
 * That a running task is being stopped, and why. Times are of {@link LimitTable#now}.
 *
 * @param overTime whether it is over its time limit; else it was cancelled
 * @param startedAt when its worker took it; 0 if it was cancelled
 * @param askedAt when its worker was told to interrupt it
 */
record Stop(boolean overTime, long startedAt, long askedAt) {}
