package org.multijvm.pool.task;

import static java.lang.String.format;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.pool.task.PoolStats.EndedWorker;
import org.multijvm.pool.task.PoolStats.SlowTask;
import org.multijvm.pool.task.PoolStats.WorkerStats;

/** A pool's statistics for people. */
final class StatsTable {
    private StatsTable() {}

    static String of(PoolStats stats) {
        StringJoiner lines = new StringJoiner("\n");
        lines.add(format(
                Locale.ROOT,
                "pool %s: workers=%d of %d, running=%d, waiting=%d (%s), done=%d, failed=%d, restarts=%d",
                stats.name(),
                stats.workers().size(),
                stats.size(),
                stats.running(),
                stats.waiting(),
                megabytes(stats.waitingBytes()),
                stats.done(),
                stats.failed(),
                stats.restarts()));
        lines.add("  waits=" + stats.waits()
                + FutexWord.pollingReason().map(why -> ": " + why).orElse(""));
        PoolHealth health = stats.health();
        if (health.reason().isPresent()) {
            lines.add(format(
                    Locale.ROOT,
                    "  %s: living=%d of %d, failed starts in a row=%d, %s",
                    health.state().toString().toLowerCase(Locale.ROOT),
                    health.living(),
                    health.wanted(),
                    health.failedStarts(),
                    health.reason().get().lines().findFirst().orElse("")));
        }
        if (!stats.workers().isEmpty()) {
            lines.add("  worker                    pid     done   busy unanswered     memory");
        }
        boolean oneHost =
                stats.workers().stream().map(WorkerStats::host).distinct().count() < 2;
        for (WorkerStats worker : stats.workers()) {
            lines.add(row(worker) + (oneHost ? "" : "  host " + worker.host()));
        }
        for (EndedWorker end : stats.ends()) {
            lines.add(format(
                    Locale.ROOT,
                    "  ended: %s (pid %d), %s, tasks=%d, at=%s",
                    end.name(),
                    end.pid(),
                    end.reason(),
                    end.done(),
                    end.at()));
        }
        addFigures(lines, stats.figures());
        PoolStats.AffinityStats affinity = stats.affinity();
        if (!affinity.equals(PoolStats.AffinityStats.NONE)) {
            lines.add(format(
                    Locale.ROOT,
                    "  affinity: keys=%d, kept=%d, fresh=%d, moved=%d, lost=%d",
                    affinity.keys(),
                    affinity.kept(),
                    affinity.fresh(),
                    affinity.moved(),
                    affinity.lost()));
        }
        for (SlowTask slow : stats.slowest()) {
            double millis = slow.duration().toNanos() / 1e6;
            lines.add(format(
                    Locale.ROOT,
                    "  slow: %.1f ms, task %d, %s, %s",
                    millis,
                    slow.number(),
                    slow.function(),
                    slow.worker()));
        }
        return lines.toString();
    }

    private static void addFigures(StringJoiner lines, TaskFigures figures) {
        if (figures.oldestWaiting().isPresent()) {
            lines.add(format(
                    Locale.ROOT,
                    "  oldest waiting: %.1f ms",
                    figures.oldestWaiting().get().toNanos() / 1e6));
        }
        if (!figures.ends().isEmpty()) {
            lines.add("  tasks ended: " + counts(figures.ends()));
        }
        if (!figures.workerEnds().isEmpty()) {
            lines.add("  workers ended: " + counts(figures.workerEnds()));
        }
        for (TaskFigures.FunctionTimes function : figures.functions()) {
            lines.add("  function: " + function.function() + ", ran="
                    + function.running().count());
            lines.add("    running " + function.running());
            lines.add("    waiting " + function.waiting());
        }
    }

    private static String counts(Map<?, Long> counts) {
        StringJoiner all = new StringJoiner(", ");
        counts.forEach((reason, count) ->
                all.add(reason.toString().toLowerCase(Locale.ROOT).replace('_', ' ') + "=" + count));
        return all.toString();
    }

    private static String row(WorkerStats worker) {
        String memory = worker.residentBytes().isPresent()
                ? megabytes(worker.residentBytes().getAsLong())
                : "?";
        String port = worker.debugPort().isPresent()
                ? "  debug port " + worker.debugPort().getAsInt()
                : "";
        return format(
                Locale.ROOT,
                "  %-20s %8d %8d %5.0f%% %10d %10s%s",
                worker.name(),
                worker.pid(),
                worker.done(),
                100 * worker.busyShare(),
                worker.unanswered(),
                memory,
                port);
    }

    private static String megabytes(long bytes) {
        return format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
