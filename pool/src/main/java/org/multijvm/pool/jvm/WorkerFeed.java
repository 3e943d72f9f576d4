package org.multijvm.pool.jvm;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Lanes;
import org.multijvm.pool.engine.PinnedTasks;
import org.multijvm.pool.engine.WaitingTasks;

/**
 * What each worker is sent next, and what is taken back from it: the part of the {@link Dispatcher} that feeds workers. It owns nothing but the time of the next look for
 * tasks that are over their patience; all under the dispatcher's lock, which those methods take that say nothing else.
 *
 * <p>A worker is fed ahead as much as its {@link WorkerChannel#window} says. One that has nothing left takes back half of what the fullest one has not started, then what has waited
 * for too long for another one.
 */
final class WorkerFeed {
    private final ReentrantLock lock;
    private final WaitingTasks<SentTask> waiting;
    private final PinnedTasks<SentTask> pins;
    private final Lanes<SentTask> lanes;
    private final ChannelTable channels;
    private final LimitTable limits;
    private final Precedence precedence;
    private final Runnable tellIfDrained;
    private LoadEvents load = LoadEvents.NONE;

    /** When it is looked next for tasks that idle workers may take since they have waited for long; {@link LimitTable#NEVER} if it is not. */
    private long nextLook = LimitTable.NEVER;

    /** @param tellIfDrained to be called when tasks have found a worker, or none was there for them */
    WorkerFeed(DispatchState state, Runnable tellIfDrained) {
        this.lock = state.lock();
        this.waiting = state.waiting();
        this.pins = state.pins();
        this.lanes = state.lanes();
        this.channels = state.channels();
        this.limits = state.limits();
        this.precedence = new Precedence(waiting, lanes);
        this.tellIfDrained = tellIfDrained;
    }

    /** Before all: what to tell of the load. */
    void watchedBy(LoadEvents watcher) {
        load = watcher;
    }

    /** See {@link Precedence#mayOutrank}. */
    boolean mayOutrank(SentTask task) {
        return precedence.mayOutrank(task);
    }

    /** The worker to which a new task may go at once; null if it is to wait. */
    @Nullable
    WorkerChannel chosenFor(SentTask task) {
        if (!task.isPinned()) {
            return waiting.isEmpty() ? channels.freest() : null;
        }
        WorkerChannel home = (WorkerChannel) pins.homeOf(task);
        if (home == null) {
            return waiting.isEmpty() ? PinnedTasks.newHome(channels.withRoom()) : null;
        }
        return pins.isNextAt(task, home) && home.live() < home.window() ? home : null;
    }

    /** Sends a new task; false if it is to wait. */
    boolean sendNew(WorkerChannel channel, SentTask task, ByteBuffer body) {
        return !precedence.keepsBack(task, channel) && send(channel, task, body);
    }

    /** By the collector, after it has taken answers of this worker: gives it more to do if it runs low. */
    void refillIfLow(WorkerChannel channel) {
        int live = channel.live();
        if (live == 0
                || (waiting.any() && (live <= channel.window() / 2 || waiting.isRanked()))
                || waiting.isClosed()) {
            refill(channel);
        }
    }

    /** Sends what waits to whoever has room, after workers have gone or come. */
    void refillAll() {
        boolean again;
        do {
            // ends: what one round lets go elsewhere, the next gives to somebody, or leaves where it waits
            again = false;
            for (WorkerChannel channel : channels.all()) {
                again |= refillOne(channel);
            }
        } while (again);
        // also where there is no worker left that would say so
        tellIfDrained.run();
    }

    /** Gives a worker what it should have, and others if that lets anything go elsewhere. */
    void refill(WorkerChannel channel) {
        if (refillOne(channel)) {
            refillAll();
        }
    }

    /** True if others are to be fed, too. */
    private boolean refillOne(WorkerChannel channel) {
        boolean wake = false;
        boolean others;
        lock.lock();
        try {
            wake = give(channel);
            others = lanes.takeFreed();
            tellIfDrained.run();
        } finally {
            lock.unlock();
        }
        if (wake) {
            channel.wake();
        }
        return others;
    }

    /** True if it is to be woken. */
    private boolean give(WorkerChannel channel) {
        boolean wake = feedOrders(channel);
        if (channel.takes()) {
            wake |= feed(channel)
                    || (waiting.isEmpty() && channel.live() == 0 && (steal(channel) || takeOver(channel)));
        }
        lanes.settle(channel);
        return wake;
    }

    /** Also to a worker that may run no more tasks, or is held in reserve. */
    private boolean feedOrders(WorkerChannel channel) {
        boolean fed = false;
        while (channel.takesOrders()) {
            SentTask task = lanes.firstOrder(channel);
            if (task == null || !send(channel, task, bodyOf(task))) {
                break;
            }
            lanes.takeOrder(channel);
            fed = true;
        }
        return fed;
    }

    private boolean feed(WorkerChannel channel) {
        boolean fed = false;
        precedence.giveWay(channel, lanes.next(channel));
        int window = channel.window();
        while (channel.live() < window && channel.takes()) {
            SentTask task = lanes.first(channel);
            if (task == null || precedence.keepsBack(task, channel) || !send(channel, task, bodyOf(task))) {
                break;
            }
            lanes.takeFirst(channel);
            fed = true;
        }
        waiting.signalRoom();
        return fed;
    }

    private static ByteBuffer bodyOf(SentTask task) {
        return task.inBlock() ? ByteBuffer.allocate(0) : task.body();
    }

    /** Moves half of what the fullest other worker has not started, the last first, to this idle one. */
    private boolean steal(WorkerChannel idle) {
        WorkerChannel fullest = channels.fullestBut(idle);
        if (fullest != null) {
            takeFrom(fullest);
        }
        if (pins.isInUse()) {
            // the fullest may have had nothing that others may take
            for (WorkerChannel channel : channels.all()) {
                if (waiting.isEmpty() && channel != idle && channel != fullest && channel.live() > 1) {
                    takeFrom(channel);
                }
            }
        }
        return fullest != null && feed(idle);
    }

    /** Lets half of what a worker has wait again that it has not started, the last first, but nothing that is for this worker. */
    private void takeFrom(WorkerChannel channel) {
        int wanted = channel.live() / 2;
        for (long place = channel.end() - 1; wanted > 0 && place >= channel.begin(); place--) {
            SentTask task = channel.sent(place);
            if (task != null && !task.isPinned() && task.only == null && channel.revoke(place) != null) {
                waiting.prepend(task);
                wanted--;
            }
        }
    }

    /** Gives an idle worker what has waited too long for another one. */
    private boolean takeOver(WorkerChannel idle) {
        if (!pins.isInUse()) {
            return false;
        }
        SentTask task = pins.overdue(idle, channels.list(), limits.now());
        if (task == null) {
            lookBy(pins.nextDue());
            return false;
        }
        waiting.signalRoom();
        if (!send(idle, task, bodyOf(task))) {
            pins.await(task, true);
            return false;
        }
        return true;
    }

    /** Lets all wait again that the worker has not started, the last first. */
    void takeBack(WorkerChannel from) {
        int wanted = from.live();
        for (long place = from.end() - 1; wanted > 0 && place >= from.begin(); place--) {
            SentTask task = from.revoke(place);
            if (task != null) {
                lanes.waitAgain(task);
                wanted--;
            }
        }
    }

    private boolean send(WorkerChannel channel, SentTask task, ByteBuffer body) {
        boolean sent = channel.send(task, body);
        if (sent && task.isPinned()) {
            pins.given(task, channel);
        }
        if (sent && channel.isTimeToReplace()) {
            load.nearlySpent(channel);
        }
        return sent;
    }

    /** A task with a key has come: whoever is idle may take it when its patience is over. */
    void lookForDue() {
        if (channels.anyIdle()) {
            lookBy(pins.nextDue());
        }
    }

    /** Whether it is time for the look that was asked for, which the caller then does. */
    boolean isLookDue() {
        if (limits.now() < nextLook) {
            return false;
        }
        nextLook = LimitTable.NEVER;
        return true;
    }

    private void lookBy(long time) {
        if (time < nextLook) {
            nextLook = time;
            load.lookForOverdue(Math.max(0, time - limits.now()));
        }
    }
}
