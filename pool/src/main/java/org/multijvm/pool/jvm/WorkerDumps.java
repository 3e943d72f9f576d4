package org.multijvm.pool.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.ThreadDump.ThreadStack;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;
import org.multijvm.pool.worker.DumpFile;
import org.multijvm.pool.worker.PoolFolder;
import org.multijvm.pool.worker.RunningMark;

/**
 * Asks all workers at once what their threads are at, and waits for those that can tell. A worker's own second thread answers ({@link
 * org.multijvm.pool.worker.AskLoop}), whatever the first is at, native code included; of one that cannot, since it is stopped or hangs, the system is asked. One
 * dump at a time. Thread-safe.
 */
final class WorkerDumps {
    private static final long POLL_NANOS = 1_000_000;

    private final Dispatcher dispatcher;
    private final WorkerTable table;
    private final PoolFolder folder;
    private final ReentrantLock one = new ReentrantLock();

    WorkerDumps(PoolParts parts, WorkerTable table) {
        this.dispatcher = parts.dispatcher();
        this.folder = parts.folder();
        this.table = table;
    }

    /** A worker that was asked; number 0 if it cannot answer, which is known why. */
    private record Asked(
            Worker worker,
            long number,
            @Nullable SentTask task,
            @Nullable Duration runningFor) {}

    /** Waits at most so long, for all together. */
    List<WorkerThreads> take(long nanos) throws InterruptedException {
        long begun = System.nanoTime();
        boolean alone = one.tryLock(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        try {
            List<Asked> all = new ArrayList<>();
            List<Worker> workers = new ArrayList<>(table.all());
            workers.sort(
                    Comparator.comparing((Worker worker) -> worker.startedAt).thenComparing(Worker::name));
            for (Worker worker : workers) {
                all.add(ask(worker, alone));
            }
            List<WorkerThreads> told = new ArrayList<>();
            for (Asked each : all) {
                told.add(answer(each, begun, nanos));
            }
            return told;
        } finally {
            if (alone) {
                one.unlock();
            }
        }
    }

    private Asked ask(Worker worker, boolean alone) throws InterruptedException {
        WorkerChannel channel = worker.channel;
        SentTask task = dispatcher.running().of(channel);
        Duration runningFor = null;
        if (task != null && BusyTime.ONE_CLOCK) {
            long since = channel.mark.since();
            runningFor = since == 0 ? null : Duration.ofNanos(Math.max(0, System.nanoTime() - since));
        }
        boolean canAnswer = channel.ready || channel.mark.task() == RunningMark.INITIALIZER;
        long number = alone && canAnswer ? dispatcher.running().askDump(channel) : 0;
        return new Asked(worker, number, task, runningFor);
    }

    private WorkerThreads answer(Asked asked, long begun, long nanos) throws InterruptedException {
        Worker worker = asked.worker();
        List<ThreadStack> threads = null;
        Path file = folder.dump(worker.name(), asked.number());
        while (asked.number() > 0
                && (threads = DumpFile.take(file)) == null
                && worker.alive
                && System.nanoTime() - begun < nanos) {
            LockSupport.parkNanos(this, POLL_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while workers were asked for their threads");
            }
        }
        if (threads != null) {
            removeLate(worker, asked.number());
        }
        SentTask task = asked.task();
        return new WorkerThreads(
                worker.name(),
                worker.pid,
                task == null ? OptionalLong.empty() : OptionalLong.of(task.number()),
                task == null ? Optional.empty() : Optional.of(task.functionName()),
                Optional.ofNullable(asked.runningFor()),
                threads == null ? List.of() : threads,
                threads == null ? Optional.of(trouble(asked, begun)) : Optional.empty());
    }

    /** Those that came after their limit: the worker answers in order, so none comes any more. */
    private void removeLate(Worker worker, long answered) {
        for (long number = worker.lastDump + 1; number < answered; number++) {
            DumpFile.take(folder.dump(worker.name(), number));
        }
        worker.lastDump = answered;
    }

    private static String trouble(Asked asked, long begun) {
        Worker worker = asked.worker();
        String why;
        if (!worker.alive) {
            why = "the worker has ended meanwhile";
        } else if (asked.number() == 0) {
            why = worker.channel.ready ? "another dump is being taken" : "the worker's JVM is not up yet";
        } else {
            why = "the worker does not tell its threads, it is stopped or hangs: waited ms="
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        }
        return why + ", " + process(worker.pid);
    }

    /** What the system says of it: proc(5). */
    private static String process(long pid) {
        String stat = read(pid, "stat");
        int behindName = stat.lastIndexOf(')');
        if (behindName < 0 || stat.length() < behindName + 3) {
            return "process state=unknown";
        }
        String state = switch (stat.charAt(behindName + 2)) {
            case 'R' -> "running";
            case 'S' -> "sleeping";
            case 'D' -> "waiting for a device";
            case 'T' -> "stopped by a signal";
            case 't' -> "stopped by a debugger";
            case 'Z', 'X' -> "dead";
            default -> stat.substring(behindName + 2, behindName + 3);
        };
        String place = read(pid, "wchan");
        return "process state=" + state + (place.isEmpty() || place.equals("0") ? "" : ", in the kernel at=" + place);
    }

    private static String read(long pid, String what) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), what), StandardCharsets.ISO_8859_1)
                    .trim();
        } catch (IOException goneOrNotLinux) {
            return "";
        }
    }
}
