package org.multijvm.pool.threads;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.ExitResults;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.ResultSource;
import org.multijvm.pool.engine.SlowTasks;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;
import org.multijvm.pool.task.WorkerStartException;

/**
 * The threads of a pool, and the tasks that wait for one.
 *
 * <pre>
 *   a thread   initializes ---> waits for a task <---> runs one ---> gone: closed and nothing waits, stopped, or one too many
 *   a task     waits ---> runs ---> completed by its thread, with its outcome or as cancelled or late
 *                ^          +-----> failed, and its options say that it is tried again: waits, maybe after a pause, in front of all others
 *                |          +-----> given up: the end of the crew, or of its grace period, fails it, and its thread completes nothing
 *                +---> withdrawn: its state is "dropped", and the thread that comes to it passes it over
 *   the crew   OPEN ---> CLOSED ---> every thread is gone
 *                +--------> STOPPED, with a reason ---> every thread is gone, or is given up after a grace period
 * </pre>
 *
 * <p>All of that is under one lock, so whether a task was cancelled, given up or ran to its end is decided once. Tasks are
 * completed without the lock.
 *
 * <p>A thread of the crew that waits for a result of the same crew is replaced for as long as it waits, so that tasks may wait for
 * tasks, however few threads there are; when it goes on there is one thread too many, and the next that looks for work leaves.
 */
final class ThreadCrew implements ResultSource {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition changed = lock.newCondition();
    private final Passage passage;
    private final WaitingTasks<LocalTask> waiting;

    /** Tasks that are tried again after a pause. */
    private final Set<LocalTask> pausing = new HashSet<>();

    private final ThreadTable threads;
    private final ThreadLimits limits;
    private final CrewStop stop = new CrewStop();
    private final ExitResults exits = new ExitResults();

    ThreadCrew(PoolOptions options, Passage passage) {
        this.passage = passage;
        this.threads = new ThreadTable(options);
        this.limits = new ThreadLimits(options.name(), this);
        this.waiting = new WaitingTasks<>(options.name(), lock, options.intakeBytes(), options.refuseWhenFull());
    }

    PoolStats stats() {
        return locked(() -> threads.stats(waiting.load(), stop.health(waiting.isClosed(), threads)));
    }

    /** What each is at. */
    List<WorkerThreads> threadsNow() {
        return locked(threads::now);
    }

    PoolHealth health() {
        return locked(() -> stop.health(waiting.isClosed(), threads));
    }

    ExitResults exits() {
        return exits;
    }

    ThreadLimits limits() {
        return limits;
    }

    void start() {
        lock.lock();
        try {
            while (threads.tooFew()) {
                threads.start(this, passage);
            }
        } catch (OutOfMemoryError e) {
            // no thread can be made: those that were must not stay (rule PL1)
            stop(e);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Has so many threads from now on: starts those that are missing; those that are too many leave behind what they run. */
    void resize(int wanted) {
        lock.lock();
        try {
            threads.resize(wanted);
            while (threads.tooFew() && !waiting.isClosed()) {
                threads.start(this, passage);
            }
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many threads there are to be. */
    int size() {
        return locked(threads::size);
    }

    SlowTasks slowTasks() {
        return threads.slowTasks();
    }

    /**
     * Takes a task. Blocks while too much waits, but not a thread of the crew, which must go on so that there is room.
     *
     * @throws RejectedExecutionException if the crew is closed, or full and set to refuse
     * @throws InterruptedException if interrupted while too much waits; then the task was not taken
     */
    void submit(LocalTask task) throws InterruptedException {
        lock.lock();
        try {
            checkOpen();
            if (!hasCurrentThread()) {
                waiting.awaitRoom(task.weight());
            }
            callForWork();
            waiting.append(task);
        } finally {
            waiting.signalRoom();
            lock.unlock();
        }
    }

    /** Takes a task back that no thread has started; false if one has. */
    boolean withdraw(LocalTask task) {
        return locked(() -> {
            if (task.call == null || threads.runnerOf(task) != null) {
                return false;
            }
            boolean first = !task.dropped;
            task.dropped = true;
            task.call = null;
            if (pausing.remove(task)) {
                leaveIfDone();
            }
            return first;
        });
    }

    /**
     * Interrupts the thread that runs the task, which then ends in this way whatever its outcome.
     *
     * @return false if none runs it, or how it ends is decided
     */
    boolean interrupt(LocalTask task, ThreadWorker.Fate fate) {
        return locked(() -> {
            ThreadWorker runner = threads.runnerOf(task);
            if (runner == null || runner.fate != ThreadWorker.Fate.ITS_OWN) {
                return false;
            }
            runner.isToEnd(fate);
            return true;
        });
    }

    /** Takes out the thread that still runs a task after its interrupt, and puts another in its place; null if it has ended. */
    @Nullable
    ThreadWorker abandon(LocalTask task) {
        lock.lock();
        try {
            ThreadWorker runner = threads.runnerOf(task);
            if (runner == null || runner.fate == ThreadWorker.Fate.GIVEN_UP) {
                return null;
            }
            runner.isLeft = true;
            threads.remove(runner);
            if (!waiting.isEmpty() || !waiting.isClosed()) {
                callForWork();
            }
            changed.signalAll();
            return runner;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back and returns all tasks that no thread has started. */
    List<LocalTask> withdrawAll() {
        return locked(() -> {
            List<LocalTask> tasks = waiting.removeAll();
            tasks.addAll(pausing);
            pausing.clear();
            leaveIfDone();
            return tasks;
        });
    }

    /**
     * Lets a task of which a try has failed wait again, in front of all others.
     *
     * @param pause after so long, in ns
     * @return false if it is to fail, since the crew is stopped
     */
    boolean retry(LocalTask task, LocalCall call, long pause) {
        lock.lock();
        try {
            if (stop.isStopped()) {
                return false;
            }
            task.call = call;
            if (pause == 0) {
                waitAgain(task);
                return true;
            }
            pausing.add(task);
        } finally {
            lock.unlock();
        }
        try {
            if (limits.after(pause, () -> resume(task)) != null) {
                return true;
            }
        } catch (OutOfMemoryError e) {
            // no thread for the pause: there is none then
            resume(task);
            return true;
        }
        return !locked(() -> pausing.remove(task));
    }

    private void resume(LocalTask task) {
        lock.lock();
        try {
            if (pausing.remove(task)) {
                waitAgain(task);
                leaveIfDone();
            }
        } finally {
            lock.unlock();
        }
    }

    private void waitAgain(LocalTask task) {
        waiting.prepend(task);
        callForWork();
    }

    /** Wakes the threads that waited only for the pauses, if there is no reason to wait any more. */
    private void leaveIfDone() {
        if (waiting.isClosed() && pausing.isEmpty()) {
            work.signalAll();
        }
    }

    /** The next task for a thread, which waits for it; null if it is to end. */
    @Nullable
    LocalTask take(ThreadWorker thread) {
        lock.lock();
        try {
            while (!stop.isStopped() && !thread.isLeft && !threads.letsGo(thread)) {
                LocalTask task = nextWaiting();
                if (task != null) {
                    // what came while it waited was meant for no task: whoever means this one interrupts under the lock
                    Thread.interrupted();
                    thread.takes(task);
                    return task;
                }
                if (waiting.isClosed() && pausing.isEmpty()) {
                    return null;
                }
                threads.idles(1);
                try {
                    work.awaitUninterruptibly();
                } finally {
                    threads.idles(-1);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** A thread has run its task; from here on nobody else decides what becomes of it. */
    ThreadWorker.Fate ran(ThreadWorker thread, boolean failed) {
        return locked(() -> {
            thread.running = null;
            thread.call = null;
            threads.ran(thread, failed || thread.fate != ThreadWorker.Fate.ITS_OWN);
            return thread.isLeft ? ThreadWorker.Fate.GIVEN_UP : thread.fate;
        });
    }

    /** A thread ends. */
    void gone(ThreadWorker thread) {
        lock.lock();
        try {
            threads.remove(thread);
            // it may have been called for work that it leaves to others
            work.signal();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A thread's initializer has returned. */
    void started() {
        lock.lock();
        try {
            stop.started();
        } finally {
            lock.unlock();
        }
    }

    /** A thread's initializer threw; the third time in a row ends the crew. */
    void startFailed(ThreadWorker thread, Throwable thrown) {
        lock.lock();
        try {
            WorkerStartException reason = stop.startFailed(thread, thrown);
            if (reason != null) {
                waiting.close(
                        new RejectedExecutionException("the pool takes no more tasks: " + reason.getMessage(), reason));
                stop(reason);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isStopping() {
        return locked(stop::isStopped);
    }

    boolean isClosed() {
        return waiting.isClosed();
    }

    /** Refuses like a submit, also where there is nothing to submit. */
    void checkOpen() {
        locked(() -> {
            waiting.checkOpen();
            return true;
        });
    }

    /** No more intake; what is there goes on. */
    void close() {
        lock.lock();
        try {
            waiting.close(null);
            work.signalAll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts all; {@link #removeStopped} gives what is to fail for that reason. The first reason counts. */
    void stop(Throwable reason) {
        lock.lock();
        try {
            if (!stop.isStopped()) {
                stop.stop(reason, threads.all());
                close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the crew is stopped, or every thread is gone. */
    @Nullable
    Throwable awaitStop() throws InterruptedException {
        lock.lock();
        try {
            while (!stop.isStopped() && !(waiting.isClosed() && threads.isEmpty())) {
                changed.await();
            }
            return stop.reason();
        } finally {
            lock.unlock();
        }
    }

    /** All tasks that had not ended when the crew was stopped; nobody else completes them. */
    List<LocalTask> removeStopped() {
        lock.lock();
        try {
            List<LocalTask> left = stop.removeGivenUp();
            left.addAll(waiting.removeAll());
            left.addAll(pausing);
            pausing.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every thread is gone, after a stop for a grace period only; gives those that are still there. */
    List<ThreadWorker> awaitThreads() throws InterruptedException {
        long left = GRACE.toNanos();
        lock.lock();
        try {
            while (!threads.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return threads.all();
        } finally {
            lock.unlock();
        }
    }

    /** Whether this is one of its threads. */
    boolean hasCurrentThread() {
        return Thread.currentThread() instanceof ThreadWorker worker && worker.isOf(this);
    }

    @Override
    public void awaited(CompletableFuture<?> wanted) {
        if (hasCurrentThread()) {
            lock.lock();
            try {
                threads.waits(1);
                if (!waiting.isEmpty()) {
                    callForWork();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void noLongerAwaited() {
        if (hasCurrentThread()) {
            locked(() -> {
                threads.waits(-1);
                if (threads.tooMany()) {
                    work.signalAll();
                }
                return null;
            });
        }
    }

    @Override
    public boolean bringsCopies() {
        return passage.copies();
    }

    private <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private void callForWork() {
        if (threads.anyIdle()) {
            work.signal();
        } else if (threads.tooFew() && !stop.isStopped()) {
            startOneMore();
        }
    }

    /** Fewer threads are no failure: the next that is called for is tried again. */
    private void startOneMore() {
        try {
            threads.start(this, passage);
        } catch (OutOfMemoryError e) {
            if (threads.noneWorks()) {
                throw e;
            }
        }
    }

    private @Nullable LocalTask nextWaiting() {
        LocalTask task;
        while ((task = waiting.first()) != null) {
            waiting.removeFirst();
            if (!task.dropped) {
                break;
            }
        }
        waiting.signalRoom();
        return task;
    }
}
