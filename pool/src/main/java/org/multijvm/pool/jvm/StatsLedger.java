package org.multijvm.pool.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.HostName;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.SlowTasks;
import org.multijvm.pool.engine.TaskTimes;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.PoolStats.AffinityStats;
import org.multijvm.pool.task.PoolStats.EndedWorker;
import org.multijvm.pool.task.PoolStats.WorkerStats;

/**
 * Keeps what {@link PoolStats} tell: who the workers are, and what those that are gone had done.
 *
 * <p>The tasks of a living worker are counted in its channel, by the collector. What a dead one had done is added here when its channel is
 * drained, in the same turn of the lock in which the worker leaves the table, so that no task is counted twice or not at all. Thread-safe.
 */
final class StatsLedger {
    private static final int ENDS_KEPT = 32;

    /** What is known of a worker besides its channel. */
    private record Entry(long pid, int debugPort, Instant startedAt, long startedNanos) {}

    private final Map<WorkerChannel, Entry> workers = new LinkedHashMap<>();
    private final ArrayDeque<EndedWorker> ends = new ArrayDeque<>();
    private final SlowTasks slowTasks = new SlowTasks();
    private final TaskTimes times = new TaskTimes();
    private final Map<String, Long> endsBy = new TreeMap<>();
    private long done;
    private long failed;
    private long restarts;

    /** For the collector, which tells it of each answer, and whoever ends a task. */
    TaskTimes times() {
        return times;
    }

    /** For the collector, which tells it of each answer. */
    SlowTasks slowTasks() {
        return slowTasks;
    }

    /**
     * A worker's process is there.
     *
     * @param debugPort where it listens for a debugger, or {@link WorkerView#NO_PORT}
     */
    synchronized void workerStarted(WorkerChannel channel, long pid, int debugPort) {
        workers.put(channel, new Entry(pid, debugPort, Instant.now(), System.nanoTime()));
    }

    /** A worker is being killed to stop the task that it runs, which so fails; its end does not count that task any more. */
    synchronized void taskKilled() {
        failed++;
    }

    /**
     * A worker is gone and its last answers are taken; to be told before the task that it ran is failed, since a thread that sees that may ask.
     *
     * @param ranTask whether it was running a task, which so failed
     * @param reason how it ended; null if the pool ends
     * @param end the same as one of few
     */
    synchronized void workerEnded(WorkerChannel channel, boolean ranTask, @Nullable String reason, WorkerEnd end) {
        Entry entry = workers.remove(channel);
        done += channel.results();
        failed += channel.figures().failures() + (ranTask ? 1 : 0);
        if (entry == null || reason == null) {
            return;
        }
        restarts += end.isPlanned() ? 0 : 1;
        endsBy.merge(end.words(), 1L, Long::sum);
        ends.add(new EndedWorker(
                channel.name,
                entry.pid(),
                Instant.now(),
                reason,
                channel.results() + channel.figures().failures()));
        if (ends.size() > ENDS_KEPT) {
            ends.remove();
        }
    }

    /**
     * All of it now.
     *
     * @param waiting what waits for a worker
     * @param oldest how long the first of these has waited
     * @param affinity what became of tasks with a key
     * @param health whether the pool can do its work
     */
    synchronized PoolStats read(
            PoolOptions options,
            WaitingTasks.Load waiting,
            Optional<Duration> oldest,
            AffinityStats affinity,
            PoolHealth health) {
        List<WorkerStats> living = new ArrayList<>();
        long allDone = done;
        long allFailed = failed;
        int running = 0;
        for (Map.Entry<WorkerChannel, Entry> each : workers.entrySet()) {
            WorkerChannel channel = each.getKey();
            allDone += channel.results();
            allFailed += channel.figures().failures();
            running += channel.live() > 0 ? 1 : 0;
            living.add(worker(channel, each.getValue()));
        }
        return new PoolStats(
                options.name(),
                options.workers(),
                waiting.tasks(),
                waiting.bytes(),
                running,
                allDone,
                allFailed,
                restarts,
                living,
                List.copyOf(ends),
                slowTasks.all(),
                times.read(oldest, endsBy),
                affinity,
                health);
    }

    private static WorkerStats worker(WorkerChannel channel, Entry entry) {
        long answered = channel.results() + channel.figures().failures();
        Duration life = Duration.ofNanos(System.nanoTime() - entry.startedNanos());
        return new WorkerStats(
                channel.name,
                HostName.own(),
                entry.pid(),
                entry.startedAt(),
                answered,
                Math.min(1, (double) channel.figures().busyNanos() / Math.max(1, life.toNanos())),
                channel.live(),
                residentMemory(entry.pid()),
                entry.debugPort() == WorkerView.NO_PORT ? OptionalInt.empty() : OptionalInt.of(entry.debugPort()));
    }

    private static OptionalLong residentMemory(long pid) {
        long bytes = ResidentMemory.of(pid);
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }
}
