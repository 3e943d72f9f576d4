package org.multijvm.pool;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
    Object read(ValueReader in) {
        return in.readList();
    }

    @Override
    void succeed(@Nullable Object value) {
        job.succeed(from, (List<?>) Objects.requireNonNull(value));
    }

    @Override
    void fail(Throwable reason) {
        job.fail(from, reason);
    }
}
