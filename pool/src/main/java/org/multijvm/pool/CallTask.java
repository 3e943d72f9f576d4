package org.multijvm.pool;

import org.jspecify.annotations.Nullable;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.ValueReader;

/** A task with one result: what {@code apply} and {@code applyAsync} submit. */
class CallTask<R extends @Nullable Object> extends Task implements AsyncResult.Cancellation {
    private final Outcome<R> outcome;
    private final Canceller canceller;

    CallTask(long number, int kind, FunctionShape shape, Outcome<R> outcome, Canceller canceller) {
        super(number, kind, shape);
        this.outcome = outcome;
        this.canceller = canceller;
    }

    @Override
    @Nullable
    Object read(ValueReader in) {
        return in.read();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the function that gave the value has results of this type
    void succeed(@Nullable Object value) {
        outcome.succeed((R) value);
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
