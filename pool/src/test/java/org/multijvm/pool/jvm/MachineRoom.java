package org.multijvm.pool.jvm;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.ValueWriter;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.LifeOptions;
import org.multijvm.pool.engine.MachineShare;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.RecordedTask;
import org.multijvm.pool.engine.ShowOptions;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.engine.WorkerOrder;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.worker.BodyEncoder;

/**
 * A pool of worker JVMs without the JVMs, and without a thread: the machines are the pool's own, but each step of them is the test's, and so are the
 * clock and the workers' ends of the channels.
 */
final class MachineRoom implements AutoCloseable {
    /** A function that nobody calls. */
    static final SerializableFunction<Object, Object> FUNCTION = same -> same;

    final AtomicLong time = new AtomicLong(System.nanoTime());
    final FakeLauncher launcher;
    final PoolParts parts;
    final Dispatcher dispatcher;
    final CollectorLoop collector;
    final SupervisorLoop supervisor;
    final LimitLoop limits;

    private final BodyEncoder encoder;
    private final FunctionShape shape = FunctionShape.of(FUNCTION);
    private boolean ended;

    MachineRoom(Setting setting) throws IOException {
        parts = PoolParts.create(
                setting.options(), new CallbackLoop("multijvm-quiet-callbacks", failure -> {}), time::get);
        dispatcher = parts.dispatcher();
        launcher = new FakeLauncher(parts);
        collector = new CollectorLoop(parts);
        supervisor = new SupervisorLoop(parts, collector, new WorkerStarter(parts, launcher, setting.startsAtOnce));
        limits = new LimitLoop(parts, supervisor);
        MachineShare.join(setting.options().workers());
        encoder = new BodyEncoder(parts.codec(), parts.blocks(), false);
        parts.events().post(supervisor::allBusy);
    }

    /** How the pool is set up; what is not said is as small as may be. */
    static final class Setting {
        private int fewest = 1;
        private int most = 1;
        private int startsAtOnce = Integer.MAX_VALUE;
        private Duration idleTime = Duration.ofSeconds(60);
        private long maxTasks = Long.MAX_VALUE;
        private long maxMemory;
        private long intakeBytes = 1 << 24;
        private boolean refuseWhenFull;
        private @Nullable Duration startLimit;
        private @Nullable Duration initializerLimit;

        Setting workers(int least, int largest) {
            fewest = least;
            most = largest;
            return this;
        }

        Setting startsAtOnce(int starts) {
            startsAtOnce = starts;
            return this;
        }

        Setting idleTime(Duration time) {
            idleTime = time;
            return this;
        }

        Setting maxTasks(long tasks) {
            maxTasks = tasks;
            return this;
        }

        /** Every worker that has had a task holds too much. */
        Setting tooMuchMemory() {
            maxMemory = 1;
            return this;
        }

        Setting refuseAbove(long bytes) {
            intakeBytes = bytes;
            refuseWhenFull = true;
            return this;
        }

        Setting startLimit(Duration limit) {
            startLimit = limit;
            return this;
        }

        Setting initializerLimit(Duration limit) {
            initializerLimit = limit;
            return this;
        }

        MachineRoom open() throws IOException {
            return new MachineRoom(this);
        }

        private PoolOptions options() {
            LifeOptions life = new LifeOptions(
                    fewest,
                    idleTime,
                    maxTasks,
                    0,
                    maxMemory,
                    Duration.ofSeconds(30),
                    null,
                    Duration.ofSeconds(10),
                    null,
                    Map.of());
            return new PoolOptions(
                    "quiet",
                    most,
                    JvmOptions.builder().build(),
                    null,
                    null,
                    null,
                    intakeBytes,
                    refuseWhenFull,
                    failure -> {},
                    TaskOptions.defaults(),
                    startLimit,
                    initializerLimit,
                    life,
                    ShowOptions.NOTHING);
        }
    }

    SentTask submit() {
        return submit(TaskOptions.defaults());
    }

    SentTask submit(TaskOptions options) {
        return submit(options, "argument");
    }

    /** As {@link JvmEngine} does. */
    SentTask submit(TaskOptions options, Serializable argument) {
        RecordedTask task = new RecordedTask();
        task.options(options);
        return submit(task, argument);
    }

    SentTask submit(Task task) {
        return submit(task, "argument");
    }

    private SentTask submit(Task task, Serializable argument) {
        SentTask sent = new SentTask(task, parts.numbers().incrementAndGet(), shape, null);
        ValueWriter out = encoder.begin();
        new Work.Single(CallKind.APPLY, FUNCTION, argument, null).write(shape, out);
        try {
            dispatcher.submit(sent, encoder);
            return sent;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (RuntimeException e) {
            parts.endings().release(sent);
            throw e;
        }
    }

    /** As {@link JvmEngine} does; true if nobody will complete the task. */
    boolean cancel(SentTask task, boolean mayInterrupt) {
        if (dispatcher.withdraw(task)) {
            parts.endings().cancelled(task);
            return true;
        }
        if (mayInterrupt) {
            limits.cancel(task);
        }
        return false;
    }

    /** Has each worker run something; gives the tasks by the names of the workers, those of later ones as they come. */
    Map<String, RecordedTask> order(boolean later) {
        Map<String, RecordedTask> tasks = new LinkedHashMap<>();
        parts.orders().give(order(tasks), later);
        return tasks;
    }

    private static WorkerOrder order(Map<String, RecordedTask> tasks) {
        return new WorkerOrder() {
            @Override
            public Work work() {
                return new Work.Single(CallKind.APPLY, FUNCTION, "order", null);
            }

            @Override
            public TaskOptions options() {
                return TaskOptions.defaults();
            }

            @Override
            public Task taskFor(String worker) {
                RecordedTask task = new RecordedTask();
                if (tasks.put(worker, task) != null) {
                    throw new AssertionError("told twice: worker=" + worker);
                }
                return task;
            }
        };
    }

    PoolStats stats() {
        return parts.ledger()
                .read(
                        parts.options(),
                        dispatcher.waiting(),
                        dispatcher.oldestWaiting(),
                        dispatcher.affinity(),
                        supervisor.health());
    }

    static RecordedTask record(SentTask task) {
        return (RecordedTask) task.task;
    }

    /** The workers whose processes have not ended, the oldest first. */
    List<FakeWorker> workers() {
        List<FakeWorker> living = new ArrayList<>(launcher.all);
        living.removeIf(FakeWorker::hasEnded);
        return living;
    }

    /** The only one there is. */
    FakeWorker worker() {
        List<FakeWorker> living = workers();
        if (living.size() != 1) {
            throw new AssertionError("not one worker: workers=" + living);
        }
        return living.get(0);
    }

    /** Has the collector take all that the workers have answered. */
    void collect() {
        collector.awaited(new CompletableFuture<>());
    }

    /** Has the supervisor do one thing, if there is one to do. */
    void superviseOnce() throws InterruptedException {
        if (!ended) {
            parts.events().post(() -> {});
            ended = !supervisor.go();
        }
    }

    /** Has the supervisor do all that there is to do now. */
    void supervise() throws InterruptedException {
        boolean alone = false;
        while (!alone && !ended) {
            boolean[] reached = {false};
            parts.events().post(() -> reached[0] = true);
            int rounds = 0;
            while (!reached[0] && !ended) {
                ended = !supervisor.go();
                rounds++;
            }
            alone = rounds == 1;
        }
    }

    /** Lets the collector and the supervisor do all that there is to do now. */
    void settle() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            collect();
            supervise();
        }
    }

    /** Lets time go by, and has the limits looked at. */
    void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
        limits.look();
    }

    boolean hasEnded() {
        return ended;
    }

    /** Ends the pool at once, if it has not ended, and lets go of what the workers hold. */
    @Override
    public void close() {
        supervisor.terminate();
        dispatcher.close();
        try {
            for (int i = 0; i < 1_000 && !ended; i++) {
                workers().forEach(FakeWorker::endIfKilled);
                settle();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        launcher.all.forEach(worker -> worker.end.close());
        if (!ended) {
            throw new AssertionError("the pool does not end: workers=" + workers());
        }
    }
}
