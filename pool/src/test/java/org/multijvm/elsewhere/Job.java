package org.multijvm.elsewhere;

import java.time.Duration;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.WorkItem;

/** A task as an {@link ExecutorEngine} carries it. All that changes is under the engine's lock. */
final class Job extends WorkItem<Job> {
    /** Where it is: from WAITS to RUNS and back as often as it is tried, and once to ENDED. */
    enum State {
        WAITS,
        PAUSES,
        RUNS,
        IS_CANCELLED,
        IS_LATE,
        ENDED
    }

    final EncodedCall call;
    State state = State.WAITS;

    /** While it runs. */
    Thread runner;

    /** Whether its thread was left to it. */
    boolean isAbandoned;

    private StackTraceElement[] stack = {};
    private long begun;

    Job(Task task, long number, EncodedCall call) {
        super(task, number);
        this.call = call;
    }

    @Override
    public int length() {
        return call.bytes().length;
    }

    boolean isStartable() {
        return state == State.WAITS || state == State.PAUSES;
    }

    boolean isUnderWay() {
        return state == State.RUNS || state == State.IS_CANCELLED || state == State.IS_LATE;
    }

    void begins() {
        state = State.RUNS;
        runner = Thread.currentThread();
        begun = System.nanoTime();
    }

    void stops(State why) {
        state = why;
        stack = runner.getStackTrace();
        runner.interrupt();
    }

    Duration ran() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    StackTraceElement[] stack() {
        return stack.clone();
    }
}
