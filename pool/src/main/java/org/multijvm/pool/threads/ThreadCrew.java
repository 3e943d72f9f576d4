package org.multijvm.pool.threads;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.ExitResults;
import org.multijvm.pool.engine.Holder.Board;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.ResultSource;
import org.multijvm.pool.engine.SlowTasks;
import org.multijvm.pool.engine.TaskTimes;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskFigures.End;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;

/**
 * The threads of a pool: owns which of them runs which task, and the one lock under which that is decided. Parts of it under the same lock: the {@link CrewQueue},
 * the {@link ThreadTable}, the {@link CrewEnd}.
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
    private final ReentrantLock lock = new ReentrantLock();
    private final Passage passage;
    private final CrewQueue queue;
    private final ThreadTable threads;
    private final ThreadLimits limits;
    private final CrewEnd end;

    /** What a new thread is told before it takes tasks. */
    private Consumer<ThreadWorker> beginner = thread -> {};

    /** And when it is gone. */
    private Consumer<ThreadWorker> ender = thread -> {};

    private final ExitResults exits = new ExitResults();

    ThreadCrew(PoolOptions options, Passage passage) {
        this.passage = passage;
        this.threads = new ThreadTable(options);
        this.limits = new ThreadLimits(options.name(), this);
        this.queue = new CrewQueue(options, lock);
        this.end = new CrewEnd(lock, queue, threads);
    }

    /**
     * Before all: who is told of threads.
     *
     * @param begins one is initialized; called in it
     * @param ends one is gone
     */
    void watchedBy(Consumer<ThreadWorker> begins, Consumer<ThreadWorker> ends) {
        beginner = begins;
        ender = ends;
    }

    PoolStats stats() {
        return locked(() -> threads.stats(queue.load(), queue.oldest(), queue.affinity(), end.health()));
    }

    /** What each is at. */
    List<WorkerThreads> threadsNow() {
        return locked(threads::now);
    }

    PoolHealth health() {
        return locked(() -> end.health());
    }

    /** Whether and how it ends. */
    CrewEnd end() {
        return end;
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
                startThread();
            }
        } catch (OutOfMemoryError e) {
            // no thread can be made: those that were must not stay (rule PL1)
            end.stop(e);
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
            while (threads.tooFew() && !queue.isClosed()) {
                startThread();
            }
            queue.callAll();
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
                queue.awaitRoom(task);
            }
            callForWork();
            queue.add(task, task.options().affinity().isPresent() ? threads.idle() : List.of());
        } finally {
            queue.signalRoom();
            lock.unlock();
        }
    }

    /**
     * Takes a task that one thread alone is to run, before all else.
     *
     * @param mayBlock whether it may block while too much waits
     * @return false if that thread is gone, or ends: then the task was not taken
     * @throws RejectedExecutionException as {@link #submit}, if it may block
     */
    boolean submitTo(ThreadWorker thread, LocalTask task, boolean mayBlock) throws InterruptedException {
        lock.lock();
        try {
            if (mayBlock) {
                checkOpen();
                queue.awaitRoom(task);
            }
            if (thread.ends || thread.isLeft || end.isStopped()) {
                return false;
            }
            queue.order(task, thread, !mayBlock);
            return true;
        } finally {
            queue.signalRoom();
            lock.unlock();
        }
    }

    /** The threads that take tasks. */
    List<ThreadWorker> present() {
        return locked(() -> {
            queue.checkOpen();
            return threads.all().stream().filter(thread -> !thread.ends).toList();
        });
    }

    /** By a thread that is initialized: before it takes tasks. */
    void begin(ThreadWorker thread) {
        beginner.accept(thread);
    }

    /**
     * The task has ended, or is about to.
     *
     * @param failure by which it fails, or null
     */
    void ended(LocalTask task, @Nullable Throwable failure) {
        if (failure == null) {
            times().ended(End.DONE);
        } else {
            times().failed(failure);
        }
        if (task.isPinned()) {
            lock.lock();
            try {
                queue.ended(task);
            } finally {
                lock.unlock();
            }
        }
    }

    /** For tasks that end before they are run, or after their thread was left to itself. */
    TaskTimes times() {
        return threads.times();
    }

    /** Takes a task back that no thread has started; false if one has. */
    boolean withdraw(LocalTask task) {
        return locked(() -> {
            if (task.call == null || threads.runnerOf(task) != null) {
                return false;
            }
            return queue.withdraw(task);
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
        ThreadWorker runner;
        List<LocalTask> orders;
        lock.lock();
        try {
            runner = threads.runnerOf(task);
            if (runner == null || runner.fate == ThreadWorker.Fate.GIVEN_UP) {
                return null;
            }
            runner.isLeft = true;
            threads.leaves(runner);
            queue.ended(task);
            orders = queue.letGo(runner);
            if (!queue.isEmpty() || !queue.isClosed()) {
                callForWork();
            }
            end.changed();
        } finally {
            lock.unlock();
        }
        fail(orders, runner);
        return runner;
    }

    /** Takes back and returns all tasks that no thread has started. */
    List<LocalTask> withdrawAll() {
        return locked(queue::withdrawAll);
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
            ThreadWorker only = (ThreadWorker) task.only;
            if (end.isStopped() || (only != null && (only.ends || only.isLeft))) {
                return false;
            }
            task.call = call;
            queue.back(task);
            if (pause == 0 || only != null) {
                queue.waitAgain(task);
                callForWork();
                return true;
            }
            queue.pause(task);
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
        return !locked(() -> queue.endPause(task));
    }

    private void resume(LocalTask task) {
        lock.lock();
        try {
            if (queue.endPause(task)) {
                queue.resume(task);
                callForWork();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next task for a thread, which waits for it; null if it is to end. */
    @Nullable
    LocalTask take(ThreadWorker thread) {
        lock.lock();
        try {
            while (!end.isStopped() && !thread.isLeft && !threads.letsGo(thread)) {
                LocalTask task = queue.next(thread, threads);
                if (task != null) {
                    // what came while it waited was meant for no task: whoever means this one interrupts under the lock
                    Thread.interrupted();
                    thread.takes(task);
                    return task;
                }
                if (queue.isDone()) {
                    break;
                }
                threads.idles(thread, true);
                try {
                    queue.awaitWork();
                } finally {
                    threads.idles(thread, false);
                }
            }
            thread.ends = true;
            queue.settle(thread);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** A thread has run its task; from here on nobody else decides what becomes of it. */
    ThreadWorker.Fate ran(ThreadWorker thread, boolean failed) {
        return locked(() -> {
            threads.ran(thread, failed || thread.fate != ThreadWorker.Fate.ITS_OWN);
            thread.running = null;
            thread.call = null;
            return thread.isLeft ? ThreadWorker.Fate.GIVEN_UP : thread.fate;
        });
    }

    /** A thread ends. */
    void gone(ThreadWorker thread) {
        List<LocalTask> orders;
        lock.lock();
        try {
            threads.remove(thread);
            orders = queue.letGo(thread);
            // it may have been called for work that it leaves to others
            queue.callOne();
            end.changed();
        } finally {
            lock.unlock();
        }
        fail(orders, thread);
        ender.accept(thread);
    }

    private void fail(List<LocalTask> orders, ThreadWorker thread) {
        for (LocalTask task : orders) {
            times().ended(End.CANCELLED);
            task.task.fail(goneBefore(thread));
        }
    }

    /** Why a task fails that a thread alone was to run which is gone. */
    static CancellationException goneBefore(ThreadWorker thread) {
        return new CancellationException(
                "the worker ended before it ran what each one is to run: worker=" + thread.getName());
    }

    boolean isClosed() {
        return queue.isClosed();
    }

    /** Refuses like a submit, also where there is nothing to submit. */
    void checkOpen() {
        locked(() -> {
            queue.checkOpen();
            return true;
        });
    }

    /** Whether this is one of its threads. */
    boolean hasCurrentThread() {
        return Thread.currentThread() instanceof ThreadWorker worker && worker.isOf(this);
    }

    @Override
    public void awaited(CompletableFuture<?> wanted) {
        if (Thread.currentThread() instanceof ThreadWorker thread && thread.isOf(this)) {
            lock.lock();
            try {
                threads.waits(1);
                thread.waitsFor++;
                // or it might wait for what waits for it
                queue.leave(thread);
                if (!queue.isEmpty()) {
                    callForWork();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void noLongerAwaited() {
        if (Thread.currentThread() instanceof ThreadWorker thread && thread.isOf(this)) {
            locked(() -> {
                threads.waits(-1);
                thread.waitsFor--;
                if (threads.tooMany()) {
                    queue.callAll();
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
            queue.callOne();
        } else if (threads.tooFew() && !end.isStopped()) {
            startOneMore();
        }
    }

    /** Fewer threads are no failure: the next that is called for is tried again. */
    private void startOneMore() {
        try {
            startThread();
        } catch (OutOfMemoryError e) {
            if (threads.noneWorks()) {
                throw e;
            }
        }
    }

    private void startThread() {
        Board<LocalTask> board = queue.newBoard();
        boolean started = false;
        try {
            threads.start(this, passage, board);
            started = true;
        } finally {
            if (!started) {
                queue.drop(board);
            }
        }
    }
}
