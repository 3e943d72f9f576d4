package org.multijvm.pool.engine;

import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.Affinity;

/** What {@link PinnedTasks} knows of one task with an {@link Affinity}. */
final class Pinned<T extends WorkItem<T>> {
    /** What became of the affinity when the task was given to a worker. */
    enum Fate {
        /** The worker has its key. */
        KEPT,

        /** No worker had its key. */
        FRESH,

        /** Another worker has its key. */
        MOVED,

        /** The worker that had its key is gone. */
        LOST
    }

    final TaskKey<T> key;
    final boolean strict;

    /** When an idle worker may take it; never for a strict one. */
    final long dueAt;

    /** Whether it waits among those that any worker may take. */
    boolean inMain;

    /** Whether a worker has it. */
    boolean inHands;

    /** Whether the key was given a home for this task, before it was given to that worker. */
    boolean leads;

    boolean ended;
    Fate fate = Fate.FRESH;

    Pinned(TaskKey<T> key, Affinity affinity, long dueAt) {
        this.key = key;
        this.strict = affinity.isStrict();
        this.dueAt = dueAt;
    }

    /** A key that tasks have. */
    static final class TaskKey<T extends WorkItem<T>> {
        final String name;

        /** The worker that has it; null if none has. */
        @Nullable
        Holder<T> home;

        /** How many of its tasks there are that have not ended: such a key is not forgotten. */
        int pending;

        /** How many of them wait among those that any worker may take. */
        int inMain;

        /** How many of them workers have. */
        int inHands;

        /** Whether a worker had it that is gone. */
        boolean lost;

        TaskKey(String name) {
            this.name = name;
        }
    }
}
