package org.multijvm.pool.threads;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.LoopThread;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.ResultSource;
import org.multijvm.pool.engine.StackRoom;
import org.multijvm.pool.engine.StandingOrders;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.TaskSurroundings;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.engine.WorkerOrder;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskFigures.End;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks in threads of this JVM, with all that a task in a worker JVM is promised but the kill.
 *
 * <p>Its supervisor is a thread that sleeps until the crew is closed or stopped, then fails what is left, waits for the threads and
 * the callbacks, and says that all has ended.
 */
public final class ThreadEngine implements Engine {
    private final PoolOptions options;
    private final Passage passage;
    private final ThreadCrew crew;
    private final CallbackLoop callbacks;
    private final AtomicLong numbers = new AtomicLong();
    private final StandingOrders<ThreadWorker> orders = new StandingOrders<>(this::submitTo);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean ending;

    private ThreadEngine(PoolOptions options, CallbackLoop callbacks, boolean copies) {
        this.options = options;
        this.callbacks = callbacks;
        this.passage = copies ? new ByCopy(options, TaskSurroundings.loaderOfCaller()) : new ByReference(options);
        this.crew = new ThreadCrew(options, passage);
        crew.watchedBy(orders::begin, orders::forget);
    }

    /**
     * Starts the threads and their supervisor.
     *
     * @param copies whether all is encoded and decoded on its way, as if the threads were other JVMs
     * @throws OutOfMemoryError if they cannot be had; then none is left
     */
    public static ThreadEngine start(PoolOptions options, CallbackLoop callbacks, boolean copies) {
        ThreadEngine engine = new ThreadEngine(options, callbacks, copies);
        engine.crew.start();
        new LoopThread("multijvm-" + options.name() + "-supervisor", engine::supervise).start();
        return engine;
    }

    @Override
    public void submit(Task task, Work work) {
        StackRoom.check();
        LocalTask local = new LocalTask(task, numbers.incrementAndGet(), passage.call(work));
        try {
            crew.submit(local);
            crew.limits().taken(local);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while too much waits: pool=" + options.name(), e);
        }
    }

    @Override
    public Runnable onEachWorker(WorkerOrder order, boolean later) {
        checkOpen();
        checkTravels(order.work().function());
        if (crew.hasCurrentThread()) {
            throw new IllegalStateException(
                    "a task in a thread of the pool would wait for itself, it cannot have each thread run something: pool="
                            + options.name());
        }
        try {
            return orders.give(order, later, crew::present);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while too much waits: pool=" + options.name(), e);
        }
    }

    /** For the threads that are there by the caller; for one that comes by itself. */
    private boolean submitTo(ThreadWorker thread, WorkerOrder order, boolean mayBlock) throws InterruptedException {
        Task task = order.taskFor(thread.getName());
        try {
            LocalTask local = new LocalTask(task, numbers.incrementAndGet(), passage.call(order.work()));
            boolean taken = crew.submitTo(thread, local, mayBlock);
            if (taken) {
                crew.limits().taken(local);
            } else {
                task.fail(ThreadCrew.goneBefore(thread));
            }
            return taken;
        } catch (RuntimeException | InterruptedException | Error e) {
            task.fail(e);
            if (mayBlock) {
                throw e;
            }
            return true;
        }
    }

    @Override
    public boolean cancel(Task task, boolean mayInterruptIfRunning) {
        LocalTask local = (LocalTask) task.item();
        if (local == null) {
            return false;
        }
        if (crew.withdraw(local)) {
            crew.times().ended(End.CANCELLED);
            return true;
        }
        if (mayInterruptIfRunning && crew.interrupt(local, ThreadWorker.Fate.CANCELLED)) {
            crew.limits().interrupted(local);
            return true;
        }
        return false;
    }

    @Override
    public void checkOpen() {
        crew.checkOpen();
    }

    @Override
    public void checkTravels(Serializable function) {
        passage.checkTravels(function);
    }

    @Override
    public List<ExitResult> exitResults() {
        return crew.exits().all();
    }

    @Override
    public PoolHealth health() {
        return crew.health();
    }

    @Override
    public PoolStats stats() {
        return crew.stats();
    }

    @Override
    public List<WorkerThreads> threads(Duration limit) {
        return crew.threadsNow();
    }

    @Override
    public void resize(int wanted) {
        crew.resize(wanted);
    }

    @Override
    public int workers() {
        return crew.size();
    }

    @Override
    public ResultSource collector() {
        return crew;
    }

    @Override
    public boolean isClosed() {
        return crew.isClosed();
    }

    @Override
    public boolean isEnding() {
        return ending;
    }

    @Override
    public void shutdown() {
        ending = true;
        crew.end().close();
    }

    @Override
    public void terminate() {
        ending = true;
        crew.end().stop(new CancellationException("the pool was terminated: pool=" + options.name()));
        callbacks.hurry();
    }

    @Override
    public List<Task> withdrawAll() {
        List<LocalTask> back = crew.withdrawAll();
        back.forEach(local -> crew.times().ended(End.CANCELLED));
        return back.stream().map(local -> local.task).collect(Collectors.toList());
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        boolean partOfIt = crew.hasCurrentThread() || callbacks.isThread(Thread.currentThread());
        return ended.await(partOfIt ? 0 : TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
    }

    /** One round; only a failure, or an interrupt, makes it more. */
    private boolean supervise() throws InterruptedException {
        Throwable reason = crew.end().awaitStop();
        if (reason != null) {
            for (LocalTask local : crew.end().removeStopped()) {
                crew.times().failed(reason);
                local.task.fail(reason);
            }
            for (ThreadWorker left : crew.end().awaitThreads()) {
                logger().warn("a task does not heed its interrupt, its thread is left to itself: thread={}", left);
            }
        }
        callbacks.finish();
        callbacks.awaitEnd();
        crew.limits().end();
        ended.countDown();
        return false;
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(ThreadEngine.class);
    }
}
