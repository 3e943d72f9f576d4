package org.multijvm.pool.engine;

import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.TaskOptions;

/**
 * A task as its engine carries it: what that engine knows of it, and no other one. What changes is the engine's, under its lock.
 *
 * @param <T> the engine's own kind of it
 */
public abstract class WorkItem<T extends WorkItem<T>> {
    /** What a task costs besides its body while it waits, roughly. */
    private static final int OVERHEAD = 128;

    /** What it carries. */
    public final Task task;

    private final long number;

    /** The one behind it among the {@link WaitingTasks}. */
    @Nullable
    T behind;

    /** When it was taken, by its engine's clock; 0 if that is not known. */
    public long takenAt;

    /** For how many tasks its time of waiting counts; 0 if for none. */
    public int weight;

    /** What {@link PinnedTasks} knows of it; null if it has no key. */
    @Nullable
    Pinned<T> pinned;

    /** The worker that alone is to run it; null if it is for any. */
    @Nullable
    public Holder<T> only;

    /** Whether it is for that worker since it has come, and nobody waits for it. */
    boolean standing;

    /** Set when nobody wants the result any more; such a task is not run. */
    public boolean dropped;

    /**
     * Takes a task over: it is this engine's from now on.
     *
     * @param number see {@link #number}
     */
    @SuppressWarnings("this-escape") // the task only keeps it, for the engine that makes it
    public WorkItem(Task task, long number) {
        this.task = task;
        this.number = number;
        task.carriedAs(this);
    }

    /** Unique in its engine: from 1, in the order in which tasks are taken. */
    public final long number() {
        return number;
    }

    /** Whether it has a key, and so is not for any worker. */
    public final boolean isPinned() {
        return pinned != null;
    }

    /** Those of its task. */
    public final TaskOptions options() {
        return task.options();
    }

    /** How long its body is, in bytes, roughly. */
    public abstract int length();

    /** How many bytes it takes while it waits. */
    public final long weight() {
        return weightOf(length());
    }

    /** How many bytes a task with a body of this length takes while it waits. */
    public static long weightOf(int length) {
        return (long) OVERHEAD + length;
    }
}
