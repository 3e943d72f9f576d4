package org.multijvm.pool.engine;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.Affinity;

/**
 * Tasks that wait for one worker, in the order of {@link RankedTasks}: a part of the {@link WaitingTasks}, under the same lock, that other workers pass over.
 *
 * <p>A task is fixed in it if no other worker may take it, however long it waits.
 */
public final class Lane<T extends WorkItem<T>> {
    private final RankedTasks<T> tasks = new RankedTasks<>();
    private final WaitingTasks<T> all;
    private final boolean waived;
    private int size;

    // made ahead: a full heap must not keep tasks here
    private final Predicate<T> release = new Predicate<>() {
        @Override
        public boolean test(T task) {
            return isReleased(task);
        }
    };
    private @Nullable Predicate<? super T> releasing;

    private int fixed;

    Lane(WaitingTasks<T> all, boolean waived) {
        this.all = all;
        this.waived = waived;
    }

    /** Whether a pool may end before they are run. */
    boolean isWaived() {
        return waived;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** How many of them no other worker may take. */
    int fixed() {
        return fixed;
    }

    long oldestTakenAt() {
        return tasks.oldestTakenAt();
    }

    /** Whether no other worker may take any of them. */
    boolean allFixed() {
        return size == fixed;
    }

    /** The one to be taken next, dropped or not; null if there is none. */
    @Nullable
    public T first() {
        return tasks.first();
    }

    /** A new task, behind all others of its priority. */
    public void append(T task) {
        tasks.append(task);
        added(task);
        all.added(task);
    }

    /** A task that has waited elsewhere, where its number belongs within its priority. */
    void insert(T task) {
        tasks.insert(task);
        added(task);
        all.added(task);
    }

    /** A task that comes back, in front of all others of its priority. */
    public void prepend(T task) {
        tasks.prepend(task);
        added(task);
        all.added(task);
    }

    /** Takes the {@link #first} out, which there must be; {@link WaitingTasks#signalRoom} follows. */
    public void removeFirst() {
        T task = tasks.removeFirst();
        removed(task);
        all.removed(task);
    }

    /** The first that is so; null if none is. */
    @Nullable
    T find(Predicate<? super T> wanted) {
        return tasks.find(wanted);
    }

    /** Takes one out that is there, wherever it is; {@link WaitingTasks#signalRoom} follows. */
    void remove(T task) {
        tasks.remove(task);
        removed(task);
        all.removed(task);
    }

    /** Lets any worker take those that are so: they wait among the others then, as if they had come there. Needs no memory. */
    void release(Predicate<? super T> moves) {
        releasing = moves;
        tasks.moveTo(all.ranked(), release);
    }

    private boolean isReleased(T task) {
        boolean moves = releasing != null && releasing.test(task);
        if (moves) {
            removed(task);
        }
        return moves;
    }

    void removeDropped() {
        T dropped;
        while ((dropped = tasks.removeDropped()) != null) {
            removed(dropped);
            all.removed(dropped);
        }
    }

    /** By the {@link WaitingTasks}, which counts anew: removes all, and gives those that somebody still wants. */
    List<T> removeAll() {
        List<T> wanted = tasks.removeAll(size);
        size = 0;
        fixed = 0;
        return wanted;
    }

    private void added(T task) {
        size++;
        fixed += isFixed(task) ? 1 : 0;
    }

    private void removed(T task) {
        size--;
        fixed -= isFixed(task) ? 1 : 0;
    }

    private static boolean isFixed(WorkItem<?> task) {
        Affinity affinity = task.options().affinity().orElse(null);
        return affinity == null || affinity.isStrict();
    }
}
