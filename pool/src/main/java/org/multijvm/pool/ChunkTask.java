package org.multijvm.pool;

import java.nio.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueReader;

/** A chunk of a {@code map} as a task. */
final class ChunkTask extends Task {
    private static final Object PLACED = new Object();

    private final MapJob<?> job;
    private final int from;
    private final int to;

    ChunkTask(int kind, MapJob<?> job, int from, int to) {
        super(kind);
        this.job = job;
        this.from = from;
        this.to = to;
    }

    /** Numbers go straight to their places; of all else the values, to be placed by {@link #succeed}. */
    @Override
    Object read(ValueReader in) {
        if (CallKind.givesList(kind)) {
            Buffer packed = in.readPacked();
            if (packed != null) {
                job.place(from, packed);
                return PLACED;
            }
        }
        return CallKind.givesList(kind) ? in.readList() : Objects.requireNonNull(in.read());
    }

    @Override
    void succeed(@Nullable Object value) {
        if (value != PLACED) {
            job.place(from, Objects.requireNonNull(value));
        }
        job.succeeded(to - from);
    }

    @Override
    void fail(Throwable reason) {
        job.fail(from, to, reason);
    }
}
