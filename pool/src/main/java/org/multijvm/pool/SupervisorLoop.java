package org.multijvm.pool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.ProcessExit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that starts, replaces and ends the pool's workers.
 *
 * <p>Everything that happens to a worker comes to it as an event, in order, and only this thread touches the table of workers. A
 * worker's life:
 *
 * <pre>
 *   STARTING --- says READY ---> READY --- ends by itself ---> dead: its task fails, a new one is started
 *      |                           |
 *      | ends: counts as a failure | pool drained: STOP
 *      v                           v
 *   3 in a row: the pool breaks   ends with 0, as it was told
 * </pre>
 *
 * The pool's own states are {@code RUNNING}, {@code STOPPING} (drained, broken or terminated: no worker is started any more) and,
 * when the last worker is gone, {@code ENDED}.
 */
final class SupervisorLoop implements WorkerEvents {
    private static final int TRIES = 3;
    private static final long STOP_GRACE_MILLIS = 5_000;

    private final PoolOptions options;
    private final Codec codec;
    private final PoolFolder folder;
    private final Dispatcher dispatcher;
    private final CallbackLoop callbacks;
    private final CollectorLoop collector;
    private final Thread thread;
    private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<WorkerChannel, JvmProcess> workers = new HashMap<>();
    private final Map<WorkerChannel, WorkerView> views = new HashMap<>();
    private final StatsLedger ledger;
    private int lastNumber;
    private int startFailures;
    private boolean stopping;
    private @Nullable Throwable stopReason;
    private long stopDeadline = Long.MAX_VALUE;

    SupervisorLoop(
            PoolOptions options,
            Codec codec,
            PoolFolder folder,
            Dispatcher dispatcher,
            CallbackLoop callbacks,
            BlockStore callBlocks,
            StatsLedger ledger) {
        this.options = options;
        this.codec = codec;
        this.folder = folder;
        this.dispatcher = dispatcher;
        this.callbacks = callbacks;
        this.ledger = ledger;
        this.collector = new CollectorLoop(
                "multijvm-" + options.name() + "-collector", dispatcher, folder, callBlocks, codec, this);
        this.thread = new Thread(this::run, "multijvm-" + options.name() + "-supervisor");
        thread.setDaemon(true);
    }

    CollectorLoop collector() {
        return collector;
    }

    void start() {
        collector.start();
        for (int i = 0; i < options.workers(); i++) {
            events.add(this::startWorker);
        }
        thread.start();
    }

    /** True once everything has ended, after at most so long. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** The intake is closed and nothing is left to do. */
    void drained() {
        events.add(this::stopGently);
    }

    void terminate() {
        events.add(() -> stopAtOnce(new CancellationException("the pool was terminated: pool=" + options.name())));
    }

    /** As {@link #terminate}, but the workers are asked to end, and killed only if they have not by the end of the grace period. */
    void terminateGently() {
        events.add(() -> {
            stopReason = new CancellationException("the pool's workers were terminated: pool=" + options.name());
            stopping = true;
            stopDeadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_GRACE_MILLIS);
            dispatcher.close();
            workers.values().forEach(JvmProcess::terminate);
            failAll(stopReason);
        });
    }

    /** Ends the worker that runs this task, if one still does; the task is then failed as any that meets a crash. */
    void killWorkerOf(Task task) {
        events.add(() -> {
            WorkerChannel channel = dispatcher.holderOf(task);
            JvmProcess process = channel == null ? null : workers.get(channel);
            if (process != null) {
                process.kill();
            }
        });
    }

    @Override
    public void ready(WorkerChannel channel) {
        events.add(() -> startFailures = 0);
    }

    @Override
    public void corrupt(WorkerChannel channel, Throwable reason) {
        events.add(() -> {
            logger().error("a worker broke the protocol and is ended: worker={}", channel.name, reason);
            JvmProcess process = workers.get(channel);
            if (process != null) {
                process.kill();
            }
        });
    }

    private void run() {
        MachineShare.join(options.workers());
        try {
            while (!(stopping && workers.isEmpty())) {
                nextEvent();
            }
            failAll(
                    stopReason != null
                            ? stopReason
                            : new CancellationException("the pool has ended: pool=" + options.name()));
            collector.stop();
            callbacks.finish();
            callbacks.join(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            logger().error("the supervisor was interrupted: pool={}", options.name(), e);
        } finally {
            MachineShare.leave(options.workers());
            folder.delete();
            ended.countDown();
        }
    }

    private void nextEvent() throws InterruptedException {
        long wait = stopDeadline == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, stopDeadline - System.nanoTime());
        Runnable event = events.poll(wait, TimeUnit.NANOSECONDS);
        try {
            if (event != null) {
                event.run();
            } else {
                killAll();
            }
        } catch (RuntimeException | Error e) {
            logger().error("the supervisor goes on after a failure: pool={}", options.name(), e);
        }
    }

    private void startWorker() {
        if (stopping) {
            return;
        }
        String name = options.name() + "-" + ++lastNumber;
        WorkerChannel channel = null;
        WorkerView view = null;
        try {
            channel = newChannel(name);
            dispatcher.add(channel);
            view = WorkerView.open(options.show(), name, folder.loader());
            JvmProcess process = launch(name, view);
            workers.put(channel, process);
            views.put(channel, view);
            ledger.workerStarted(channel, process.pid(), view.debugPort());
            view.started();
            WorkerChannel started = channel;
            @SuppressWarnings("unused") // an exit is never an error
            Object watch = process.onExit().thenAccept(exit -> events.add(() -> workerEnded(started, process, exit)));
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                dispatcher.remove(channel);
            }
            if (view != null) {
                view.close();
            }
            folder.deleteOf(name);
            startFailed(new WorkerStartException(
                    "the worker's process cannot be started: worker=" + name + ": " + e.getMessage(), e));
        }
    }

    private WorkerChannel newChannel(String name) throws IOException {
        ChannelFile file = ChannelFile.create(folder.channel(name));
        BlockReader blocks = new BlockReader(folder.path(), PoolFolder.answerBlocks(name));
        return new WorkerChannel(name, file, new AnswerReader(file, blocks), codec, ledger.slowTasks());
    }

    private JvmProcess launch(String name, WorkerView view) {
        JvmOptions jvm = view.jvm(options.jvm().withDefaults(WorkerFlags.now()));
        WorkerMain main = new WorkerMain(
                folder.path().toString(),
                folder.channel(name).getFileName().toString(),
                PoolFolder.answerBlocks(name),
                options.codec(),
                view.initializer(options.initializer()),
                options.initializerArgument());
        return JvmProcess.builder(main)
                .name(name)
                .daemon(true)
                .allowChildren(true)
                .options(jvm)
                .start();
    }

    private void workerEnded(WorkerChannel channel, JvmProcess process, ProcessExit exit) {
        collector.drain(channel);
        workers.remove(channel);
        Task running = dispatcher.remove(channel);
        List<String> errorTail = process.errorTail();
        Objects.requireNonNull(views.remove(channel)).close();
        ledger.workerEnded(
                channel, running != null, stopping ? null : WorkerCrashedException.howItEnded(exit, errorTail));
        if (running != null) {
            running.fail(stopReason != null ? stopReason : crash(channel, process, running, exit, errorTail));
            collector.release(running);
        }
        if (!channel.ready && !stopping) {
            startFailed(startException(channel, exit, errorTail));
        } else if (!stopping) {
            startWorker();
        }
        folder.deleteOf(channel.name);
        process.close();
        dispatcher.refillAll();
    }

    private static WorkerCrashedException crash(
            WorkerChannel channel, JvmProcess process, Task running, ProcessExit exit, List<String> errorTail) {
        return new WorkerCrashedException(
                channel.name,
                process.pid(),
                running.number,
                exit,
                errorTail,
                process.crashReport().orElse(null));
    }

    private static WorkerStartException startException(
            WorkerChannel channel, ProcessExit exit, List<String> errorTail) {
        Throwable thrown = channel.startFailure;
        String what =
                thrown != null ? "the worker's initializer threw: " + thrown : "the worker ended before it was ready";
        StringBuilder text = new StringBuilder(what);
        text.append(": ").append(WorkerCrashedException.howItEnded(exit, errorTail));
        text.append(", worker=").append(channel.name);
        for (String line : errorTail) {
            text.append("\n  stderr: ").append(line);
        }
        return new WorkerStartException(text.toString(), thrown);
    }

    private void startFailed(WorkerStartException failure) {
        startFailures++;
        if (startFailures < TRIES) {
            events.add(this::startWorker);
            return;
        }
        WorkerStartException last = new WorkerStartException(
                "workers cannot be started, given up: tries in a row=" + startFailures + ": " + failure.getMessage(),
                failure.getCause());
        dispatcher.breakWith(
                new RejectedExecutionException("the pool takes no more tasks: " + last.getMessage(), last));
        stopAtOnce(last);
    }

    private void stopGently() {
        if (stopping || !dispatcher.isDrained()) {
            return;
        }
        stopping = true;
        stopDeadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_GRACE_MILLIS);
        dispatcher.stopWorkers();
        workers.forEach((channel, process) -> {
            if (!channel.ready) {
                process.kill();
            }
        });
    }

    private void stopAtOnce(Throwable reason) {
        stopping = true;
        stopReason = reason;
        dispatcher.close();
        killAll();
        failAll(reason);
    }

    private void killAll() {
        stopDeadline = Long.MAX_VALUE;
        workers.values().forEach(JvmProcess::kill);
    }

    /** Fails what waits; what workers have fails as they end. */
    private void failAll(Throwable reason) {
        List<Task> left = new ArrayList<>(dispatcher.removeWaiting());
        for (Task task : left) {
            task.fail(reason);
            collector.release(task);
        }
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(SupervisorLoop.class);
    }
}
