package org.multijvm.pool.jvm;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.ValueWriter;
import org.multijvm.launcher.WaitingJvm;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.MachineShare;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.StackRoom;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.engine.WorkerOrder;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;
import org.multijvm.pool.worker.BodyEncoder;

/** Runs tasks in worker JVMs: encodes them and hands them to the dispatcher. */
public final class JvmEngine implements Engine {
    private static final LongSupplier CLOCK = new LongSupplier() {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    };

    private final PoolOptions options;
    private final Dispatcher dispatcher;
    private final TaskEndings endings;
    private final LimitLoop limits;
    private final SupervisorLoop supervisor;
    private final CollectorLoop collector;
    private final ThreadLocal<BodyEncoder> encoders;
    private final StatsLedger ledger;
    private final WorkerDumps dumps;
    private final AtomicLong numbers;
    private final WorkerOrders orders;
    private volatile int workers;
    private volatile boolean ending;

    private JvmEngine(PoolParts parts, @Nullable WaitingJvm first) throws IOException {
        this.options = parts.options();
        this.workers = options.workers();
        this.dispatcher = parts.dispatcher();
        this.endings = parts.endings();
        this.ledger = parts.ledger();
        this.numbers = parts.numbers();
        this.orders = parts.orders();
        this.collector = new CollectorLoop(parts);
        // one processor is this JVM's
        int atOnce = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        this.supervisor =
                new SupervisorLoop(parts, collector, new WorkerStarter(parts, new JvmLauncher(parts, first), atOnce));
        this.limits = new LimitLoop(parts, supervisor);
        this.dumps = new WorkerDumps(parts, supervisor.table());
        this.encoders = new ThreadLocal<>() {
            @Override
            protected BodyEncoder initialValue() {
                return new BodyEncoder(parts.codec(), parts.blocks(), false);
            }
        };
    }

    /**
     * Starts the pool's threads; workers come up meanwhile.
     *
     * @throws org.multijvm.codec.EncodingException if the initializer or a shared object cannot travel
     * @throws java.io.UncheckedIOException if there is no space for the pool's files
     */
    public static JvmEngine start(PoolOptions options, CallbackLoop callbacks) {
        checkInitializerTravels(options);
        MachineShare.join(options.workers());
        WaitingJvm first = JvmLauncher.startFirst(options);
        boolean started = false;
        try {
            JvmEngine engine = start(PoolParts.create(options, callbacks, CLOCK), first);
            started = true;
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            if (!started) {
                MachineShare.leave(options.workers());
                if (first != null) {
                    first.close();
                }
            }
        }
    }

    private static JvmEngine start(PoolParts parts, @Nullable WaitingJvm first) throws IOException {
        try {
            JvmEngine engine = new JvmEngine(parts, first);
            if (engine.limits.isNeededAtStart()) {
                engine.limits.ensureStarted();
            }
            engine.supervisor.start();
            return engine;
        } catch (IOException | RuntimeException | Error e) {
            // no space for what the pool shares, or it cannot travel
            parts.discard();
            throw e;
        }
    }

    @Override
    public void submit(Task task, Work work) {
        StackRoom.check();
        FunctionShape shape = FunctionShape.of(work.function());
        if (options.debug()) {
            task.options(task.options().withoutLimits());
        }
        SentTask sent = new SentTask(task, numbers.incrementAndGet(), shape, work.carriedFunction());
        if (task.options().limited()) {
            limits.ensureStarted();
        }
        BodyEncoder encoder = encoder();
        try {
            ValueWriter out = encoder.begin();
            work.write(shape, out);
            dispatcher.submit(sent, encoder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while too much waits: pool=" + options.name(), e);
        } catch (RuntimeException | Error e) {
            // also when it was refused after the limits knew it
            endings.release(sent);
            throw e;
        } finally {
            encoder.end();
        }
    }

    @Override
    public boolean cancel(Task task, boolean mayInterruptIfRunning) {
        SentTask sent = (SentTask) task.item();
        if (sent == null) {
            return false;
        }
        if (dispatcher.withdraw(sent)) {
            endings.cancelled(sent);
            return true;
        }
        if (mayInterruptIfRunning) {
            limits.ensureStarted();
            limits.cancel(sent);
        }
        return mayInterruptIfRunning;
    }

    @Override
    public Runnable onEachWorker(WorkerOrder order, boolean later) {
        StackRoom.check();
        checkOpen();
        checkTravels(order.work().function());
        try {
            // or a pool that is just being started would have none
            supervisor.awaitFirstWorkers();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    "interrupted while the pool's first workers are started: pool=" + options.name(), e);
        }
        if (order.options().limited()) {
            limits.ensureStarted();
        }
        return orders.give(order, later);
    }

    @Override
    public void checkOpen() {
        dispatcher.checkOpenForNothing();
    }

    @Override
    public void checkTravels(Serializable function) {
        BodyEncoder encoder = encoder();
        try {
            FunctionShape.of(function).writeState(function, encoder.begin());
        } finally {
            encoder.end();
        }
    }

    @Override
    public boolean isWarm() {
        for (WorkerChannel channel : dispatcher.channels()) {
            if (channel.ready) {
                return true;
            }
        }
        return false;
    }

    /** What workers are fed ahead, which is some milliseconds of work; of tasks that take longer one at each worker, one to follow there, and as many again. */
    @Override
    public int ahead() {
        WorkerChannel[] channels = dispatcher.channels();
        // a worker that is still to be started is started by what waits for it
        int ahead = 2 * Math.max(0, options.workers() - channels.length);
        for (WorkerChannel channel : channels) {
            ahead += Math.max(2 * WorkerChannel.SMALLEST_WINDOW, channel.window());
        }
        return ahead;
    }

    @Override
    public CollectorLoop collector() {
        return collector;
    }

    @Override
    public PoolStats stats() {
        return ledger.read(
                options, dispatcher.waiting(), dispatcher.oldestWaiting(), dispatcher.affinity(), supervisor.health());
    }

    @Override
    public PoolHealth health() {
        return supervisor.health();
    }

    @Override
    public List<WorkerThreads> threads(Duration limit) throws InterruptedException {
        return dumps.take(TimeUnit.NANOSECONDS.convert(limit));
    }

    @Override
    public boolean isClosed() {
        return dispatcher.isClosed();
    }

    @Override
    public boolean isEnding() {
        return ending;
    }

    @Override
    public void shutdown() {
        ending = true;
        dispatcher.close();
    }

    @Override
    public void terminate() {
        ending = true;
        // before the intake is closed: or an idle pool would first be found to have nothing left, and end in order
        supervisor.terminate();
        dispatcher.close();
    }

    @Override
    public void terminateGently() {
        ending = true;
        supervisor.terminateGently();
    }

    @Override
    public List<Task> withdrawAll() {
        List<Task> tasks = new ArrayList<>();
        for (SentTask sent : dispatcher.withdrawAll()) {
            endings.cancelled(sent);
            tasks.add(sent.task);
        }
        return tasks;
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return supervisor.awaitEnd(TimeUnit.NANOSECONDS.convert(limit));
    }

    /** The workers there are now. */
    public List<WorkerLife> lives() {
        return supervisor.lives();
    }

    @Override
    public synchronized void resize(int wanted) {
        supervisor.resize(wanted);
        workers = wanted;
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public List<ExitResult> exitResults() {
        return supervisor.exitResults();
    }

    /** The thread's own, unless it is in use: an argument's own serialization code submits a task. */
    private BodyEncoder encoder() {
        BodyEncoder own = encoders.get();
        return own.start() ? own : own.another();
    }

    /** So that an initializer that cannot travel is refused here, and not in a thread of the pool's. */
    static void checkInitializerTravels(PoolOptions options) {
        if (options.initializer() != null) {
            ValueWriter trial = new ValueWriter(Codec.java());
            trial.write("initializer", options.initializer());
            trial.write("initializer argument", options.initializerArgument());
        }
    }
}
