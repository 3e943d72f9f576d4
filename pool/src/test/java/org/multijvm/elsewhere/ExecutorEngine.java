package org.multijvm.elsewhere;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.multijvm.codec.Codec;
import org.multijvm.pool.engine.AnswerDecoder;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.EncodedAnswer;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.SlowTasks;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.TaskSurroundings;
import org.multijvm.pool.engine.Unread;
import org.multijvm.pool.engine.WaitingTasks;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.engine.WorkItem;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskFigures;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;

/**
 * A whole engine that knows nothing of worker JVMs: each task that waits is one call of {@link #runNext} by an executor. It uses only what {@code pool.engine} shows, and all
 * travels in the bytes in which it would go to another machine.
 */
final class ExecutorEngine implements Engine {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final PoolOptions options;
    private final CallbackLoop callbacks;
    private final Codec codec;
    private final ClassLoader loader = TaskSurroundings.loaderOfCaller();
    private final AnswerDecoder decoder;
    private final SlowTasks slowTasks = new SlowTasks();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;
    private final CountDownLatch ended = new CountDownLatch(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition jobEnded = lock.newCondition();
    private final WaitingTasks<Job> waiting;

    /** All that have not ended, waiting ones too. */
    private final Set<Job> jobs = new LinkedHashSet<>();

    private long taken;
    private long done;
    private long failed;
    private int threadsMade;
    private volatile boolean ending;

    ExecutorEngine(PoolOptions options, CallbackLoop callbacks) {
        this.options = options;
        this.callbacks = callbacks;
        this.codec = options.codec() == null ? Codec.java() : options.codec();
        this.decoder = new AnswerDecoder(codec, loader);
        this.waiting = new WaitingTasks<>(options.name(), lock, options.intakeBytes(), options.refuseWhenFull());
        this.threads = new ThreadPoolExecutor(
                options.workers(), options.workers(), 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::worker);
        this.timer = new ScheduledThreadPoolExecutor(1, loop -> daemon(loop, "-timer"));
        timer.setRemoveOnCancelPolicy(true);
    }

    private Thread worker(Runnable loop) {
        Thread made = daemon(loop, "-" + ++threadsMade);
        workers.add(made);
        return made;
    }

    private Thread daemon(Runnable loop, String name) {
        Thread made = new Thread(loop, options.name() + name);
        made.setDaemon(true);
        return made;
    }

    @Override
    public void submit(Task task, Work work) {
        EncodedCall call = EncodedCall.of(work, codec);
        Job job;
        lock.lock();
        try {
            waiting.checkOpen();
            if (!workers.contains(Thread.currentThread())) {
                waiting.awaitRoom(WorkItem.weightOf(call.bytes().length));
            }
            job = new Job(task, ++taken, call);
            jobs.add(job);
            waits(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while too much waits: pool=" + options.name(), e);
        } finally {
            waiting.signalRoom();
            lock.unlock();
        }
        job.options().waitLimit().ifPresent(limit -> {
            long since = System.nanoTime();
            after(limit, () -> {
                if (withdraw(job)) {
                    Duration seen = Duration.ofNanos(System.nanoTime() - since);
                    ends(job, TaskTimeoutException.queue(job.number(), limit, seen));
                }
            });
        });
    }

    private void waits(Job job) {
        job.state = Job.State.WAITS;
        if (job.task.tries() > 1) {
            waiting.prepend(job);
        } else {
            waiting.append(job);
        }
        threads.execute(this::runNext);
    }

    private void runNext() {
        Job job = next();
        if (job == null) {
            // it was taken back
            return;
        }
        Future<?> watch = job.options()
                .timeLimit()
                .map(limit -> after(limit, () -> stop(job, Job.State.IS_LATE)))
                .orElse(null);
        EncodedAnswer answer = job.call.run(codec, loader);
        if (watch != null) {
            watch.cancel(false);
        }
        Duration ran = job.ran();
        job.task.took(ran.toNanos());
        slowTasks.add(job.number(), job.call.function(), Thread.currentThread().getName(), ran.toNanos());
        Unread outcome = answer.unread(job.task, decoder);
        Job.State how = ran(job, outcome.isError());
        if (how == Job.State.RUNS) {
            answered(job, outcome);
        } else if (how != Job.State.ENDED) {
            outcome.read();
            failed(job, reasonFor(job, how, "it was interrupted and ended", outcome.failure()));
        }
    }

    /** The first that somebody still wants; null if there is none. */
    private Job next() {
        lock.lock();
        try {
            waiting.removeDropped();
            Job job = waiting.first();
            if (job != null) {
                waiting.removeFirst();
                waiting.signalRoom();
                job.begins();
            }
            return job;
        } finally {
            lock.unlock();
        }
    }

    /** From here on no interrupt comes for it, and nobody else ends it; gives how it is to end. */
    private Job.State ran(Job job, boolean hasFailed) {
        lock.lock();
        try {
            Job.State how = job.state;
            if (hasFailed || how != Job.State.RUNS) {
                failed++;
            } else {
                done++;
            }
            if (job.isAbandoned) {
                // it has come back after all: the thread in its place is one too many
                setThreads(threads.getCorePoolSize() - 1);
            }
            job.state = Job.State.ENDED;
            Thread.interrupted();
            return how;
        } finally {
            lock.unlock();
        }
    }

    private void answered(Job job, Unread outcome) {
        if (outcome.isError() && job.options().mayRetryOnFailure()) {
            outcome.read();
            failed(job, outcome.failure());
            return;
        }
        job.task.answered(outcome);
        forget(job);
    }

    private void failed(Job job, Throwable reason) {
        TaskOptions itsOptions = job.options();
        long pause = itsOptions.backOffNanos(job.task.tries());
        if (!itsOptions.retriesOn(reason) || !job.task.tryAgainAfter(reason)) {
            ends(job, job.task.failureOfAllTries(reason));
            return;
        }
        lock.lock();
        try {
            job.state = Job.State.PAUSES;
        } finally {
            lock.unlock();
        }
        after(Duration.ofNanos(pause), () -> goesOn(job));
    }

    private void goesOn(Job job) {
        lock.lock();
        try {
            if (job.state == Job.State.PAUSES) {
                waits(job);
            }
        } finally {
            lock.unlock();
        }
    }

    private RuntimeException reasonFor(Job job, Job.State how, String ending, Throwable thrown) {
        if (how == Job.State.IS_CANCELLED) {
            return new CancellationException("the task was cancelled: task=" + job.number());
        }
        String worker = job.runner.getName();
        TaskTimeoutException.RunningAt at = new TaskTimeoutException.RunningAt(worker, job.stack(), ending);
        Duration limit = job.options().timeLimit().orElse(Duration.ZERO);
        return TaskTimeoutException.run(job.number(), limit, job.ran(), at, thrown);
    }

    private void ends(Job job, Throwable reason) {
        job.task.fail(reason);
        forget(job);
    }

    private void forget(Job job) {
        lock.lock();
        try {
            jobs.remove(job);
            jobEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean cancel(Task task, boolean mayInterruptIfRunning) {
        Job job = (Job) task.item();
        if (job == null) {
            return false;
        }
        if (withdraw(job)) {
            forget(job);
            return true;
        }
        return mayInterruptIfRunning && stop(job, Job.State.IS_CANCELLED);
    }

    /** Takes back what has not been started; whoever does that decides what becomes of it. */
    private boolean withdraw(Job job) {
        lock.lock();
        try {
            if (!job.isStartable()) {
                return false;
            }
            job.state = Job.State.ENDED;
            job.dropped = true;
            waiting.removeDropped();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts it, and gives it its grace period. */
    private boolean stop(Job job, Job.State why) {
        lock.lock();
        try {
            if (job.state != Job.State.RUNS) {
                return false;
            }
            job.stops(why);
        } finally {
            lock.unlock();
        }
        after(job.options().grace().orElse(GRACE), () -> abandon(job));
        return true;
    }

    /** It heeds no interrupt: it fails, and another thread takes the place of the one that it keeps. */
    private void abandon(Job job) {
        Job.State how;
        lock.lock();
        try {
            how = job.state;
            if (how != Job.State.IS_CANCELLED && how != Job.State.IS_LATE) {
                return;
            }
            job.state = Job.State.ENDED;
            job.isAbandoned = true;
            setThreads(threads.getCorePoolSize() + 1);
        } finally {
            lock.unlock();
        }
        ends(job, reasonFor(job, how, "its thread is left to itself since it did not end", null));
    }

    private void setThreads(int count) {
        threads.setMaximumPoolSize(Math.max(count, threads.getCorePoolSize()));
        threads.setCorePoolSize(count);
        threads.setMaximumPoolSize(count);
    }

    private Future<?> after(Duration pause, Runnable action) {
        try {
            return timer.schedule(action, TimeUnit.NANOSECONDS.convert(pause), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException hasEnded) {
            return null;
        }
    }

    @Override
    public void checkOpen() {
        lock.lock();
        try {
            waiting.checkOpen();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void checkTravels(Serializable function) {
        EncodedCall.checkTravels(function, codec);
    }

    @Override
    public PoolHealth health() {
        int up = threads.getPoolSize();
        return PoolHealth.well(isClosed() ? PoolHealth.State.CLOSED : PoolHealth.State.UP, up, workers());
    }

    @Override
    public PoolStats stats() {
        PoolHealth health = health();
        lock.lock();
        try {
            WaitingTasks.Load load = waiting.load();
            int running = (int) jobs.stream().filter(Job::isUnderWay).count();
            return new PoolStats(
                    options.name(),
                    workers(),
                    load.tasks(),
                    load.bytes(),
                    running,
                    done,
                    failed,
                    0,
                    List.of(),
                    List.of(),
                    slowTasks.all(),
                    TaskFigures.NONE,
                    PoolStats.AffinityStats.NONE,
                    health);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isClosed() {
        return waiting.isClosed();
    }

    @Override
    public boolean isEnding() {
        return ending;
    }

    @Override
    public int workers() {
        return options.workers();
    }

    @Override
    public void shutdown() {
        lock.lock();
        try {
            waiting.close(null);
            if (!ending) {
                ending = true;
                daemon(this::end, "-end").start();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void terminate() {
        shutdown();
        List<Job> left = new ArrayList<>();
        lock.lock();
        try {
            waiting.removeAll();
            for (Job job : jobs) {
                if (job.state != Job.State.ENDED) {
                    if (job.isUnderWay()) {
                        job.stops(Job.State.ENDED);
                    }
                    job.state = Job.State.ENDED;
                    left.add(job);
                }
            }
        } finally {
            lock.unlock();
        }
        for (Job job : left) {
            ends(job, new CancellationException("the pool was terminated: pool=" + options.name()));
        }
        callbacks.hurry();
    }

    @Override
    public List<Task> withdrawAll() {
        lock.lock();
        try {
            waiting.removeAll();
            List<Job> back = jobs.stream().filter(Job::isStartable).toList();
            back.forEach(job -> job.state = Job.State.ENDED);
            jobs.removeAll(back);
            jobEnded.signalAll();
            return back.stream().map(job -> job.task).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        Thread current = Thread.currentThread();
        boolean partOfIt = workers.contains(current) || callbacks.isThread(current);
        return ended.await(partOfIt ? 0 : TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
    }

    /** When no task is left: first the threads end, then the callbacks. */
    private void end() {
        lock.lock();
        try {
            while (!jobs.isEmpty()) {
                jobEnded.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        threads.shutdown();
        try {
            threads.awaitTermination(GRACE.toNanos(), TimeUnit.NANOSECONDS);
            timer.shutdownNow();
            callbacks.finish();
            callbacks.awaitEnd();
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        } finally {
            ended.countDown();
        }
    }
}
