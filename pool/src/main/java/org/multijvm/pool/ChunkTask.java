package org.multijvm.pool;

import java.nio.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueReader;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Unread;

/** A chunk of a {@code map} as a task. What it gives goes to its places when it is read, by whoever reads it. */
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

    @Override
    public Object read(ValueReader in) {
        if (!placePacked(in)) {
            job.place(from, CallKind.givesList(kind) ? in.readList() : Objects.requireNonNull(in.read()));
        }
        return PLACED;
    }

    /** Numbers go straight to their places. */
    @Override
    public Object readPlain(ValueReader in) {
        if (CallKind.givesList(kind)) {
            return placePacked(in) ? PLACED : NOT_PLAIN;
        }
        return in.isPlain() ? read(in) : NOT_PLAIN;
    }

    private boolean placePacked(ValueReader in) {
        Buffer packed = CallKind.givesList(kind) ? in.readPacked() : null;
        if (packed != null) {
            job.place(from, packed);
        }
        return packed != null;
    }

    @Override
    public void succeed(@Nullable Object value) {
        if (value != PLACED) {
            job.place(from, Objects.requireNonNull(value));
        }
        job.itemTook(nanos() / (to - from));
        job.succeeded(to - from);
    }

    @Override
    public void answered(Unread answer) {
        job.itemTook(nanos() / (to - from));
        job.answered(from, to, answer);
    }

    @Override
    public void fail(Throwable reason) {
        job.fail(from, to, reason);
    }
}
