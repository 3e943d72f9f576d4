package org.multijvm.pool.jvm;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.ClassInitialization;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.ResultSource;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.engine.WorkerOrder;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.PoolStats.AffinityStats;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;

/**
 * The engine of a pool that is made in a child JVM of ours: it starts nothing before the first task.
 *
 * <p>A pool in a static field is made again in each worker that runs a function of that class, since the worker initializes the class, too. It is hardly ever used
 * there; were its workers started, they would initialize the class in their turn, and so on without end. The first task starts them, unless it is submitted while a class
 * is initialized: that would be the same chain, and is refused.
 *
 * <p>All but {@link #started} belongs to the monitor; that is set once, and read without.
 */
public final class LazyEngine implements Engine {
    private final PoolOptions options;
    private final CallbackLoop callbacks;
    private volatile @Nullable JvmEngine started;
    private int workers;
    private boolean ended;

    /**
     * Starts nothing yet.
     *
     * @throws org.multijvm.codec.EncodingException if the initializer or its argument cannot travel
     */
    public LazyEngine(PoolOptions options, CallbackLoop callbacks) {
        this.options = options;
        this.callbacks = callbacks;
        this.workers = options.workers();
        JvmEngine.checkInitializerTravels(options);
    }

    private JvmEngine engine() {
        JvmEngine engine = started;
        return engine == null ? start() : engine;
    }

    private synchronized JvmEngine start() {
        JvmEngine engine = started;
        if (engine == null) {
            checkNotEnded();
            ClassInitialization.check("a pool that a class makes in a worker takes no tasks");
            engine = JvmEngine.start(options, callbacks);
            if (workers != options.workers()) {
                engine.resize(workers);
            }
            started = engine;
        }
        return engine;
    }

    private void checkNotEnded() {
        if (ended) {
            throw new RejectedExecutionException(
                    "the pool takes no more tasks: it was shut down: pool=" + options.name());
        }
    }

    /** The engine, or null if there is none and will be none: then there is nothing to end. */
    private synchronized @Nullable JvmEngine end() {
        ended = true;
        return started;
    }

    @Override
    public void submit(Task task, Work work) {
        engine().submit(task, work);
    }

    @Override
    public boolean cancel(Task task, boolean mayInterruptIfRunning) {
        return engine().cancel(task, mayInterruptIfRunning);
    }

    @Override
    public synchronized void checkOpen() {
        JvmEngine engine = started;
        if (engine == null) {
            checkNotEnded();
        } else {
            engine.checkOpen();
        }
    }

    @Override
    public void checkTravels(Serializable function) {
        engine().checkTravels(function);
    }

    @Override
    public boolean isWarm() {
        JvmEngine engine = started;
        return engine != null && engine.isWarm();
    }

    @Override
    public int ahead() {
        return engine().ahead();
    }

    @Override
    public ResultSource collector() {
        return engine().collector();
    }

    @Override
    public synchronized PoolHealth health() {
        JvmEngine engine = started;
        return engine == null
                ? PoolHealth.well(ended ? PoolHealth.State.CLOSED : PoolHealth.State.UP, 0, 0)
                : engine.health();
    }

    @Override
    public PoolStats stats() {
        JvmEngine engine = started;
        return engine == null
                ? new StatsLedger()
                        .read(options, new WaitingTasks.Load(0, 0), Optional.empty(), AffinityStats.NONE, health())
                : engine.stats();
    }

    @Override
    public List<WorkerThreads> threads(Duration limit) throws InterruptedException {
        JvmEngine engine = started;
        return engine == null ? List.of() : engine.threads(limit);
    }

    @Override
    public Runnable onEachWorker(WorkerOrder order, boolean later) {
        return engine().onEachWorker(order, later);
    }

    @Override
    public synchronized boolean isClosed() {
        JvmEngine engine = started;
        return engine == null ? ended : engine.isClosed();
    }

    @Override
    public synchronized boolean isEnding() {
        JvmEngine engine = started;
        return engine == null ? ended : engine.isEnding();
    }

    @Override
    public synchronized void resize(int wanted) {
        workers = wanted;
        JvmEngine engine = started;
        if (engine != null) {
            engine.resize(wanted);
        }
    }

    @Override
    public synchronized int workers() {
        JvmEngine engine = started;
        return engine == null ? workers : engine.workers();
    }

    @Override
    public List<ExitResult> exitResults() {
        JvmEngine engine = started;
        return engine == null ? List.of() : engine.exitResults();
    }

    @Override
    public void shutdown() {
        JvmEngine engine = end();
        if (engine != null) {
            engine.shutdown();
        }
    }

    @Override
    public void terminate() {
        JvmEngine engine = end();
        if (engine != null) {
            engine.terminate();
        }
    }

    @Override
    public void terminateGently() {
        JvmEngine engine = end();
        if (engine != null) {
            engine.terminateGently();
        }
    }

    @Override
    public List<Task> withdrawAll() {
        JvmEngine engine = started;
        return engine == null ? List.of() : engine.withdrawAll();
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        JvmEngine engine = started;
        return engine == null || engine.awaitEnd(limit);
    }
}
