package org.multijvm.pool.jvm;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Lanes;
import org.multijvm.pool.engine.PinnedTasks;
import org.multijvm.pool.engine.Stamps;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.engine.WorkItem;
import org.multijvm.pool.task.Affinity;
import org.multijvm.pool.task.PoolStats.AffinityStats;
import org.multijvm.pool.worker.BodyEncoder;

/**
 * Decides which worker gets which task when: owns the intake, the tasks that wait and the one lock under which that is decided.
 *
 * <p>Under its one lock a submitter writes straight into a worker's ring, or appends to the tasks that wait, which it does as soon
 * as one waits or every worker has as many as it should be fed ahead. The collector sends what waits as answers come in. An idle
 * worker takes back half of what the fullest one was sent and has not started: so no task waits for a busy worker while another
 * one is idle, however long the busy one's task takes. Tasks with a key are an exception, which {@link PinnedTasks} decides, and what one worker alone is to
 * run: its orders, which it is given before all else.
 *
 * <p>Parts of it under the same lock, which share its {@link DispatchState}: the {@link Roster} of workers, the {@link WorkerFeed}, the {@link RunningTasks} and the
 * {@link Comebacks}.
 *
 * <p>Intake is {@code OPEN}, then {@code CLOSED} for ever; a closed dispatcher still gives out what it has.
 */
final class Dispatcher {
    /** Of so many that wait it is known since when, whatever {@link Stamps} say. */
    private static final int KNOWN_WAITING = 64;

    private final ReentrantLock lock;
    private final Stamps stamps = new Stamps();
    private final WaitingTasks<SentTask> waiting;
    private final PinnedTasks<SentTask> pins;
    private final Lanes<SentTask> lanes;
    private final LimitTable limits;
    private final ChannelTable channels;
    private final WorkerFeed feed;
    private final Comebacks comebacks;
    private final Roster roster;
    private final RunningTasks running;
    private LoadEvents load = LoadEvents.NONE;
    private boolean mayGrow;

    /**
     * @param pool its name, for what is refused
     * @param limits is told of the tasks that have any; the others are those of {@link WaitingTasks}
     */
    Dispatcher(String pool, long intakeBytes, boolean refuseWhenFull, LimitTable limits) {
        DispatchState state = DispatchState.of(pool, intakeBytes, refuseWhenFull, limits);
        this.lock = state.lock();
        this.waiting = state.waiting();
        this.pins = state.pins();
        this.lanes = state.lanes();
        this.channels = state.channels();
        this.limits = limits;
        this.comebacks = new Comebacks(state);
        this.feed = new WorkerFeed(state, new Runnable() {
            @Override
            public void run() {
                tellIfDrained();
            }
        });
        this.roster = new Roster(state, feed);
        this.running = new RunningTasks(lock, feed);
    }

    /** Before all: what to tell of the load. */
    void watchedBy(LoadEvents watcher) {
        load = watcher;
        feed.watchedBy(watcher);
        roster.watchedBy(watcher);
    }

    Optional<Duration> oldestWaiting() {
        lock.lock();
        try {
            return waiting.oldest(limits.now());
        } finally {
            lock.unlock();
        }
    }

    WaitingTasks.Load waiting() {
        lock.lock();
        try {
            return waiting.load();
        } finally {
            lock.unlock();
        }
    }

    AffinityStats affinity() {
        lock.lock();
        try {
            return pins.stats();
        } finally {
            lock.unlock();
        }
    }

    WorkerChannel[] channels() {
        return channels.all();
    }

    /** Which workers there are, and what they may be given. */
    Roster roster() {
        return roster;
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
        boolean freed = false;
        lock.lock();
        try {
            waiting.checkOpen();
            ByteBuffer body = encoder.body();
            waiting.awaitRoom(WorkItem.weightOf(body.remaining()));
            take(task, encoder);
            Affinity affinity = task.options().affinity().orElse(null);
            if (affinity != null) {
                pins.taken(task, affinity, limits.now());
            }
            chosen = feed.chosenFor(task);
            if (mayGrow && (chosen == null || chosen.live() > 0)) {
                mayGrow = false;
                load.allBusy();
            }
            if (chosen == null || !feed.sendNew(chosen, task, body)) {
                chosen = null;
                task.keep(body);
                if (task.takenAt == 0 && waiting.size() < KNOWN_WAITING) {
                    task.takenAt = Math.max(1, limits.now());
                }
                if (affinity != null) {
                    pins.await(task, false);
                } else {
                    waiting.append(task);
                }
            }
            if (affinity != null) {
                freed = lanes.takeFreed();
                feed.lookForDue();
            }
        } finally {
            waiting.signalRoom();
            lock.unlock();
        }
        if (chosen != null) {
            chosen.wake();
        }
        if (freed || (chosen == null && feed.mayOutrank(task))) {
            feed.refillAll();
        }
    }

    private void take(SentTask task, BodyEncoder encoder) {
        task.encoded(encoder);
        if (stamps.isDue()) {
            stamps.stamp(task, Math.max(1, limits.now()));
        }
        comebacks.taken(task, encoder);
        if (task.options().limited()) {
            limits.taken(task);
        }
        waiting.note(task.options().priority());
    }

    /**
     * Takes a task that one worker alone is to run, before all else that it has not started. Blocks while too much waits, if it may.
     *
     * @param mayBlock if not, nobody waits for it
     * @return false if that worker is gone, or will be given nothing any more: then the task was not taken
     * @throws RejectedExecutionException as {@link #submit}, if it may block
     */
    boolean submitTo(WorkerChannel channel, SentTask task, BodyEncoder encoder, boolean mayBlock)
            throws InterruptedException {
        lock.lock();
        try {
            ByteBuffer body = encoder.body();
            if (mayBlock) {
                waiting.checkOpen();
                waiting.awaitRoom(WorkItem.weightOf(body.remaining()));
            }
            if (!channels.contains(channel) || channel.leaving || channel.condemned) {
                return false;
            }
            take(task, encoder);
            task.keep(body);
            feed.takeBack(channel);
            lanes.order(task, channel, !mayBlock);
        } finally {
            waiting.signalRoom();
            lock.unlock();
        }
        feed.refillAll();
        return true;
    }

    /** Removes and returns one of the tasks that a worker alone was to run which has been removed; null if there is none left. */
    @Nullable
    SentTask removeOrder(WorkerChannel channel) {
        lock.lock();
        try {
            return lanes.orderOfGone(channel);
        } finally {
            lock.unlock();
        }
    }

    /** By the collector, after it has taken answers of this worker. */
    void answered(WorkerChannel channel) {
        if (channel.leaving) {
            roster.stop(channel);
        }
        feed.refillIfLow(channel);
    }

    /** How many workers have tasks. Needs no lock. */
    int workersAtWork() {
        return channels.atWork();
    }

    /** Whether any worker has more tasks than the one it may be at. Needs no lock. */
    boolean anyFedAhead() {
        return channels.anyFedAhead();
    }

    /** See {@link ChannelTable#canWake}. */
    boolean workersCanWake() {
        return channels.canWake();
    }

    /**
     * Lets a task of which a try has failed wait again, in front of all others.
     *
     * @param pause after so long, in ns
     * @return false if it is to fail, since it was cancelled or the pool is terminated
     */
    boolean retry(SentTask task, long pause) {
        boolean free;
        lock.lock();
        try {
            if (!comebacks.takes(task)) {
                return false;
            }
            free = comebacks.back(task);
            if (pause > 0 && task.only == null) {
                load.retryLater(task, pause);
            } else {
                lanes.waitAgain(task);
                load.allBusy();
            }
        } finally {
            lock.unlock();
        }
        if (free) {
            feed.refillAll();
        }
        return true;
    }

    /** The pause of a task is over; does nothing if it was cancelled meanwhile. */
    void retryNow(SentTask task) {
        lock.lock();
        try {
            if (!task.dropped) {
                lanes.waitAgain(task);
            }
        } finally {
            lock.unlock();
        }
        feed.refillAll();
    }

    /** No task comes back any more. */
    void takeNothingBack() {
        lock.lock();
        try {
            comebacks.takeNothingBack();
        } finally {
            lock.unlock();
        }
    }

    /** The task has ended, or was taken back for good; does nothing the second time. */
    void ended(SentTask task) {
        boolean free;
        lock.lock();
        try {
            free = pins.ended(task);
            if (comebacks.ended(task)) {
                tellIfDrained();
            }
        } finally {
            lock.unlock();
        }
        if (free) {
            feed.refillAll();
        }
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
            return waiting.movable() + channels.live();
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
                tellIfDrained();
                return first;
            }
            task.dropped = channel.revoke(task.place) != null;
            return task.dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what waits to whoever has room, after workers have gone or come. */
    void refillAll() {
        feed.refillAll();
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
            SentTask task = waiting.removeAny();
            if (task != null) {
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
                feed.takeBack(channel);
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
            return waiting.hasNone() && channels.live() == 0 && !comebacks.isAny();
        } finally {
            lock.unlock();
        }
    }

    /** Time has gone by: idle workers may take what has waited for another one. */
    void lookForOverdue() {
        lock.lock();
        try {
            if (!feed.isLookDue()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        feed.refillAll();
    }

    private void tellIfDrained() {
        if (waiting.isClosed()) {
            checkDrained();
        }
    }

    private void checkDrained() {
        if (isDrained()) {
            load.drained();
        }
    }
}
