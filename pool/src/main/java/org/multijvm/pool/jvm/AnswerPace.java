package org.multijvm.pool.jvm;

import org.multijvm.pool.worker.Doorbell;

/**
 * How often answers come, and so whether the collector has them gathered. Owned by the collector's own thread, but for the count of answers, which belongs to the role.
 *
 * <p>A look that a bell asks for and one that the clock asks for cost the same, some 5 to 20 us of a processor that a worker may need. So answers are gathered
 * while more than two come in {@link Doorbell#ROUND_NANOS}; else each rings, and nobody looks for nothing.
 */
final class AnswerPace {
    /** No more answers than these in a round are announced one by one. */
    private static final long FEWEST = 2;

    private long answers;
    private long answersBefore;
    private long lookedAt;

    /** @param now of nanoseconds */
    AnswerPace(long now) {
        lookedAt = now;
    }

    /** With the role: so many have come. */
    void came(int number) {
        answers += number;
    }

    /** With the role: whether they came so fast since the last look. */
    boolean isQuick(long now) {
        long number = answers - answersBefore;
        long took = now - lookedAt;
        answersBefore = answers;
        lookedAt = now;
        return number > 0 && took / number < Doorbell.ROUND_NANOS / FEWEST;
    }
}
