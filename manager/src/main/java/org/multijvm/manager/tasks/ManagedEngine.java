package org.multijvm.manager.tasks;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.PoolQuestion;
import org.multijvm.manager.wire.PoolWish;
import org.multijvm.pool.engine.AnswerDecoder;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.EncodedAnswer;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.TaskSurroundings;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.ThreadDump;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;

/**
 * Runs tasks in a pool of a server. What waits, runs, is tried again or is over its time is the affair of that pool; here it is known which tasks it has.
 *
 * <p>A task is in {@link #jobs} from before it is sent until whoever takes it out completes it, or finds that nothing is to be called: the loop, by its result, or when the pool was terminated or the server has gone; or a cancellation or a withdrawal that the
 * server has confirmed. So that happens once. One thread takes the results, and none of the user's code runs in it. Thread-safe.
 */
final class ManagedEngine implements Engine {
    private static final long LOOK_NANOS = 1_000_000_000;
    private static final long INTERRUPTED_NANOS = 100_000_000;

    private final String name;
    private final Link link;
    private final PoolCalls pool;
    private final CallbackLoop callbacks;
    private final Codec codec;
    private final AnswerDecoder decoder;
    private final Map<Long, ManagedJob> jobs = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile PoolStats lastStats;
    private volatile boolean ending;
    /** Why it takes no more, if nobody has told it to end. */
    private volatile @Nullable RuntimeException broken;

    private ManagedEngine(Link link, PoolCalls pool, PoolOptions options, CallbackLoop callbacks) {
        this.name = options.name();
        this.link = link;
        this.pool = pool;
        this.callbacks = callbacks;
        this.codec = link.form().codec();
        this.decoder = new AnswerDecoder(codec, TaskSurroundings.loaderOfCaller());
        this.lastStats = pool.question(PoolQuestion.STATS, PoolStats.class, Duration.ZERO);
    }

    /** Has the server start a pool, or uses that of the name. */
    static Engine start(Link link, String poolName, PoolOptions options, CallbackLoop callbacks) {
        PoolCalls pool = PoolCalls.open(link, poolName, PoolWish.of(options));
        boolean started = false;
        try {
            ManagedEngine engine = new ManagedEngine(link, pool, options, callbacks);
            Thread loop = new Thread(engine::takeResults, "multijvm-manager-pool" + "-" + options.name());
            loop.setDaemon(true);
            loop.start();
            started = true;
            return engine;
        } finally {
            if (!started && !link.isGone()) {
                // else the server would keep the pool until this JVM ends
                pool.shutDown(true);
                pool.end();
            }
        }
    }

    // tasks

    @Override
    public void submit(Task task, Work work) {
        EncodedCall call = EncodedCall.of(work, codec);
        checkOpen();
        ManagedJob job = new ManagedJob(task, numbers.incrementAndGet(), call.bytes().length);
        jobs.put(job.number(), job);
        // an interrupt that is pending ends no submission but one that has to wait
        boolean interrupted = Thread.interrupted();
        try {
            if (!pool.run(job.number(), task.options(), call, interrupted ? INTERRUPTED_NANOS : Long.MAX_VALUE)) {
                throw new InterruptedException();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            refused(job, new RejectedExecutionException("interrupted while too much waits: pool=" + name, e));
        } catch (RuntimeException | Error e) {
            refused(job, link.isGone() ? gone(e) : e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Unless the pool was terminated meanwhile, which has completed it. */
    private void refused(ManagedJob job, Throwable reason) {
        if (!jobs.remove(job.number(), job)) {
            return;
        }
        if (reason instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) reason;
    }

    private RejectedExecutionException gone(Throwable reason) {
        return new RejectedExecutionException("the pool takes no more tasks: " + reason.getMessage(), reason);
    }

    @Override
    public boolean cancel(Task task, boolean mayInterruptIfRunning) {
        if (!(task.item() instanceof ManagedJob job) || !jobs.containsKey(job.number())) {
            return false;
        }
        PoolCalls.Cancelled how =
                unlessGone(() -> pool.cancel(job.number(), mayInterruptIfRunning), () -> PoolCalls.Cancelled.NOT);
        if (how == PoolCalls.Cancelled.NOT) {
            return false;
        }
        if (jobs.remove(job.number(), job) && how == PoolCalls.Cancelled.STOPPED) {
            task.fail(new CancellationException("the task was cancelled: task=" + job.number()));
        }
        return true;
    }

    @Override
    public List<Task> withdrawAll() {
        List<Task> back = new ArrayList<>();
        for (long number : unlessGone(pool::withdraw, List::<Long>of)) {
            ManagedJob job = jobs.remove(number);
            if (job != null) {
                back.add(job.task);
            }
        }
        return back;
    }

    // results

    private void takeResults() {
        try {
            long looked = System.nanoTime();
            while (!pool.receive(this::received, LOOK_NANOS)) {
                if (System.nanoTime() - looked >= LOOK_NANOS) {
                    callbacks.look();
                    looked = System.nanoTime();
                }
            }
            // what has ended before the pool was terminated is there
            failAll(terminated());
            pool.end();
        } catch (RuntimeException | InterruptedException e) {
            broken = e instanceof RuntimeException thrown ? thrown : new IllegalStateException(e);
        } finally {
            end();
        }
    }

    private void received(long number, EncodedAnswer answer) {
        ManagedJob job = jobs.remove(number);
        if (job != null) {
            if (!answer.isError()) {
                job.task.took(PoolCalls.nanosBehind(answer.bytes()));
            }
            job.task.answered(answer.unread(job.task, decoder));
        }
    }

    private void end() {
        RuntimeException reason = broken;
        try {
            // a task that is being submitted finds the pool closed, or is among these
            failAll(reason == null ? terminated() : reason);
            callbacks.finish();
            callbacks.awaitEnd();
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        } finally {
            ended.countDown();
        }
    }

    private void failAll(Throwable reason) {
        for (ManagedJob job : new ArrayList<>(jobs.values())) {
            if (jobs.remove(job.number(), job)) {
                job.task.fail(reason);
            }
        }
    }

    private CancellationException terminated() {
        return new CancellationException("the pool was terminated: pool=" + name);
    }

    // its state

    @Override
    public void checkOpen() {
        RuntimeException reason = broken;
        if (reason != null) {
            throw gone(reason);
        }
        if (ending) {
            throw new RejectedExecutionException("the pool takes no more tasks: it was shut down: pool=" + name);
        }
    }

    @Override
    public void checkTravels(Serializable function) {
        EncodedCall.checkTravels(function, codec);
    }

    @Override
    public PoolHealth health() {
        RuntimeException reason = broken;
        if (reason != null) {
            return PoolHealth.broken(reason);
        }
        PoolHealth closed = PoolHealth.well(PoolHealth.State.CLOSED, 0, workers());
        return ending
                ? closed
                : unlessGone(() -> pool.question(PoolQuestion.HEALTH, PoolHealth.class, Duration.ZERO), () -> closed);
    }

    @Override
    public PoolStats stats() {
        PoolStats now =
                unlessGone(() -> pool.question(PoolQuestion.STATS, PoolStats.class, Duration.ZERO), () -> lastStats);
        lastStats = now;
        return now;
    }

    @Override
    public List<WorkerThreads> threads(Duration limit) {
        return unlessGone(
                () -> pool.question(PoolQuestion.THREADS, ThreadDump.class, Duration.ofNanos(Slices.nanos(limit)))
                        .workers(),
                List::of);
    }

    @Override
    @SuppressWarnings("unchecked") // the server's answer to this question
    public List<ExitResult> exitResults() {
        return unlessGone(
                () -> (List<ExitResult>) pool.question(PoolQuestion.EXIT_RESULTS, List.class, Duration.ZERO), List::of);
    }

    /** What it answers, or something else if the server has gone, or the pool has ended. */
    private <T> T unlessGone(Supplier<T> question, Supplier<T> otherwise) {
        try {
            return link.isGone() ? otherwise.get() : question.get();
        } catch (RuntimeException e) {
            if (link.isGone() || e instanceof RejectedExecutionException) {
                return otherwise.get();
            }
            throw e;
        }
    }

    @Override
    public boolean isClosed() {
        return ending || broken != null;
    }

    @Override
    public boolean isEnding() {
        return ending;
    }

    /** As the server said last. */
    @Override
    public int workers() {
        return lastStats.size();
    }

    @Override
    public void resize(int workers) {
        checkOpen();
        pool.resize(workers);
        stats();
    }

    // its end

    @Override
    public void shutdown() {
        end(false);
    }

    @Override
    public void terminate() {
        end(true);
        callbacks.hurry();
    }

    private void end(boolean atOnce) {
        ending = true;
        unlessGone(
                () -> {
                    pool.shutDown(atOnce);
                    return true;
                },
                () -> false);
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        long nanos = callbacks.isThread(Thread.currentThread()) ? 0 : Slices.nanos(limit);
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }
}
