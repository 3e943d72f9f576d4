package org.multijvm.pool;

import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueReader;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Unread;

/** A task with one result: what {@code apply} and {@code applyAsync} submit. */
class CallTask<R extends @Nullable Object> extends Task implements AsyncResult.Cancellation {
    private final Outcome<R> outcome;
    private final Engine engine;

    CallTask(int kind, Outcome<R> outcome, Engine engine) {
        super(kind);
        this.outcome = outcome;
        this.engine = engine;
        outcome.result().onCancel(this);
    }

    AsyncResult<R> result() {
        return outcome.result();
    }

    @Override
    @Nullable
    public Object read(ValueReader in) {
        return in.read();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the function that gave the value has results of this type
    public void succeed(@Nullable Object value) {
        outcome.succeed((R) value);
    }

    @Override
    public void answered(Unread answer) {
        outcome.answered(answer);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return engine.cancel(this, mayInterruptIfRunning);
    }

    @Override
    public void fail(Throwable reason) {
        outcome.fail(reason);
    }
}
