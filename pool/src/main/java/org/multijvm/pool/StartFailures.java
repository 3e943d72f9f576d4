package org.multijvm.pool;

import java.util.function.Consumer;

/** Counts the starts in a row that have failed, and gives up after three. Confined to the supervisor. */
final class StartFailures {
    private static final int TRIES = 3;

    private final Consumer<WorkerStartException> whenGivenUp;
    private int inARow;

    StartFailures(Consumer<WorkerStartException> whenGivenUp) {
        this.whenGivenUp = whenGivenUp;
    }

    /** A worker has come up. */
    void reset() {
        inARow = 0;
    }

    /** One more; true if there are tries left. */
    boolean add(WorkerStartException failure) {
        inARow++;
        if (inARow < TRIES) {
            return true;
        }
        whenGivenUp.accept(new WorkerStartException(
                "workers cannot be started, given up: tries in a row=" + inARow + ": " + failure.getMessage(),
                failure.getCause()));
        return false;
    }
}
