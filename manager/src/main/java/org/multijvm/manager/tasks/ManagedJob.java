package org.multijvm.manager.tasks;

import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.WorkItem;

/** A task that a server has. */
final class ManagedJob extends WorkItem<ManagedJob> {
    private final int length;

    ManagedJob(Task task, long number, int length) {
        super(task, number);
        this.length = length;
    }

    @Override
    public int length() {
        return length;
    }
}
