package org.multijvm.pool.engine;

import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueReader;

/** A task that keeps how it ended, for tests of engines. */
public final class RecordedTask extends Task {
    private volatile @Nullable Object value;
    private volatile @Nullable Unread answer;
    private volatile @Nullable Throwable failure;
    private volatile int ends;

    public RecordedTask() {
        super(CallKind.APPLY);
    }

    @Override
    public @Nullable Object read(ValueReader in) {
        return in.read();
    }

    @Override
    public synchronized void succeed(@Nullable Object result) {
        value = result;
        ends++;
    }

    @Override
    public synchronized void answered(Unread unread) {
        answer = unread;
        ends++;
    }

    @Override
    public synchronized void fail(Throwable reason) {
        failure = reason;
        ends++;
    }

    public @Nullable Object value() {
        return value;
    }

    public @Nullable Unread answer() {
        return answer;
    }

    public @Nullable Throwable failure() {
        return failure;
    }

    /** How often it was completed. */
    public int ends() {
        return ends;
    }
}
