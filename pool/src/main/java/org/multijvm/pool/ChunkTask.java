package org.multijvm.pool;

import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.ValueReader;

/** A chunk of a {@code map} as a task. */
final class ChunkTask extends Task {
    private final MapJob<?> job;
    private final int from;

    ChunkTask(long number, FunctionShape shape, MapJob<?> job, int from) {
        super(number, CallKind.MAP, shape);
        this.job = job;
        this.from = from;
    }

    @Override
    void succeed(ValueReader in) {
        job.succeed(from, in.readList());
    }

    @Override
    void fail(Throwable reason) {
        job.fail(from, reason);
    }
}
