package org.multijvm.pool.jvm;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.engine.WorkItem;
import org.multijvm.pool.worker.BodyEncoder;

/**
 * Decides which worker gets which task when; owns the tasks that wait.
 *
 * <p>Under its one lock a submitter writes straight into a worker's ring, or appends to the tasks that wait, which it does as soon
 * as one waits or every worker has as many as it should be fed ahead. The collector sends what waits as answers come in. An idle
 * worker takes back half of what the fullest one was sent and has not started: so no task waits for a busy worker while another
 * one is idle, however long the busy one's task takes.
 *
 * <p>Intake is {@code OPEN}, then {@code CLOSED} for ever; a closed dispatcher still gives out what it has.
 */
final class Dispatcher {
    private final ReentrantLock lock = new ReentrantLock();
    private final WaitingTasks<SentTask> waiting;
    private final LimitTable limits;
    private final ChannelTable channels = new ChannelTable();
    private final RunningTasks running = new RunningTasks(lock, channel -> takeBack(channel, channel.live()));
    private final Precedence precedence;
    private LoadEvents load = LoadEvents.NONE;
    private boolean mayGrow;

    /** How many tasks there are that may come back when a try has failed, wherever they are now. */
    private int mayComeBack;

    private boolean takesNothingBack;

    /**
     * @param pool its name, for what is refused
     * @param limits is told of the tasks that have any; the others are those of {@link WaitingTasks}
     */
    Dispatcher(String pool, long intakeBytes, boolean refuseWhenFull, LimitTable limits) {
        this.limits = limits;
        this.waiting = new WaitingTasks<>(pool, lock, intakeBytes, refuseWhenFull);
        this.precedence = new Precedence(waiting);
    }

    /** Before all: what to tell of the load. */
    void watchedBy(LoadEvents watcher) {
        load = watcher;
    }

    WaitingTasks.Load waiting() {
        lock.lock();
        try {
            return waiting.load();
        } finally {
            lock.unlock();
        }
    }

    WorkerChannel[] channels() {
        return channels.all();
    }

    /** What the workers run now. */
    RunningTasks running() {
        return running;
    }

    /**
     * Takes a task whose body the encoder holds; sends it, or lets it wait. Blocks while too much waits.
     *
     * @throws RejectedExecutionException if the intake is closed, or full and set to refuse
     * @throws InterruptedException if interrupted while too much waits; then the task was not taken
     */
    void submit(SentTask task, BodyEncoder encoder) throws InterruptedException {
        WorkerChannel chosen;
        lock.lock();
        try {
            waiting.checkOpen();
            ByteBuffer body = encoder.body();
            waiting.awaitRoom(WorkItem.weightOf(body.remaining()));
            task.encoded(encoder);
            if (task.options().retries() > 0) {
                task.keep(body);
                task.mayComeBack = true;
                mayComeBack++;
            }
            if (task.options().limited()) {
                limits.taken(task);
            }
            waiting.note(task.options().priority());
            chosen = waiting.isEmpty() ? channels.freest() : null;
            if (mayGrow && (chosen == null || chosen.live() > 0)) {
                mayGrow = false;
                load.allBusy();
            }
            if (chosen == null || precedence.keepsBack(task, chosen) || !send(chosen, task, body)) {
                chosen = null;
                task.keep(body);
                waiting.append(task);
            }
        } finally {
            waiting.signalRoom();
            lock.unlock();
        }
        if (chosen != null) {
            chosen.wake();
        } else if (precedence.mayOutrank(task)) {
            refillAll();
        }
    }

    /** See {@link ChannelTable#canWake}. */
    boolean workersCanWake() {
        return channels.canWake();
    }

    /** A worker that has been started; it gets tasks from when it is ready. */
    void add(WorkerChannel channel) {
        lock.lock();
        try {
            channels.add(channel);
        } finally {
            lock.unlock();
        }
        // it may come up late
        limits.poke(0);
    }

    void ready(WorkerChannel channel) {
        channel.ready = true;
        refill(channel);
    }

    /** By the collector, after it has taken answers of this worker: gives it more to do if it runs low. */
    void answered(WorkerChannel channel) {
        if (channel.leaving) {
            stop(channel);
        }
        int live = channel.live();
        if (live == 0
                || (waiting.any() && (live <= channel.window() / 2 || waiting.isRanked()))
                || waiting.isClosed()) {
            refill(channel);
        }
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
                    waiting.prepend(task);
                } else if (channel.started(place) != null) {
                    // answers come in the order of the calls: only the oldest can be the one that runs
                    if (started != null) {
                        channel.lost.add(started);
                    }
                    started = channel.started(place);
                }
            }
            // the last: what threw in between, for want of memory, is done again
            channels.remove(channel);
            channel.removed();
            return started;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets a task of which a try has failed wait again, in front of all others.
     *
     * @param pause after so long, in ns
     * @return false if it is to fail, since it was cancelled or the pool is terminated
     */
    boolean retry(SentTask task, long pause) {
        lock.lock();
        try {
            Stop stop = task.stop;
            if (takesNothingBack || (stop != null && !stop.overTime())) {
                return false;
            }
            task.stop = null;
            task.channel = null;
            if (pause > 0) {
                load.retryLater(task, pause);
            } else {
                waiting.prepend(task);
                load.allBusy();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The pause of a task is over; does nothing if it was cancelled meanwhile. */
    void retryNow(SentTask task) {
        lock.lock();
        try {
            if (!task.dropped) {
                waiting.prepend(task);
            }
        } finally {
            lock.unlock();
        }
        refillAll();
    }

    /** No task comes back any more. */
    void takeNothingBack() {
        lock.lock();
        try {
            takesNothingBack = true;
        } finally {
            lock.unlock();
        }
    }

    /** The task has ended, or was taken back for good; does nothing the second time. */
    void ended(SentTask task) {
        lock.lock();
        try {
            if (task.mayComeBack) {
                task.mayComeBack = false;
                mayComeBack--;
                if (waiting.isClosed()) {
                    checkDrained();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends what waits to whoever has room, after workers have gone or come. */
    void refillAll() {
        for (WorkerChannel channel : channels.all()) {
            refill(channel);
        }
        if (waiting.isClosed()) {
            // also where there is no worker left that would say so
            checkDrained();
        }
    }

    /** A worker that was held in reserve is given tasks from now on, or from when it is ready. */
    void activate(WorkerChannel channel) {
        lock.lock();
        try {
            channel.reserve = false;
        } finally {
            lock.unlock();
        }
        refill(channel);
    }

    /** Lets a worker run more tasks than it should, since none can be started in its place; but never a second one in a JVM that is for one. */
    void serveOn(WorkerChannel channel) {
        lock.lock();
        try {
            channel.servesOn = !channel.isForOneTask();
        } finally {
            lock.unlock();
        }
        refill(channel);
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
                takeBack(channel, channel.live());
            }
        } finally {
            lock.unlock();
        }
        stop(channel);
        refillAll();
        return true;
    }

    /**
     * How many tasks there are, waiting or at workers.
     *
     * @param growthWanted whether {@link LoadEvents#allBusy} is to be told once more
     */
    int load(boolean growthWanted) {
        lock.lock();
        try {
            mayGrow = growthWanted;
            return waiting.size() + channels.live();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a task back that no worker has started.
     *
     * @return true if no worker will run it
     */
    boolean withdraw(SentTask task) {
        lock.lock();
        try {
            WorkerChannel channel = task.channel;
            if (channel == null) {
                // it waits: whoever comes to it passes it over
                boolean first = !task.dropped;
                task.dropped = true;
                // or a closed pool without a worker would start one to find that out
                waiting.removeDropped();
                if (waiting.isClosed()) {
                    checkDrained();
                }
                return first;
            }
            task.dropped = channel.revoke(task.place) != null;
            return task.dropped;
        } finally {
            lock.unlock();
        }
    }

    /** No more intake; what is there goes on. */
    void close() {
        breakWith(null);
    }

    /** No more intake, with a reason of its own. */
    void breakWith(@Nullable RejectedExecutionException reason) {
        lock.lock();
        try {
            waiting.close(reason);
            checkDrained();
        } finally {
            lock.unlock();
        }
    }

    /** Removes and returns the first of the tasks that wait; null if there is none. Needs no memory. */
    @Nullable
    SentTask removeFirstWaiting() {
        lock.lock();
        try {
            waiting.removeDropped();
            SentTask task = waiting.first();
            if (task != null) {
                waiting.removeFirst();
                // or its wait limit, or a cancel, would end it as well
                task.dropped = true;
                waiting.signalRoom();
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back and returns all tasks that no worker has started. */
    List<SentTask> withdrawAll() {
        lock.lock();
        try {
            for (WorkerChannel channel : channels.all()) {
                takeBack(channel, channel.live());
            }
            return waiting.removeAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return waiting.isClosed();
    }

    /** Refuses like a submit, where there is nothing to submit. */
    void checkOpenForNothing() {
        lock.lock();
        try {
            waiting.checkOpen();
        } finally {
            lock.unlock();
        }
    }

    /** True if nothing waits, no worker has anything, and nothing may come back. */
    boolean isDrained() {
        lock.lock();
        try {
            return waiting.isEmpty() && channels.live() == 0 && mayComeBack == 0;
        } finally {
            lock.unlock();
        }
    }

    private void refill(WorkerChannel channel) {
        boolean wake = false;
        lock.lock();
        try {
            if (channel.takes()) {
                wake = feed(channel) || (waiting.isEmpty() && channel.live() == 0 && steal(channel));
            }
            if (waiting.isClosed()) {
                checkDrained();
            }
        } finally {
            lock.unlock();
        }
        if (wake) {
            channel.wake();
        }
    }

    private boolean feed(WorkerChannel channel) {
        boolean fed = false;
        precedence.giveWay(channel);
        int window = channel.window();
        SentTask task;
        while (channel.live() < window && channel.takes() && (task = waiting.first()) != null) {
            if (!task.dropped) {
                ByteBuffer body = task.inBlock() ? ByteBuffer.allocate(0) : task.body();
                if (precedence.keepsBack(task, channel) || !send(channel, task, body)) {
                    break;
                }
                fed = true;
            }
            waiting.removeFirst();
        }
        waiting.signalRoom();
        return fed;
    }

    /** Moves half of what the fullest other worker has not started, the last first, to this idle one. */
    private boolean steal(WorkerChannel idle) {
        WorkerChannel fullest = channels.fullestBut(idle);
        if (fullest != null) {
            takeBack(fullest, fullest.live() / 2);
        }
        return fullest != null && feed(idle);
    }

    /** Lets so many wait again that the worker has not started, the last first. */
    private void takeBack(WorkerChannel from, int most) {
        int wanted = most;
        for (long place = from.end() - 1; wanted > 0 && place >= from.begin(); place--) {
            SentTask task = from.revoke(place);
            if (task != null) {
                waiting.prepend(task);
                wanted--;
            }
        }
    }

    private boolean send(WorkerChannel channel, SentTask task, ByteBuffer body) {
        boolean sent = channel.send(task, body);
        if (sent && channel.isTimeToReplace()) {
            load.nearlySpent(channel);
        }
        return sent;
    }

    /** Tells a leaving worker to end, as soon as there is room for that, and the pool that it will. */
    private void stop(WorkerChannel channel) {
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

    private void checkDrained() {
        if (isDrained()) {
            load.drained();
        }
    }
}
