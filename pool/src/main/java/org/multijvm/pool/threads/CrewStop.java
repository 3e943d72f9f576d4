package org.multijvm.pool.threads;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.WorkerStartException;

/**
 * Whether and why a {@link ThreadCrew} was stopped, and what ran then. Under the crew's lock, but apart from it: its states follow each other by rules
 * of their own, which the crew only asks for.
 */
final class CrewStop {
    private static final int TRIES = 3;

    private final List<LocalTask> givenUp = new ArrayList<>();
    private @Nullable Throwable reason;
    private int startFailures;
    private boolean everUp;

    /** Whether the crew can do its work. */
    PoolHealth health(boolean closed, ThreadTable threads) {
        int living = threads.all().size();
        if (reason instanceof WorkerStartException broken) {
            return PoolHealth.broken(broken);
        }
        PoolHealth.State state =
                closed ? PoolHealth.State.CLOSED : everUp ? PoolHealth.State.UP : PoolHealth.State.STARTING;
        return PoolHealth.well(state, living, threads.size());
    }

    /** Why it was stopped; null if it was not. */
    @Nullable
    Throwable reason() {
        return reason;
    }

    boolean isStopped() {
        return reason != null;
    }

    /** It is stopped, and the threads are interrupted; what they run nobody but {@link #removeGivenUp} completes. The first reason counts. */
    void stop(Throwable why, List<ThreadWorker> threads) {
        reason = why;
        for (ThreadWorker thread : threads) {
            if (thread.running != null) {
                thread.fate = ThreadWorker.Fate.GIVEN_UP;
                givenUp.add(thread.running);
            }
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
    }

    /** What ran when it was stopped; once. */
    List<LocalTask> removeGivenUp() {
        List<LocalTask> removed = new ArrayList<>(givenUp);
        givenUp.clear();
        return removed;
    }

    /** A thread's initializer has returned. */
    void started() {
        startFailures = 0;
        everUp = true;
    }

    /** A thread's initializer threw: why the crew is to be stopped, if it was the third time in a row; else null. */
    @Nullable
    WorkerStartException startFailed(ThreadWorker thread, Throwable thrown) {
        if (reason != null || ++startFailures < TRIES) {
            return null;
        }
        return new WorkerStartException(
                "workers cannot be started, given up: tries in a row=" + TRIES + ": the worker's initializer threw: "
                        + thrown + ", worker=" + thread.getName(),
                thrown);
    }
}
