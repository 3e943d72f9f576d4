package org.multijvm.pool.engine;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;

/**
 * Where the tasks of a {@link org.multijvm.pool.TaskPool} run. Thread-safe.
 *
 * <pre>
 *   submit ---> waits ---> runs ---> succeed, answered or fail, once
 *     |           |          +-----> its options say that it is tried again: waits
 *     |           +----------------> taken back by cancel or withdrawAll: nothing is called
 *     |           +----------------> over its wait limit: fail
 *     +-> refused by an exception: nothing is called
 * </pre>
 *
 * What has a body here is right for an engine that does no more than run tasks.
 */
public interface Engine {
    /**
     * Takes a task and runs it as soon as may be, within its {@link Task#options}: limits, grace, retries, pauses. Then {@link Task#succeed}, {@link
     * Task#answered} or {@link Task#fail} is called once, in any thread; none of them blocks, nor runs code of the user's. Before that, {@link Task#took} is told how long it
     * ran, if that is known. Tasks are numbered from 1, in the order in which they are taken.
     *
     * <p>May block while too much waits.
     *
     * @throws RejectedExecutionException if it takes no more; then none of them is called
     * @throws org.multijvm.codec.EncodingException if the work cannot travel; then none of them is called
     */
    void submit(Task task, Work work);

    /**
     * Gives a task up. One that has not been started is taken back, and none of its methods is called; one that runs is stopped if
     * that is allowed, and fails then with a {@link java.util.concurrent.CancellationException}. Does not wait for that.
     *
     * @return true if the task will not run to its end
     */
    boolean cancel(Task task, boolean mayInterruptIfRunning);

    /**
     * Refuses like a submit, where there is nothing to submit.
     *
     * @throws RejectedExecutionException if it takes no more
     */
    void checkOpen();

    /**
     * Throws as {@link #submit} would if the function cannot travel.
     *
     * @throws org.multijvm.codec.EncodingException if it cannot
     */
    void checkTravels(Serializable function);

    /** True if the time that a task takes that is submitted now tells how long its function runs: it need not wait for a worker to start, and {@link Task#took} is told. */
    default boolean isWarm() {
        return false;
    }

    /** How many tasks are to be under way to keep all workers busy. */
    default int ahead() {
        return 2 * workers();
    }

    /** Who brings the results, for those who wait for one. */
    default ResultSource collector() {
        return ResultSource.OF_COPIES;
    }

    /**
     * Has each worker that there is run this once, before all that it has not started, and each that comes later, too, if that is wanted, before all else. A task is made for
     * each; that of a worker that ends before it has begun it fails. May block while too much waits.
     *
     * @param later whether for workers that come later, until the handle is closed
     * @return ends that; does nothing more if it was not wanted
     * @throws RejectedExecutionException if it takes no more; what was submitted before is up to the caller
     * @throws org.multijvm.codec.EncodingException if the work cannot travel
     * @throws UnsupportedOperationException if it cannot tell its workers apart
     */
    default Runnable onEachWorker(WorkerOrder order, boolean later) {
        throw new UnsupportedOperationException(
                "this engine cannot give each worker a task of its own: workers=" + workers());
    }

    /** Whether it can do its work. */
    PoolHealth health();

    /** What it has done and what it is at. */
    PoolStats stats();

    /**
     * What the workers are doing now; see {@link org.multijvm.pool.Pool#threadDump}. None where it cannot tell.
     *
     * @param limit how long workers are waited for, all together
     */
    default List<WorkerThreads> threads(Duration limit) throws InterruptedException {
        return List.of();
    }

    /** True if no more is taken, for whatever reason. */
    boolean isClosed();

    /** True once {@link #shutdown} or {@link #terminate} was called. */
    boolean isEnding();

    /**
     * Has so many workers from soon on.
     *
     * @throws UnsupportedOperationException if it cannot choose how many it has
     */
    default void resize(int workers) {
        throw new UnsupportedOperationException(
                "this engine cannot choose how many workers it has: workers=" + workers() + ", wanted=" + workers);
    }

    /** How many workers there are to be, at the most; at least 1. */
    int workers();

    /** What the exit functions of the workers that have ended gave. */
    default List<ExitResult> exitResults() {
        return List.of();
    }

    /** Takes no more; what was submitted still runs. Does not wait, and may be called again. */
    void shutdown();

    /** Ends at once; what has not ended fails with a {@link java.util.concurrent.CancellationException}. Does not wait, and may be called again. */
    void terminate();

    /** Asks the workers to end, and ends them after a grace period. Does not wait. */
    default void terminateGently() {
        terminate();
    }

    /** Takes back all tasks that have not been started; none of their methods is called. */
    List<Task> withdrawAll();

    /**
     * Waits until everything has ended, callbacks too; a callback itself, or a task in its own JVM, does not wait for that.
     *
     * @param limit at most so long; zero or negative only looks
     * @return whether it has
     */
    boolean awaitEnd(Duration limit) throws InterruptedException;
}
