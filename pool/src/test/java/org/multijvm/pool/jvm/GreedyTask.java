package org.multijvm.pool.jvm;

import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueReader;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Unread;
import org.multijvm.pool.task.TaskOptions;

/** A task whose completion finds no memory, so many times. */
final class GreedyTask extends Task {
    private int refusals;
    private int ends;
    private @Nullable Object value;

    GreedyTask(int refusals) {
        this(refusals, TaskOptions.defaults());
    }

    GreedyTask(int refusals, TaskOptions options) {
        super(CallKind.APPLY);
        this.refusals = refusals;
        options(options);
    }

    int ends() {
        return ends;
    }

    @Nullable
    Object value() {
        return value;
    }

    @Override
    public @Nullable Object read(ValueReader in) {
        return in.read();
    }

    @Override
    public void succeed(@Nullable Object result) {
        end();
        value = result;
    }

    @Override
    public void answered(Unread answer) {
        end();
    }

    @Override
    public void fail(Throwable reason) {
        end();
    }

    private void end() {
        if (refusals-- > 0) {
            throw new OutOfMemoryError("of a test");
        }
        ends++;
    }
}
