package org.multijvm.ipc.sync;

import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One handle's end: what the handles of both locks have in common. Thread-safe. */
final class LockHandle {
    private final LockCore core;
    private final Cleaner.@Nullable Cleanable cleanable;
    private final List<SharedCondition> conditions = new ArrayList<>();
    private volatile boolean closed;

    LockHandle(LockCore core, boolean creator) {
        this.core = core;
        this.cleanable = creator ? core.cell().freeWith(this) : null;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the lock is closed: file="
                    + core.cell().file() + ", cell=" + core.cell().index());
        }
    }

    /** A condition that ends with this handle. */
    synchronized SharedCondition owned(SharedCondition condition) {
        checkOpen();
        conditions.add(condition);
        return condition;
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            for (SharedCondition condition : conditions) {
                condition.close();
            }
            if (cleanable != null) {
                core.cell().free();
                cleanable.clean();
            }
        }
    }

    /** A time too long for a long of nanoseconds is for ever; one below zero is over. */
    static long nanos(Duration time) {
        return Math.max(0, TimeUnit.NANOSECONDS.convert(time));
    }
}
