package org.multijvm.pool.jvm;

import org.multijvm.pool.engine.PinnedTasks;
import org.multijvm.pool.worker.BodyEncoder;

/**
 * Which tasks may come back when a try of theirs has failed, and that they do: the part of the {@link Dispatcher} that knows of tries. It owns their number, under the
 * dispatcher's lock.
 */
final class Comebacks {
    private final PinnedTasks<SentTask> pins;
    private final ChannelTable channels;

    /** How many tasks there are that may come back when a try has failed, wherever they are now. */
    private int number;

    private boolean takesNothingBack;

    Comebacks(DispatchState state) {
        this.pins = state.pins();
        this.channels = state.channels();
    }

    /** A new task: keeps its body if it may come back. */
    void taken(SentTask task, BodyEncoder encoder) {
        if (task.options().retries() > 0) {
            task.keep(encoder.body());
            task.mayComeBack = true;
            number++;
        }
    }

    /** Whether there is any, wherever it is. */
    boolean isAny() {
        return number > 0;
    }

    /** No task comes back any more. */
    void takeNothingBack() {
        takesNothingBack = true;
    }

    /** The task has ended; true if it counted among those that may come back. */
    boolean ended(SentTask task) {
        boolean counted = task.mayComeBack;
        if (counted) {
            task.mayComeBack = false;
            number--;
        }
        return counted;
    }

    /** Whether a task of which a try has failed is to be tried again. */
    boolean takes(SentTask task) {
        Stop stop = task.stop;
        return !takesNothingBack && (stop == null || stop.overTime()) && mayRunAgain(task);
    }

    /** What one worker alone is to run goes to no other one. */
    private boolean mayRunAgain(SentTask task) {
        WorkerChannel only = (WorkerChannel) task.only;
        return only == null || (channels.contains(only) && !only.leaving && !only.condemned);
    }

    /**
     * A task that is to be tried again is at no worker any more.
     *
     * @return whether any other task may go elsewhere now
     */
    boolean back(SentTask task) {
        task.stop = null;
        task.channel = null;
        return pins.back(task);
    }
}
