package org.multijvm.pool;

import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.ValueReader;

/** A task with one result: what {@code apply} and {@code applyAsync} submit. */
final class CallTask<R> extends Task implements AsyncResult.Cancellation {
    private final Outcome<R> outcome;
    private final Canceller canceller;

    CallTask(long number, int kind, FunctionShape shape, Outcome<R> outcome, Canceller canceller) {
        super(number, kind, shape);
        this.outcome = outcome;
        this.canceller = canceller;
    }

    @Override
    @SuppressWarnings("unchecked") // the function that gave the value has results of this type
    void succeed(ValueReader in) {
        outcome.succeed((R) in.read());
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return canceller.cancel(this, mayInterruptIfRunning);
    }

    @Override
    void fail(Throwable reason) {
        outcome.fail(reason);
    }
}
