package org.multijvm.pool.jvm;

/**
 * A task with limits, while somebody must look after it. Times are of {@link LimitTable#now}; in the order in which they must have been
 * started.
 *
 * @param takenAt when the pool took it
 * @param startUntil by when a worker must have started it, or never
 */
record Watched(SentTask task, long takenAt, long startUntil) implements Comparable<Watched> {
    @Override
    public int compareTo(Watched other) {
        int byTime = Long.compare(startUntil, other.startUntil);
        return byTime != 0 ? byTime : Long.compare(task.number(), other.task.number());
    }
}
