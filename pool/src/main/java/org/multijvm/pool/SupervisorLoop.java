package org.multijvm.pool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final TaskEndings endings;
    private final CollectorLoop collector;
    private final Thread thread;
    private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<WorkerChannel, JvmProcess> workers = new HashMap<>();
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
            TaskEndings endings) {
        this.options = options;
        this.codec = codec;
        this.folder = folder;
        this.dispatcher = dispatcher;
        this.callbacks = callbacks;
        this.endings = endings;
        this.collector = new CollectorLoop(
                "multijvm-" + options.name() + "-collector", dispatcher, folder, endings, codec, this);
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

    /**
     * Kills a condemned worker, if it still lives, and fails the task that it runs at once: no code of a process runs on once SIGKILL was
     * sent to it, but until all its memory is given back and its end is known can take some ten milliseconds.
     */
    void kill(WorkerChannel channel) {
        events.add(() -> {
            JvmProcess process = workers.get(channel);
            if (process == null) {
                return;
            }
            process.kill();
            collector.drainAndLeave(channel);
            Task running = dispatcher.remove(channel);
            if (running != null) {
                endings.stopped(channel, running);
            }
        });
    }

    /** Sends a worker a message on its standard input, if it still lives. */
    void tell(WorkerChannel channel, byte[] message) {
        events.add(() -> {
            JvmProcess process = workers.get(channel);
            if (process != null) {
                process.control(message);
            }
        });
    }

    @Override
    public void ready(WorkerChannel channel) {
        events.add(() -> startFailures = channel.lateStart == null ? 0 : startFailures);
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
            endings.end();
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
        try {
            channel = newChannel(name);
            dispatcher.add(channel);
            collector.lookUp();
            JvmProcess process = launch(name);
            workers.put(channel, process);
            WorkerChannel started = channel;
            @SuppressWarnings("unused") // an exit is never an error
            Object watch = process.onExit().thenAccept(exit -> events.add(() -> workerEnded(started, process, exit)));
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                dispatcher.remove(channel);
            }
            folder.deleteOf(name);
            startFailed(new WorkerStartException(
                    "the worker's process cannot be started: worker=" + name + ": " + e.getMessage(), e));
        }
    }

    private WorkerChannel newChannel(String name) throws IOException {
        ChannelFile file = ChannelFile.create(folder.channel(name));
        BlockReader blocks = new BlockReader(folder.path(), PoolFolder.answerBlocks(name));
        return new WorkerChannel(name, file, new AnswerReader(file, blocks), codec);
    }

    private JvmProcess launch(String name) {
        JvmOptions jvm = options.jvm().withDefaults(WorkerFlags.now());
        WorkerMain main = new WorkerMain(
                folder.path().toString(),
                folder.channel(name).getFileName().toString(),
                PoolFolder.answerBlocks(name),
                options.codec(),
                options.initializer(),
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
        if (running != null) {
            if (stopReason != null) {
                endings.giveUp(running, stopReason);
            } else {
                endings.workerDied(channel, running, crash(channel, process, running, exit, errorTail));
            }
        }
        if ((!channel.ready || channel.lateStart != null) && !stopping) {
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
        WorkerStartException late = channel.lateStart;
        if (late != null) {
            return late;
        }
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
            endings.giveUp(task, reason);
        }
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(SupervisorLoop.class);
    }
}
