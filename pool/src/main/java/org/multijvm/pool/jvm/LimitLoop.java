package org.multijvm.pool.jvm;

import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.LoopThread;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerStartException;
import org.multijvm.pool.worker.PoolFolder;
import org.multijvm.pool.worker.RunningMark;
import org.multijvm.pool.worker.StackFile;
import org.multijvm.pool.worker.TaskInterrupts;

/**
 * The thread that keeps the limits: of the time a task runs and waits, of the time a worker takes to start. It is started when the first
 * of them is asked for, and sleeps until the next that may be over.
 *
 * <p>What a worker runs, and since when, it reads in the worker's {@link RunningMark}. A task that is over its time, or cancelled:
 *
 * <pre>
 *   RUNNING --- over its time: the worker is asked for its stack and to interrupt it ---> STOPPING --- answers ---> ended, the worker lives
 *      |                                                                                     |
 *      +------- cancelled: the worker is asked to interrupt it ------------------------------+--- grace is over ---> the worker is killed
 * </pre>
 *
 * The grace begins when the worker has heard that, which takes some milliseconds, and longer where many want the processors; a worker that cannot hear, since it
 * is stopped or its JVM hangs, is killed after a while without. The worker tells what came of it ({@link RunningMark#heard}): a task whose
 * function has ended is given time for its answer, and where no grace was asked for one that has noticed its interrupt is given more than one that
 * goes on as if nothing had been. A JVM that writes down how native code crashed it has ended its task by that, and is let finish. {@link SentTask#stop} is set under the dispatcher's lock, and only on a task that a worker
 * has started and not answered; a worker is condemned under it, too, when nothing but that task can be running there.
 */
final class LimitLoop {
    /** How long a task may go on that has noticed it. */
    static final long LEAVING_NANOS = 1_000_000_000;

    /** How long the worker's stack is waited for. It takes some milliseconds, and longer where many want the processors. */
    private static final long STACK_PATIENCE_NANOS = 200_000_000;

    /** How long the answer of a function that has ended is waited for: it may be large, or its classes new. */
    private static final long ANSWER_NANOS = 2_000_000_000;

    /** How long a JVM may take to write down how it crashed; it gives up by itself after two minutes. */
    private static final long CRASH_NANOS = 150_000_000_000L;

    private static final long CRASH_LOOK_NANOS = 50_000_000;
    private static final long POLL_NANOS = 1_000_000;

    private final PoolOptions options;
    private final LimitTable table;
    private final Dispatcher dispatcher;
    private final SupervisorLoop supervisor;
    private final TaskEndings endings;
    private final PoolFolder folder;
    private volatile boolean started;

    /** The loop's own: what it has taken back for its wait limit, until it has been failed. */
    private @Nullable Watched withdrawn;

    LimitLoop(PoolParts parts, SupervisorLoop supervisor) {
        this.options = parts.options();
        this.table = parts.limits();
        this.dispatcher = parts.dispatcher();
        this.supervisor = supervisor;
        this.endings = parts.endings();
        this.folder = parts.folder();
    }

    /** Whether it keeps limits before the first task has one. */
    boolean isNeededAtStart() {
        return options.startLimit() != null || options.initializerLimit() != null;
    }

    /** To be called before the first limit is set, and before the first task is stopped. */
    void ensureStarted() {
        if (!started) {
            start();
        }
    }

    /** Stops a task that a worker has started; does nothing if it has ended meanwhile. */
    void cancel(SentTask task) {
        long now = table.now();
        Stop stop = new Stop(false, 0, now);
        WorkerChannel channel = dispatcher.running().stop(task, stop);
        if (channel != null) {
            channel.asks.ring();
            table.poke(now);
        }
    }

    private synchronized void start() {
        if (!started) {
            // on a machine that gives no more threads it throws, and the next thread that asks for a limit tries again
            new LoopThread("multijvm-" + options.name() + "-limits", this::round).start();
            started = true;
        }
    }

    private boolean round() throws InterruptedException {
        boolean goesOn = table.beginLook();
        if (goesOn) {
            table.await(look());
        } else {
            failWithdrawn(table.now());
        }
        return goesOn;
    }

    /** Does what is due; returns when to look again. */
    long look() {
        long now = table.now();
        failWithdrawn(now);
        Watched late;
        while ((late = table.lateStart(now)) != null) {
            withdraw(late, now);
            table.hasStarted(late);
        }
        long next = table.nextTick(now);
        for (WorkerChannel channel : dispatcher.channels()) {
            next = Math.min(next, channel.ready ? lookAtTask(channel, now) : lookAtStart(channel, now));
        }
        return next;
    }

    private void withdraw(Watched late, long now) {
        failWithdrawn(now);
        SentTask task = late.task();
        // one that is tried again has been started before
        if (task.task.tries() == 1 && dispatcher.withdraw(task)) {
            // from here on nobody else ends it: where there is no memory for that, the next round does
            withdrawn = late;
            failWithdrawn(now);
        }
    }

    /** Also when the pool has ended meanwhile. */
    void failWithdrawn(long now) {
        Watched late = withdrawn;
        if (late != null) {
            SentTask task = late.task();
            Duration limit = task.options().waitLimit().orElse(Duration.ZERO);
            Duration seen = Duration.ofNanos(now - late.takenAt());
            endings.giveUp(task, TaskTimeoutException.queue(task.number(), limit, seen));
            withdrawn = null;
        }
    }

    private long lookAtTask(WorkerChannel channel, long now) {
        SentTask task = dispatcher.running().of(channel);
        if (task == null || channel.condemned) {
            return LimitTable.NEVER;
        }
        Stop stop = task.stop;
        if (stop == null) {
            return lookAtTime(channel, task, now);
        }
        int heard = channel.mark.heard(task.number());
        long killAt = killAt(channel, task, stop, heard, now);
        if (now < killAt) {
            return heard == RunningMark.UNHEARD ? Math.min(killAt, now + POLL_NANOS) : killAt;
        }
        if (now < killAt + CRASH_NANOS && supervisor.isCrashing(channel)) {
            return now + CRASH_LOOK_NANOS;
        }
        if (dispatcher.running().condemn(channel, task)) {
            supervisor.kill(channel);
        }
        dispatcher.refillAll();
        return LimitTable.NEVER;
    }

    /** When the worker is to be killed, by what is known now of the task that it was told to stop. */
    private long killAt(WorkerChannel channel, SentTask task, Stop stop, int heard, long now) {
        Duration asked = task.options().grace().orElse(null);
        long grace = asked == null ? TaskInterrupts.NOTICING_NANOS : TimeUnit.NANOSECONDS.convert(asked);
        if (heard == RunningMark.UNHEARD) {
            boolean atOnce = grace == 0 && !stop.overTime();
            return LimitTable.after(stop.askedAt(), atOnce ? 0 : Math.max(grace, STACK_PATIENCE_NANOS));
        }
        long since = heardAt(channel, task, heard, now);
        if (heard == RunningMark.ENDED) {
            return since + ANSWER_NANOS;
        }
        if (asked == null && heard == RunningMark.WAITED) {
            grace = TaskInterrupts.WAKING_NANOS;
        } else if (asked == null && heard == RunningMark.NOTICED) {
            grace = LEAVING_NANOS;
        }
        return LimitTable.after(since, grace);
    }

    /** When the worker wrote that; where its clock is another one, when it was first seen here. */
    private long heardAt(WorkerChannel channel, SentTask task, int heard, long now) {
        if (BusyTime.ONE_CLOCK) {
            return Math.min(now, table.of(channel.mark.heardAt()));
        }
        if (channel.heardTask != task.number() || channel.heardWhat != heard) {
            channel.heardTask = task.number();
            channel.heardWhat = heard;
            channel.heardAt = now;
        }
        return channel.heardAt;
    }

    private long lookAtTime(WorkerChannel channel, SentTask task, long now) {
        long limit = task.options().timeLimitNanos();
        if (limit == LimitTable.NEVER) {
            return LimitTable.NEVER;
        }
        long since = since(channel, task.number(), now);
        long due = LimitTable.after(since, limit);
        if (now < due) {
            return due;
        }
        if (now < LimitTable.after(due, CRASH_NANOS) && supervisor.isCrashing(channel)) {
            return now + CRASH_LOOK_NANOS;
        }
        Stop stop = new Stop(true, since, now);
        if (dispatcher.running().stop(channel, task, stop)) {
            channel.asks.ring();
        }
        return now + POLL_NANOS;
    }

    private long lookAtStart(WorkerChannel channel, long now) {
        boolean initializing = channel.mark.task() == RunningMark.INITIALIZER;
        Duration limit = initializing ? options.initializerLimit() : options.startLimit();
        long since = initializing ? since(channel, RunningMark.INITIALIZER, now) : channel.madeAt;
        long due = limit == null ? LimitTable.NEVER : LimitTable.after(since, TimeUnit.NANOSECONDS.convert(limit));
        if (channel.condemned) {
            return LimitTable.NEVER;
        }
        if (now < due || limit == null) {
            // the initializer may begin at any moment
            Duration next = initializing ? null : options.initializerLimit();
            return next == null
                    ? due
                    : Math.min(due, LimitTable.after(now, Math.max(POLL_NANOS, TimeUnit.NANOSECONDS.convert(next))));
        }
        if (initializing && !isStackThere(channel, RunningMark.INITIALIZER)) {
            if (channel.stackAskedAt == LimitTable.NEVER) {
                channel.stackAskedAt = now;
                dispatcher.running().askInitializer(channel);
            }
            if (now < channel.stackAskedAt + STACK_PATIENCE_NANOS) {
                return now + POLL_NANOS;
            }
        }
        if (dispatcher.running().condemnUnready(channel)) {
            channel.lateStart = lateStart(channel, initializing, limit, Duration.ofNanos(now - since));
            supervisor.kill(channel);
        }
        return LimitTable.NEVER;
    }

    private WorkerStartException lateStart(WorkerChannel channel, boolean initializing, Duration limit, Duration seen) {
        String what = initializing
                ? "the worker's initializer was over its limit and the worker is ended"
                : "the worker's JVM was not up within its start limit and is ended";
        String text = what + ": limit=" + TaskTimeoutException.text(limit) + ", seen=" + TaskTimeoutException.text(seen)
                + ", worker=" + channel.name;
        if (!initializing) {
            return new WorkerStartException(text, null);
        }
        StackTraceElement[] stack = StackFile.take(folder.stack(channel.name, RunningMark.INITIALIZER));
        if (stack.length == 0) {
            return new WorkerStartException(text + ", stack=unknown (the worker did not tell it in time)", null);
        }
        Throwable place = new TimeoutException("here the initializer was when its time was over");
        place.setStackTrace(stack);
        return new WorkerStartException(text + ", at=" + stack[0], place);
    }

    private boolean isStackThere(WorkerChannel channel, long task) {
        return Files.exists(folder.stack(channel.name, task));
    }

    /** When the worker took what it has in hand; where its clock is another one, when this was first seen here. */
    private long since(WorkerChannel channel, long task, long now) {
        if (BusyTime.ONE_CLOCK) {
            return Math.min(now, table.of(channel.mark.since()));
        }
        if (channel.seenTask != task) {
            channel.seenTask = task;
            channel.seenAt = now;
        }
        return channel.seenAt;
    }
}
