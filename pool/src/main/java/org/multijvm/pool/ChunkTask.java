package org.multijvm.pool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueReader;

/** A chunk of a {@code map} as a task. */
final class ChunkTask extends Task {
    private final MapJob<?> job;
    private final int from;
    private final int items;

    ChunkTask(int kind, MapJob<?> job, int from, int items) {
        super(kind);
        this.job = job;
        this.from = from;
        this.items = items;
    }

    @Override
    Object read(ValueReader in) {
        return CallKind.givesList(kind) ? in.readList() : Objects.requireNonNull(in.read());
    }

    @Override
    void succeed(@Nullable Object value) {
        job.succeed(from, items, Objects.requireNonNull(value));
    }

    @Override
    void fail(Throwable reason) {
        job.fail(from, items, reason);
    }
}
