package org.multijvm.pool.threads;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Holder.Board;
import org.multijvm.pool.engine.HostName;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.SlowTasks;
import org.multijvm.pool.engine.TaskSurroundings;
import org.multijvm.pool.engine.TaskTimes;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.PoolStats.AffinityStats;
import org.multijvm.pool.task.PoolStats.WorkerStats;
import org.multijvm.pool.task.ThreadDump.ThreadStack;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;

/**
 * The threads that a {@link ThreadCrew} has, how many it should have, and what they have done, those that are gone included. Under the crew's
 * lock, but apart from it: what counts here knows nothing of tasks that wait, and both in one class are too much to hold in mind.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // each counter is written under the lock
final class ThreadTable {
    private final PoolOptions options;

    /** Of the thread that made the pool. */
    private final ClassLoader loader = TaskSurroundings.loaderOfCaller();

    private final Set<ThreadWorker> threads = new LinkedHashSet<>();

    /** Surplus threads that have been told to leave; not counted, or every thread would see the surplus and leave. */
    private final Set<ThreadWorker> leaving = new LinkedHashSet<>();

    private final SlowTasks slowTasks = new SlowTasks();
    private final TaskTimes times = new TaskTimes();
    private long leftToThemselves;
    private long done;
    private long failed;
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
    void start(ThreadCrew crew, Passage passage, Board<LocalTask> board) {
        ThreadWorker thread = new ThreadWorker(crew, passage, options, board, loader, ++lastNumber);
        thread.start();
        threads.add(thread);
    }

    void remove(ThreadWorker thread) {
        thread.ends = true;
        threads.remove(thread);
        leaving.remove(thread);
    }

    /** True if there is one thread too many: then this one is to go. */
    boolean letsGo(ThreadWorker thread) {
        boolean goes = tooMany() && leaving.add(thread);
        thread.ends |= goes;
        return goes;
    }

    /** A thread is left to itself with a task that does not heed its interrupt. */
    void leaves(ThreadWorker thread) {
        leftToThemselves++;
        remove(thread);
    }

    /** How tasks end may be told without the lock. */
    TaskTimes times() {
        return times;
    }

    /** Needs no lock. */
    SlowTasks slowTasks() {
        return slowTasks;
    }

    /** A thread has run a task; failure counts what it threw, and that it was cancelled or over its time. */
    void ran(ThreadWorker thread, boolean failure) {
        if (failure) {
            failed++;
        } else {
            done++;
        }
        thread.tasks = thread.tasks + 1;
        long nanos = thread.nanosOfTask();
        thread.busyNanos += nanos;
        String name = thread.function();
        LocalTask task = thread.running;
        if (name != null && task != null) {
            TaskTimes.Function function = times.of(name);
            function.ran(nanos);
            if (task.weight > 0) {
                function.waited(thread.startedAt() - task.takenAt, task.weight);
                task.weight = 0;
            }
        }
    }

    /** What is known of memory is known of worker JVMs only. */
    PoolStats stats(WaitingTasks.Load waiting, Optional<Duration> oldest, AffinityStats affinity, PoolHealth health) {
        List<WorkerStats> workers = new ArrayList<>();
        int running = 0;
        for (ThreadWorker thread : threads) {
            running += thread.running == null ? 0 : 1;
            workers.add(worker(thread));
        }
        return new PoolStats(
                options.name(),
                size,
                waiting.tasks(),
                waiting.bytes(),
                running,
                done,
                failed,
                0,
                workers,
                List.of(),
                slowTasks.all(),
                times.read(oldest, leftToThemselves == 0 ? Map.of() : Map.of("left to itself", leftToThemselves)),
                affinity,
                health);
    }

    private static WorkerStats worker(ThreadWorker thread) {
        Duration life = Duration.between(thread.madeAt, Instant.now());
        long busyNanos = thread.busyNanos + (thread.running == null ? 0 : thread.nanosOfTask());
        return new WorkerStats(
                thread.getName(),
                HostName.own(),
                ProcessHandle.current().pid(),
                thread.madeAt,
                thread.tasks,
                Math.min(1, (double) busyNanos / Math.max(1, life.toNanos())),
                thread.running == null ? 0 : 1,
                OptionalLong.empty(),
                OptionalInt.empty());
    }

    /** What each thread is at. */
    List<WorkerThreads> now() {
        List<WorkerThreads> now = new ArrayList<>();
        for (ThreadWorker thread : threads) {
            LocalTask task = thread.running;
            now.add(new WorkerThreads(
                    thread.getName(),
                    ProcessHandle.current().pid(),
                    task == null ? OptionalLong.empty() : OptionalLong.of(task.number()),
                    Optional.ofNullable(task == null ? null : thread.function()),
                    task == null ? Optional.empty() : Optional.of(Duration.ofNanos(thread.nanosOfTask())),
                    List.of(new ThreadStack(thread.getName(), thread.getState(), List.of(thread.getStackTrace()))),
                    Optional.empty()));
        }
        return now;
    }

    void idles(ThreadWorker thread, boolean idles) {
        thread.idles = idles;
        idle += idles ? 1 : -1;
    }

    void waits(int change) {
        waiters += change;
    }

    /** Those that wait for work. */
    List<ThreadWorker> idle() {
        List<ThreadWorker> some = new ArrayList<>();
        for (ThreadWorker thread : threads) {
            if (thread.idles && thread.takes()) {
                some.add(thread);
            }
        }
        return some;
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
