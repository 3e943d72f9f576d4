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
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.TaskSurroundings;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
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
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean ending;

    private ThreadEngine(PoolOptions options, CallbackLoop callbacks, boolean copies) {
        this.options = options;
        this.callbacks = callbacks;
        this.passage = copies ? new ByCopy(options, TaskSurroundings.loaderOfCaller()) : new ByReference(options);
        this.crew = new ThreadCrew(options, passage);
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
    public boolean cancel(Task task, boolean mayInterruptIfRunning) {
        LocalTask local = (LocalTask) task.item();
        if (local == null) {
            return false;
        }
        if (crew.withdraw(local)) {
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
        crew.close();
    }

    @Override
    public void terminate() {
        ending = true;
        crew.stop(new CancellationException("the pool was terminated: pool=" + options.name()));
        callbacks.hurry();
    }

    @Override
    public List<Task> withdrawAll() {
        return crew.withdrawAll().stream().map(local -> local.task).collect(Collectors.toList());
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        boolean partOfIt = crew.hasCurrentThread() || callbacks.isThread(Thread.currentThread());
        return ended.await(partOfIt ? 0 : TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
    }

    /** One round; only a failure, or an interrupt, makes it more. */
    private boolean supervise() throws InterruptedException {
        Throwable reason = crew.awaitStop();
        if (reason != null) {
            for (LocalTask local : crew.removeStopped()) {
                local.task.fail(reason);
            }
            for (ThreadWorker left : crew.awaitThreads()) {
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
