package org.multijvm.pool.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.multijvm.ipc.wait.FutexWord;

/**
 * What a pool has done and what it is at: {@link org.multijvm.pool.Pool#stats}, at the moment of the call. A chunk of a {@code map} or {@code imap} is one task.
 *
 * @param name the pool's name
 * @param size how many workers it keeps
 * @param waiting tasks that no worker has; cancelled ones count until they are removed
 * @param waitingBytes how many bytes these take; see {@link org.multijvm.pool.PoolBuilder#intakeLimit}
 * @param running how many workers have something to do
 * @param done tasks that ended with a result
 * @param failed tasks that threw, whose result could not be read, or whose worker ended under them
 * @param restarts how many workers ended by themselves or were ended because of a task
 * @param workers those that are there, in the order of their start
 * @param ends the last 32 workers that are gone, the oldest first
 * @param slowest the five tasks that ran longest of those that have ended, the longest first
 * @param figures times of tasks by function, and why they and workers have ended
 * @param affinity what became of tasks with a {@linkplain TaskOptions.Builder#affinity(String) key}
 * @param health whether the pool can do its work
 */
public record PoolStats(
        String name,
        int size,
        long waiting,
        long waitingBytes,
        int running,
        long done,
        long failed,
        long restarts,
        List<WorkerStats> workers,
        List<EndedWorker> ends,
        List<SlowTask> slowest,
        TaskFigures figures,
        AffinityStats affinity,
        PoolHealth health) {
    /** Copies the lists. */
    public PoolStats {
        workers = List.copyOf(workers);
        ends = List.copyOf(ends);
        slowest = List.copyOf(slowest);
    }

    /**
     * One worker.
     *
     * @param name its name
     * @param host the name of the machine or container that it runs on, as that calls itself; {@code localhost} where it has no name
     * @param pid its process number there
     * @param startedAt when its process was started
     * @param done tasks it has answered, with a result or an error
     * @param busyShare the part of its life that it has been at tasks, 0 to 1; the one that runs counts from its begin (a worker JVM's on Linux only)
     * @param unanswered tasks it has, the running one and those that it is fed ahead
     * @param residentBytes the memory of its process, as the operating system counts; empty where that cannot be told (only Linux tells)
     * @param debugPort where it listens for a debugger; see {@link org.multijvm.pool.PoolBuilder#debug()}
     */
    public record WorkerStats(
            String name,
            String host,
            long pid,
            Instant startedAt,
            long done,
            double busyShare,
            int unanswered,
            OptionalLong residentBytes,
            OptionalInt debugPort) {}

    /**
     * A worker that is gone.
     *
     * @param name its name
     * @param pid the process number that it had
     * @param at when its end was noticed
     * @param reason how it ended, {@code signal=9} or {@code exit=1}, or why it was told to leave
     * @param done tasks it had answered
     */
    public record EndedWorker(String name, long pid, Instant at, String reason, long done) {}

    /**
     * A task that took long.
     *
     * @param number its number, in the order in which the pool took them, from 1
     * @param function what it ran: {@code com.example.Report::render}
     * @param worker the worker that ran it
     * @param duration how long it ran there
     */
    public record SlowTask(long number, String function, String worker, Duration duration) {}

    /**
     * What became of tasks with a key, by the worker that each was given to last; those that no worker had do not count.
     *
     * @param keys how many keys the pool remembers
     * @param kept tasks that went to the worker that had their key
     * @param fresh tasks whose key no worker had had before, as far as is remembered
     * @param moved tasks that an idle worker took since they had waited for longer than their patience
     * @param lost tasks whose key's worker was gone, so that another one has it since
     */
    public record AffinityStats(int keys, long kept, long fresh, long moved, long lost) {
        /** Where no task has a key. */
        public static final AffinityStats NONE = new AffinityStats(0, 0, 0, 0, 0);
    }

    /**
     * How threads of this JVM wait for other JVMs at this moment: {@code kernel}, asleep until they are woken, or {@code polling}, up to a thousand looks a second. They poll for
     * the first tenth of a second of a JVM, on other systems than Linux, and where the way to the kernel is closed; that is logged once, with its reason and the
     * remedy.
     */
    public String waits() {
        return FutexWord.canWake() ? "kernel" : "polling";
    }

    /** All of it as a table for people, several lines; its form is no contract. */
    @Override
    public String toString() {
        return StatsTable.of(this);
    }
}
