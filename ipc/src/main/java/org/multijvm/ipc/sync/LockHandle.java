package org.multijvm.ipc.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One handle's end: what the handles of both locks have in common. Thread-safe. */
final class LockHandle {
    private final LockCore core;
    private final boolean creator;
    private final List<SharedCondition> conditions = new ArrayList<>();
    private volatile boolean closed;

    LockHandle(LockCore core, boolean creator) {
        this.core = core;
        this.creator = creator;
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
            if (creator) {
                core.cell().free();
            }
        }
    }

    /** A time too long for a long of nanoseconds is for ever; one below zero is over. */
    static long nanos(Duration time) {
        return Math.max(0, TimeUnit.NANOSECONDS.convert(time));
    }
}
