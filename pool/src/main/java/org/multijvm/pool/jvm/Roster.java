package org.multijvm.pool.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Holder;
import org.multijvm.pool.engine.Lanes;
import org.multijvm.pool.engine.PinnedTasks;
import org.multijvm.pool.engine.WaitingTasks;

/**
 * Which workers there are and which of them may be given tasks: takes them in, holds them in reserve, lets them leave, strikes them off. It owns the {@link ChannelTable}, and
 * what a {@link WorkerChannel} says of its worker's life; under the dispatcher's lock, which it takes itself.
 */
final class Roster {
    private final ReentrantLock lock;
    private final WaitingTasks<SentTask> waiting;
    private final PinnedTasks<SentTask> pins;
    private final Lanes<SentTask> lanes;
    private final ChannelTable channels;
    private final LimitTable limits;
    private final WorkerFeed feed;
    private LoadEvents load = LoadEvents.NONE;

    Roster(DispatchState state, WorkerFeed feed) {
        this.lock = state.lock();
        this.waiting = state.waiting();
        this.pins = state.pins();
        this.lanes = state.lanes();
        this.channels = state.channels();
        this.limits = state.limits();
        this.feed = feed;
    }

    /** Before all: what to tell of the load. */
    void watchedBy(LoadEvents watcher) {
        load = watcher;
    }

    /** The workers that there are and that may be given something. */
    List<WorkerChannel> present() {
        List<WorkerChannel> present = new ArrayList<>();
        lock.lock();
        try {
            waiting.checkOpen();
            for (WorkerChannel channel : channels.all()) {
                if (!channel.leaving && !channel.condemned && (channel.servesOn || !channel.isSpent())) {
                    present.add(channel);
                }
            }
        } finally {
            lock.unlock();
        }
        return present;
    }

    /** A worker that has been started; it gets tasks from when it is ready. */
    void add(WorkerChannel channel) {
        lock.lock();
        try {
            channel.board = new Holder.Board<>(waiting);
            channels.add(channel);
        } finally {
            lock.unlock();
        }
        // it may come up late
        limits.poke(0);
    }

    void ready(WorkerChannel channel) {
        channel.ready = true;
        feed.refill(channel);
    }

    /** A worker that was held in reserve is given tasks from now on, or from when it is ready. */
    void activate(WorkerChannel channel) {
        lock.lock();
        try {
            channel.reserve = false;
        } finally {
            lock.unlock();
        }
        feed.refill(channel);
    }

    /** Lets a worker run more tasks than it should, since none can be started in its place; but never a second one in a JVM that is for one. */
    void serveOn(WorkerChannel channel) {
        lock.lock();
        try {
            channel.servesOn = !channel.isForOneTask();
        } finally {
            lock.unlock();
        }
        feed.refill(channel);
    }

    /**
     * Gives a worker nothing more and lets it end behind what it has.
     *
     * @param takeBack whether it is freed of what it has not started, too
     * @return false if the worker is not ready, and never was given anything: it must be ended otherwise
     */
    boolean retire(WorkerChannel channel, boolean takeBack) {
        lock.lock();
        try {
            channel.leaving = true;
            if (!channel.ready) {
                return false;
            }
            if (takeBack) {
                feed.takeBack(channel);
            }
        } finally {
            lock.unlock();
        }
        stop(channel);
        feed.refillAll();
        return true;
    }

    /** Tells a leaving worker to end, as soon as there is room for that, and the pool that it will. */
    void stop(WorkerChannel channel) {
        lock.lock();
        try {
            channel.sendStop();
            if (channel.isEmptied()) {
                load.emptied(channel);
            }
        } finally {
            lock.unlock();
        }
        channel.wake();
    }

    /**
     * The worker is dead, or as good as that, and its last answers are taken: what it had not started waits again, in front of all others.
     *
     * @return the task it was running, or null; null, too, if it was removed before
     */
    @Nullable
    SentTask remove(WorkerChannel channel) {
        lock.lock();
        try {
            if (!channels.contains(channel)) {
                return null;
            }
            SentTask started = null;
            for (long place = channel.end() - 1; place >= channel.begin(); place--) {
                SentTask task = channel.revoke(place);
                if (task != null) {
                    lanes.waitAgain(task);
                } else if (channel.started(place) != null) {
                    // answers come in the order of the calls: only the oldest can be the one that runs
                    if (started != null) {
                        channel.lost.add(started);
                    }
                    started = channel.started(place);
                }
            }
            pins.gone(channel);
            // the last: what threw in between, for want of memory, is done again
            channels.remove(channel);
            channel.removed();
            return started;
        } finally {
            lock.unlock();
        }
    }
}
