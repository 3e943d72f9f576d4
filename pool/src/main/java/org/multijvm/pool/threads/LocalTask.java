package org.multijvm.pool.threads;

import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.WorkItem;

/** A task on its way to a thread of this JVM. All is the crew's, under its lock. */
final class LocalTask extends WorkItem<LocalTask> {
    private final int length;

    /** While it waits: null once a thread has taken it or it was taken back, so that its arguments are let go. */
    @Nullable
    LocalCall call;

    LocalTask(Task task, long number, LocalCall call) {
        super(task, number);
        this.call = call;
        this.takenAt = System.nanoTime();
        this.weight = 1;
        this.length = call.weight();
    }

    @Override
    public int length() {
        return length;
    }
}
