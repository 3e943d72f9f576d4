package org.multijvm.pool.threads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Holder.Board;
import org.multijvm.pool.engine.Lanes;
import org.multijvm.pool.engine.PinnedTasks;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.task.Affinity;
import org.multijvm.pool.task.PoolStats.AffinityStats;

/**
 * The tasks that no thread of a {@link ThreadCrew} has: owns those that wait, those that pause before their next try, and the condition on which threads wait for work. Under the crew's
 * lock.
 */
final class CrewQueue {
    private final Condition work;
    private final WaitingTasks<LocalTask> waiting;
    private final PinnedTasks<LocalTask> pins;
    private final Lanes<LocalTask> lanes;
    private final long origin = System.nanoTime();

    /** Tasks that are tried again after a pause. */
    private final Set<LocalTask> pausing = new HashSet<>();

    CrewQueue(PoolOptions options, ReentrantLock lock) {
        this.work = lock.newCondition();
        this.waiting = new WaitingTasks<>(options.name(), lock, options.intakeBytes(), options.refuseWhenFull());
        this.pins = new PinnedTasks<>(waiting);
        this.lanes = new Lanes<>(waiting, pins);
    }

    /** How much waits. */
    WaitingTasks.Load load() {
        return waiting.load();
    }

    Optional<Duration> oldest() {
        return waiting.oldest(System.nanoTime());
    }

    AffinityStats affinity() {
        return pins.stats();
    }

    /** May be asked without the lock. */
    boolean isClosed() {
        return waiting.isClosed();
    }

    void checkOpen() {
        waiting.checkOpen();
    }

    /** Takes no more, for this reason if there is one; those that wait for work look again. */
    void close(@Nullable RejectedExecutionException reason) {
        waiting.close(reason);
        work.signalAll();
    }

    /** See {@link WaitingTasks#awaitRoom}; {@link #signalRoom} follows. */
    void awaitRoom(LocalTask task) throws InterruptedException {
        waiting.awaitRoom(task.weight());
    }

    void signalRoom() {
        waiting.signalRoom();
    }

    /** Lets one that waits for work look. */
    void callOne() {
        work.signal();
    }

    /** Lets all that wait for work look. */
    void callAll() {
        work.signalAll();
    }

    /** What waits for a new thread alone; nothing so far. */
    Board<LocalTask> newBoard() {
        return new Board<>(waiting);
    }

    /** The thread was not started. */
    void drop(Board<LocalTask> board) {
        board.drop(waiting);
    }

    /**
     * A new task, for any thread.
     *
     * @param idle the threads that wait for work, if it has a key
     */
    void add(LocalTask task, List<ThreadWorker> idle) {
        Affinity affinity = task.options().affinity().orElse(null);
        if (affinity == null) {
            waiting.append(task);
            return;
        }
        pins.taken(task, affinity, now());
        ThreadWorker best = PinnedTasks.newHome(idle);
        if (best != null) {
            pins.lead(task, best);
        }
        pins.await(task, false);
        // it may be for one of them, or they have to look how long they may idle
        work.signalAll();
    }

    /** A new task that one thread alone is to run; standing if nobody waits for it. */
    void order(LocalTask task, ThreadWorker thread, boolean standing) {
        lanes.order(task, thread, standing);
        work.signalAll();
    }

    /** Whether there is nothing that any thread may take. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether nothing comes any more. */
    boolean isDone() {
        return waiting.isClosed() && pausing.isEmpty() && waiting.hasNone();
    }

    /** Wakes the threads that waited only for what may come back, or for what waits for others, if there is no reason to wait any more. */
    private void leaveIfDone() {
        if (isDone()) {
            work.signalAll();
        }
    }

    /** The next task for a thread, which has it then; null if there is none now. */
    @Nullable
    LocalTask next(ThreadWorker thread, ThreadTable threads) {
        LocalTask task = lanes.firstOrder(thread);
        if (task != null) {
            lanes.takeOrder(thread);
        } else {
            task = nextWaiting(thread, threads);
        }
        waiting.signalRoom();
        leaveIfDone();
        return task;
    }

    private @Nullable LocalTask nextWaiting(ThreadWorker thread, ThreadTable threads) {
        LocalTask task = lanes.first(thread);
        if (lanes.takeFreed()) {
            work.signalAll();
        }
        if (task != null) {
            lanes.takeFirst(thread);
        } else if (pins.isInUse()) {
            task = pins.overdue(thread, threads.all(), now());
        }
        if (task != null) {
            pins.given(task, thread);
        }
        return task;
    }

    /** Until there may be some, or what waits for another thread may be taken from it. */
    @SuppressWarnings("WaitNotInLoop") // the caller looks again
    void awaitWork() {
        long due = pins.isInUse() ? pins.nextDue() : Long.MAX_VALUE;
        if (due == Long.MAX_VALUE) {
            work.awaitUninterruptibly();
            return;
        }
        try {
            work.awaitNanos(due - now());
        } catch (InterruptedException meantForNoTask) {
            return;
        }
    }

    private long now() {
        return System.nanoTime() - origin;
    }

    /** A task has ended, or was taken back for good. */
    void ended(LocalTask task) {
        if (pins.ended(task)) {
            work.signalAll();
        }
    }

    /** Takes back a task that no thread has; false if that was done before. */
    boolean withdraw(LocalTask task) {
        boolean first = !task.dropped;
        task.dropped = true;
        task.call = null;
        ended(task);
        if (pausing.remove(task) || waiting.isClosed()) {
            waiting.removeDropped();
            leaveIfDone();
        }
        return first;
    }

    /** Takes out all of them that somebody still wants. */
    List<LocalTask> removeAll() {
        List<LocalTask> tasks = waiting.removeAll();
        tasks.addAll(pausing);
        pausing.clear();
        return tasks;
    }

    /** Takes back and returns all of them. */
    List<LocalTask> withdrawAll() {
        List<LocalTask> tasks = removeAll();
        tasks.forEach(pins::ended);
        leaveIfDone();
        return tasks;
    }

    /** A task is at no thread any more, and is to be tried again. */
    void back(LocalTask task) {
        if (pins.back(task)) {
            work.signalAll();
        }
    }

    /** In front of all others of its priority, where it may wait; the caller calls for a thread. */
    void waitAgain(LocalTask task) {
        lanes.waitAgain(task);
        if (task.only != null || task.isPinned()) {
            work.signalAll();
        }
    }

    void pause(LocalTask task) {
        pausing.add(task);
    }

    /** The pause is over; false if the task pauses no more. */
    boolean endPause(LocalTask task) {
        return pausing.remove(task);
    }

    /** A task that paused waits again. */
    void resume(LocalTask task) {
        waitAgain(task);
        leaveIfDone();
    }

    /** A thread takes nothing any more: what waits for it may go elsewhere. */
    void settle(ThreadWorker thread) {
        if (pins.settle(thread)) {
            work.signalAll();
        }
    }

    /** A thread is gone, or waits for others: its keys, and what waited for them, are for others. */
    void leave(ThreadWorker thread) {
        pins.gone(thread);
    }

    /** A thread is gone: gives what it alone was to run. */
    List<LocalTask> letGo(ThreadWorker thread) {
        List<LocalTask> left = new ArrayList<>();
        leave(thread);
        LocalTask task;
        while ((task = lanes.orderOfGone(thread)) != null) {
            left.add(task);
        }
        work.signalAll();
        return left;
    }
}
