package org.multijvm.pool.engine;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;

/** Where the tasks of a {@link org.multijvm.pool.TaskPool} run. Thread-safe. */
public interface Engine {
    /**
     * Takes a task, gives it its number, and runs it as soon as may be, within its {@link Task#options}; then {@link Task#succeed} or {@link Task#fail} is called once.
     * May block while too much waits.
     *
     * @throws RejectedExecutionException if it takes no more; then neither is called
     * @throws org.multijvm.codec.EncodingException if the work cannot travel; then neither is called
     */
    void submit(Task task, Work work);

    /**
     * Gives a task up. One that has not been started is taken back, and neither of its methods is called; one that runs is stopped if
     * that is allowed, and fails then.
     *
     * @return true if the task will not run to its end
     */
    boolean cancel(Task task, boolean mayInterruptIfRunning);

    /** Refuses like a submit, where there is nothing to submit. */
    void checkOpen();

    /** Throws as {@link #submit} would if the function cannot travel. */
    void checkTravels(Serializable function);

    /** True if a task that is submitted now need not wait for a worker to start. */
    boolean isWarm();

    /** How many tasks are to be under way to keep all workers busy. */
    int ahead();

    /** Who brings the results, for those who wait for one. */
    ResultSource collector();

    /** Whether it can do its work. */
    PoolHealth health();

    /** What it has done and what it is at. */
    PoolStats stats();

    /** True if no more is taken, for whatever reason. */
    boolean isClosed();

    /** True once the user has asked for the end. */
    boolean isEnding();

    /** Has so many workers from soon on. */
    void resize(int workers);

    /** How many workers there are to be, at the most. */
    int workers();

    /** What the exit functions of the workers that have ended gave. */
    List<ExitResult> exitResults();

    /** Takes no more; what was submitted still runs. */
    void shutdown();

    /** Ends at once; what has not ended fails. */
    void terminate();

    /** Asks the workers to end, and ends them after a grace period. */
    void terminateGently();

    /** Takes back all tasks that have not been started; neither of their methods is called. */
    List<Task> withdrawAll();

    /** True once everything has ended, callbacks too, after at most so long; a callback itself, or a task in its own JVM, does not wait for that. */
    boolean awaitEnd(Duration limit) throws InterruptedException;
}
