package org.multijvm.pool.threads;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.TaskSurroundings;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;

/** The threads that a {@link ThreadCrew} has, and how many it should have. Under the crew's lock. */
final class ThreadTable {
    private final PoolOptions options;

    /** Of the thread that made the pool. */
    private final ClassLoader loader = TaskSurroundings.loaderOfCaller();

    private final Set<ThreadWorker> threads = new LinkedHashSet<>();

    /** Surplus threads that have been told to leave; not counted, or every thread would see the surplus and leave. */
    private final Set<ThreadWorker> leaving = new LinkedHashSet<>();

    private final ThreadTally tally = new ThreadTally();
    private int lastNumber;

    /** How many there are to be, besides those that stand in for others. */
    private int size;

    /** How many of the threads wait for results of the others, and are replaced meanwhile. */
    private int waiters;

    /** How many of them wait for work. */
    private int idle;

    ThreadTable(PoolOptions options) {
        this.options = options;
        this.size = options.workers();
    }

    int size() {
        return size;
    }

    void resize(int wanted) {
        size = wanted;
    }

    /** Starts a thread. */
    void start(ThreadCrew crew, Passage passage) {
        ThreadWorker thread = new ThreadWorker(crew, passage, options, loader, ++lastNumber);
        thread.start();
        threads.add(thread);
    }

    void remove(ThreadWorker thread) {
        threads.remove(thread);
        leaving.remove(thread);
    }

    /** True if there is one thread too many: then this one is to go. */
    boolean letsGo(ThreadWorker thread) {
        return tooMany() && leaving.add(thread);
    }

    ThreadTally tally() {
        return tally;
    }

    PoolStats stats(WaitingTasks.Load waiting, PoolHealth health) {
        return tally.read(options.name(), size, all(), waiting, health);
    }

    void idles(int change) {
        idle += change;
    }

    void waits(int change) {
        waiters += change;
    }

    boolean anyIdle() {
        return idle > 0;
    }

    boolean isEmpty() {
        return threads.isEmpty();
    }

    boolean tooFew() {
        return threads.size() - leaving.size() < size + waiters;
    }

    boolean tooMany() {
        return threads.size() - leaving.size() > size + waiters;
    }

    /** True if every thread waits for results of others, or there is none: then nothing goes on by itself. */
    boolean noneWorks() {
        return threads.size() - leaving.size() <= waiters;
    }

    List<ThreadWorker> all() {
        return List.copyOf(threads);
    }

    /** The thread that runs the task, or null. */
    @Nullable
    ThreadWorker runnerOf(LocalTask task) {
        for (ThreadWorker thread : threads) {
            if (thread.running == task) {
                return thread;
            }
        }
        return null;
    }
}
