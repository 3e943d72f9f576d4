package org.multijvm.pool.engine;

import org.jspecify.annotations.Nullable;

/**
 * Where the tasks of an engine wait, for any worker or for one, and which of them a worker takes next, as all engines have it. Under its owner's lock, which is that of the
 * {@link WaitingTasks}.
 *
 * <p>A worker takes what it alone is to run before all else. Then comes the first of its own keys or the first of those that any worker may take, as
 * {@link PinnedTasks} says.
 *
 * @param <T> the engine's own kind of task
 */
public final class Lanes<T extends WorkItem<T>> {
    private final WaitingTasks<T> waiting;
    private final PinnedTasks<T> pins;

    /** Tasks were let go that another worker may take than the one that looked. */
    private boolean freed;

    /** Where {@link #first} has found what it gave; null if it is among those that any worker may take. */
    private @Nullable Lane<T> foundIn;

    /**
     * None so far.
     *
     * @param pins knows of the same waiting tasks
     */
    public Lanes(WaitingTasks<T> waiting, PinnedTasks<T> pins) {
        this.waiting = waiting;
        this.pins = pins;
    }

    /**
     * A new task that one worker alone is to run.
     *
     * @param standing whether nobody waits for it
     */
    public void order(T task, Holder<T> only, boolean standing) {
        task.only = only;
        task.standing = standing;
        laneOf(task, only).append(task);
    }

    /** The first of what the worker alone is to run that somebody still wants; null if there is nothing. Those in front of it are gone then. */
    @Nullable
    public T firstOrder(Holder<T> worker) {
        while (true) {
            Lane<T> orders = worker.board().firstOrders();
            T task = orders.first();
            if (task == null || !task.dropped) {
                return task;
            }
            orders.removeFirst();
        }
    }

    /** Takes out what {@link #firstOrder} gave; {@link WaitingTasks#signalRoom} follows. */
    public void takeOrder(Holder<T> worker) {
        worker.board().firstOrders().removeFirst();
    }

    /** Takes out one of the tasks that a worker alone was to run which is gone, so that nobody else ends it; null, and never again, if there is none left. */
    @Nullable
    public T orderOfGone(Holder<T> worker) {
        T task = firstOrder(worker);
        if (task != null) {
            takeOrder(worker);
            task.dropped = true;
        } else {
            worker.board().drop(waiting);
        }
        waiting.signalRoom();
        return task;
    }

    /** What the worker comes to next, whether it may take it or not. */
    @Nullable
    public T next(Holder<T> worker) {
        Lane<T> keyed = keyedNext(worker);
        return keyed != null ? keyed.first() : waiting.first();
    }

    /** The first task that the worker may take and that somebody still wants, but no order; null if there is none. Those in front of it are gone, or wait for others. */
    @Nullable
    public T first(Holder<T> worker) {
        while (true) {
            foundIn = keyedNext(worker);
            T task = foundIn != null ? foundIn.first() : waiting.first();
            if (task == null) {
                return null;
            }
            if (task.dropped) {
                removeFound();
            } else if (foundIn == null && task.isPinned() && !pins.mayTakeFirst(task, worker)) {
                freed = true;
            } else {
                return task;
            }
        }
    }

    /** Takes out what {@link #first} gave in the same turn of the lock, since the worker has it; {@link WaitingTasks#signalRoom} follows. */
    public void takeFirst(Holder<T> worker) {
        worker.board().tookOne();
        removeFound();
    }

    private void removeFound() {
        if (foundIn != null) {
            foundIn.removeFirst();
        } else {
            waiting.removeFirst();
        }
    }

    private @Nullable Lane<T> keyedNext(Holder<T> worker) {
        return pins.isKeyedNext(worker.board()) ? worker.board().keyed : null;
    }

    /** A task that a worker has not started, or is tried again: in front of all others of its priority, where it may wait. */
    public void waitAgain(T task) {
        Holder<T> only = task.only;
        if (only != null) {
            laneOf(task, only).prepend(task);
        } else if (task.isPinned()) {
            freed |= pins.back(task);
            pins.await(task, true);
        } else {
            waiting.prepend(task);
        }
    }

    private static <T extends WorkItem<T>> Lane<T> laneOf(T task, Holder<T> only) {
        return task.standing ? only.board().standing : only.board().orders;
    }

    /** A worker was given what it may be given: lets go what waits for it if it takes nothing any more. */
    public void settle(Holder<T> worker) {
        if (pins.isInUse() && pins.settle(worker)) {
            freed = true;
        }
    }

    /** Whether since the last call tasks were let go that other workers are to look for. */
    public boolean takeFreed() {
        boolean was = pins.takeFreed() || freed;
        freed = false;
        return was;
    }
}
