package org.multijvm.pool.jvm;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.worker.AskWord;
import org.multijvm.pool.worker.RunningMark;

/**
 * Which tasks run, so that one can be stopped, and which workers do not run theirs: the part of the {@link Dispatcher} that deals with what it
 * has sent. Under the dispatcher's lock a task that has been started stays so, and no other one is sent or taken back. It is apart, since it never
 * touches what waits, and the dispatcher alone is as much as one can hold in mind.
 */
final class RunningTasks {
    private final ReentrantLock lock;
    private final WorkerFeed feed;

    /**
     * @param lock the dispatcher's
     * @param feed takes back what a worker has not started
     */
    RunningTasks(ReentrantLock lock, WorkerFeed feed) {
        this.lock = lock;
        this.feed = feed;
    }

    /** The task that the worker runs now, or null. */
    @Nullable
    SentTask of(WorkerChannel channel) {
        lock.lock();
        try {
            return channel.running();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that a task is being stopped and asks its worker for it, if one has started it and not answered and it is not being stopped yet.
     *
     * @return the worker that runs it, which is to be {@linkplain AskWord#ring rung}; null if it was not noted
     */
    @Nullable
    WorkerChannel stop(SentTask task, Stop stop) {
        lock.lock();
        try {
            WorkerChannel channel = task.channel;
            return channel != null && stop(channel, task, stop) ? channel : null;
        } finally {
            lock.unlock();
        }
    }

    /** The same, if it is this worker that runs the task; the caller may have an old list of the workers. */
    boolean stop(WorkerChannel channel, SentTask task, Stop stop) {
        lock.lock();
        try {
            if (task.stop != null || task.channel != channel || channel.started(task.place) != task) {
                return false;
            }
            task.stop = stop;
            channel.asks.put(stop.overTime() ? AskWord.STACK | AskWord.INTERRUPT : AskWord.INTERRUPT, task.number());
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets a worker run nothing but this task any more, so that it can be killed: what it has not started waits again, and it is given
     * nothing. What waits must be sent to others afterwards.
     *
     * @return false if the worker does not run the task, or has gone on to another one meanwhile
     */
    boolean condemn(WorkerChannel channel, SentTask task) {
        lock.lock();
        try {
            if (task.channel != channel || channel.running() != task) {
                return false;
            }
            feed.takeBack(channel);
            for (long place = task.place + 1; place < channel.end(); place++) {
                if (channel.started(place) != null) {
                    return false;
                }
            }
            channel.condemned = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Frees the workers of their tasks that do not take them up while another worker is idle: one that was stopped by a signal, is frozen with
     * its container or swapped out. It gets nothing more until it says something. To be called from time to time by one thread: a worker is
     * freed that has the same task in front of it as the last time and has not started it.
     *
     * @return whether any was; what waits must be sent to others then
     */
    boolean freeStalled(WorkerChannel[] channels) {
        lock.lock();
        try {
            boolean freed = false;
            boolean anyIdle = false;
            for (WorkerChannel channel : channels) {
                anyIdle |= channel.live() == 0 && channel.takes();
            }
            for (WorkerChannel channel : channels) {
                if (channel.standsStill() && anyIdle) {
                    // in this order: whatever is answered, or passed over, from here on unsets it; if nothing is left
                    // for that,
                    // the worker has done all meanwhile
                    channel.stalled = true;
                    feed.takeBack(channel);
                    if (channel.begin() == channel.end()) {
                        channel.stalled = false;
                    }
                    freed = true;
                }
            }
            return freed;
        } finally {
            lock.unlock();
        }
    }

    /** Asks a worker for the stacks of all its threads; gives the number of the dump, or 0 if the worker is gone. */
    long askDump(WorkerChannel channel) {
        long number;
        lock.lock();
        try {
            if (channel.isRemoved()) {
                return 0;
            }
            number = channel.asks.putDump();
        } finally {
            lock.unlock();
        }
        channel.asks.ring();
        return number;
    }

    /** Asks a worker that is not up yet for the stack of its initializer. */
    void askInitializer(WorkerChannel channel) {
        lock.lock();
        try {
            if (!channel.ready) {
                channel.asks.put(AskWord.STACK, RunningMark.INITIALIZER);
            }
        } finally {
            lock.unlock();
        }
        channel.asks.ring();
    }

    /** Stops feeding a worker that is not ready yet; false if it is ready. */
    boolean condemnUnready(WorkerChannel channel) {
        lock.lock();
        try {
            channel.condemned = !channel.ready;
            return channel.condemned;
        } finally {
            lock.unlock();
        }
    }
}
