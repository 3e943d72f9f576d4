package org.multijvm.pool;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.task.SerializableTask;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.Unfinished;
import org.multijvm.pool.task.WorkerCrashedException;
import org.slf4j.LoggerFactory;

/**
 * An {@link ExecutorService} whose threads are worker JVMs: Python's {@code concurrent.futures.ProcessPoolExecutor}. With {@link
 * PoolBuilder#threads} they are threads, as in Python's {@code ThreadPoolExecutor}.
 *
 * <p>Tasks must be serializable. A lambda given to {@code submit} or {@code execute} becomes a {@link SerializableCallable} or a
 * {@link SerializableTask} by itself; one that was stored as a plain {@code Callable} or {@code Runnable} before is refused
 * with an {@link EncodingException} that says so. So is a function that {@code CompletableFuture.supplyAsync} or {@code runAsync} hands to this
 * executor: it has to be serializable, {@code (Supplier<Page> & Serializable) () -> fetch(url)}, and its future then ends with what the worker
 * gives; {@link #submit(SerializableCallable)} gives a {@code CompletableFuture} without that. Stages like {@code thenApplyAsync} belong to this JVM
 * and are refused. An {@link java.util.concurrent.ExecutorCompletionService} on this executor takes serializable tasks.
 *
 * <p>Unlike Python's, a worker that dies fails the one task that it ran, with a {@link WorkerCrashedException}, and the executor goes on (rule
 * F5); what no worker has started can always be cancelled (F3), and {@code cancel(true)} stops a running task (F4). Each {@link
 * AsyncResult} is a {@code CompletableFuture} as well. The executor and its pool are one: shutting either down shuts both down; tasks have the
 * {@link TaskOptions} of the pool, or of the view of it, that the executor is made of. Submitting blocks only while more waits than the pool's
 * intake limit. Thread-safe.
 */
public final class ProcessPoolExecutor extends AbstractExecutorService implements AutoCloseable {
    private static final CallbackPair<@Nullable Object> LOGGED =
            new CallbackPair<>(null, ProcessPoolExecutor::logFailure);

    private static final String REMEDY =
            "cannot travel, futures and their stages belong to the JVM that has them: give the function to executor.submit(..) or"
                    + " pool.applyAsync(..), which give a CompletableFuture, and chain with thenCompose; supplyAsync and runAsync"
                    + " take a lambda that is cast to (Supplier<..> & Serializable) or (Runnable & Serializable): type=";

    private final TaskPool pool;

    /** What a completion service has just had made in this thread, and will hand to {@link #execute} in a wrapper of its own next. */
    private final ThreadLocal<@Nullable CompletionTask<?>> made = new ThreadLocal<>();

    private ProcessPoolExecutor(TaskPool pool) {
        this.pool = pool;
    }

    /**
     * An executor with so many workers.
     *
     * @throws IllegalArgumentException if less than 1 (rule F1)
     */
    public static ProcessPoolExecutor of(int workers) {
        return builder().workers(workers).startExecutor();
    }

    /** A builder, whose {@link PoolBuilder#startExecutor} gives an executor. */
    public static PoolBuilder builder() {
        return Pool.builder();
    }

    /** A pool as an executor. Nothing is started; shutting the executor down shuts the pool down, unless it is {@link Pool#shared}. */
    public static ProcessPoolExecutor on(Pool pool) {
        return new ProcessPoolExecutor((TaskPool) pool);
    }

    /** The pool that does the work. */
    public Pool pool() {
        return pool;
    }

    /**
     * Submits a task.
     *
     * @throws EncodingException if it cannot travel
     * @throws RejectedExecutionException if the executor is shut down
     */
    public <T> AsyncResult<T> submit(SerializableCallable<T> task) {
        return send(CallKind.CALL, task, task, null, CallbackPair.none());
    }

    /** Submits a task without a result; see {@link #submit(SerializableCallable)}. */
    public AsyncResult<?> submit(SerializableTask task) {
        return send(CallKind.RUNNABLE, task, task, null, CallbackPair.none());
    }

    /** Submits a task that must be serializable, whatever its declared type; see {@link #submit(SerializableCallable)}. */
    @Override
    public <T> AsyncResult<T> submit(Callable<T> task) {
        return send(CallKind.CALL, task, task, null, CallbackPair.none());
    }

    /** Submits a task that must be serializable, whatever its declared type; see {@link #submit(SerializableCallable)}. */
    @Override
    public AsyncResult<?> submit(Runnable task) {
        return send(CallKind.RUNNABLE, task, task, null, CallbackPair.none());
    }

    /** Submits a task that ends with the given result, which itself does not travel; see {@link #submit(SerializableCallable)}. */
    public <T> AsyncResult<T> submit(SerializableTask task, T result) {
        return send(CallKind.RUNNABLE, task, task, result, CallbackPair.none());
    }

    /** Submits a task that must be serializable and ends with the given result; see {@link #submit(SerializableCallable)}. */
    @Override
    public <T> AsyncResult<T> submit(Runnable task, T result) {
        return send(CallKind.RUNNABLE, task, task, result, CallbackPair.none());
    }

    /** Submits a task of which only the failure is wanted: it is logged; see {@link #submit(SerializableCallable)}. */
    @SuppressWarnings("FutureReturnValueIgnored") // its failure is logged
    public void execute(SerializableTask task) {
        send(CallKind.RUNNABLE, task, task, null, LOGGED);
    }

    /** Submits a task that must be serializable, of which only the failure is wanted: it is logged. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // its failure is logged
    public void execute(Runnable task) {
        CompletionTask<?> submitted = made.get();
        if (submitted != null) {
            made.remove();
            submitted.thenRun(task);
            return;
        }
        FutureStep step = pool.engine().collector().bringsCopies() ? FutureStep.of(task) : null;
        if (step == null) {
            send(CallKind.RUNNABLE, task, task, null, LOGGED);
        } else {
            step.endWith(send(CallKind.CALL, step.call(), task, null, CallbackPair.none()));
        }
    }

    /** For a completion service, which nobody else in its package can ask for this. */
    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
        return made(submit(task));
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable task, T result) {
        return made(submit(task, result));
    }

    private <T> CompletionTask<T> made(AsyncResult<T> result) {
        CompletionTask<T> task = new CompletionTask<>(result);
        made.set(task);
        return task;
    }

    /** As {@link Pool#imap(SerializableFunction, Iterable)}: in input order, read as the results are taken (rule F9). */
    public <T, R> ResultIterator<R> map(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
        return pool.imap(function, items);
    }

    /** As {@link Pool#imap(SerializableFunction, Iterable, ChunkSize)}. */
    public <T, R> ResultIterator<R> map(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize) {
        return pool.imap(function, items, chunkSize);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return TaskGroup.submit(this, tasks).awaitAll(Long.MAX_VALUE);
    }

    /** As in {@link ExecutorService}; tasks that run when the time is over are stopped as by {@link AsyncResult#cancel cancel(true)}. */
    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return TaskGroup.submit(this, tasks).awaitAll(unit.toNanos(timeout));
    }

    /** As in {@link ExecutorService}; tasks that still run when one has succeeded are stopped as by {@link AsyncResult#cancel cancel(true)}. */
    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return TaskGroup.submit(this, tasks).awaitAny(Long.MAX_VALUE);
        } catch (TimeoutException never) {
            throw new IllegalStateException("waited for 292 years", never);
        }
    }

    /** As {@link #invokeAny(Collection)}, at most so long. */
    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return TaskGroup.submit(this, tasks).awaitAny(unit.toNanos(timeout));
    }

    /** Takes no more tasks; what was submitted still runs (rule F10). Does not block; may be called again. */
    @Override
    public void shutdown() {
        pool.shutdown();
    }

    /**
     * Takes no more tasks, cancels those that no worker has started, and ends the workers at once. Does not wait for that.
     *
     * @return what was submitted and not started, each to be run in this JVM if that is wanted; their futures are cancelled
     */
    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> neverStarted = withdrawAll();
        pool.terminate();
        return neverStarted;
    }

    /**
     * Takes no more tasks, cancels those that no worker has started, and asks the workers to end, so that their shutdown hooks run; one that
     * has not ended after 5 s is killed (rule F12). Does not wait for that; harmless after a shutdown.
     */
    public void terminateWorkers() {
        if (!pool.isShared()) {
            withdrawAll();
            pool.engine().terminateGently();
        }
    }

    /**
     * Takes no more tasks, cancels those that no worker has started, and kills the workers (rule F12). Does not wait for that. It is Python's name for
     * {@link #shutdownNow}, without the list.
     */
    public void killWorkers() {
        shutdownNow();
    }

    /** As {@link Pool#isShutdown}. */
    @Override
    public boolean isShutdown() {
        return pool.isShutdown();
    }

    /** As {@link Pool#isTerminated}. */
    @Override
    public boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return pool.engine().awaitEnd(Duration.ofNanos(unit.toNanos(timeout)));
    }

    /** As {@link Pool#close}: waits until what was submitted has ended. */
    @Override
    public void close() {
        pool.close();
    }

    /** As {@link Pool#close(Duration)}: waits at most so long, then ends what is left and says what. */
    public Unfinished close(Duration limit) throws InterruptedException {
        return pool.close(limit);
    }

    @Override
    public String toString() {
        return "ProcessPoolExecutor[" + pool + "]";
    }

    private List<Runnable> withdrawAll() {
        if (pool.isShared()) {
            // they may be anybody's
            return List.of();
        }
        pool.shutdown();
        Throwable reason =
                new CancellationException("the pool was shut down before the task was started: pool=" + pool.name());
        List<Runnable> neverStarted = new ArrayList<>();
        for (Task task : pool.engine().withdrawAll()) {
            if (task instanceof ExecutorTask<?> submitted) {
                neverStarted.add(submitted.takeOut(reason));
            } else {
                task.fail(reason);
            }
        }
        return neverStarted;
    }

    /**
     * @param task what travels
     * @param submitted what {@link #shutdownNow} returns if no worker has started it
     */
    private <R> AsyncResult<R> send(
            int kind, Object task, Object submitted, @Nullable R resultOfRunnable, CallbackPair<? super R> told) {
        if (!(task instanceof Serializable work)) {
            throw new EncodingException(
                    isOfTheJdk(task)
                            ? REMEDY + task.getClass().getName()
                            : "cannot travel, its type is not Serializable: type="
                                    + task.getClass().getName()
                                    + " (declare the lambda as SerializableCallable or SerializableTask, or let the class implement Serializable)");
        }
        Outcome<R> outcome = pool.submissions().newOutcome(told);
        ExecutorTask<R> sent = new ExecutorTask<>(kind, outcome, pool.engine(), submitted, resultOfRunnable);
        try {
            pool.intake().submit(sent, new Work.Single(kind, work, null, null));
        } catch (EncodingException e) {
            throw isOfTheJdk(task)
                    ? new EncodingException(REMEDY + task.getClass().getName(), e)
                    : e;
        }
        return sent.result();
    }

    /** Whether it comes from code that was given this executor, such as {@code supplyAsync} or {@code thenApplyAsync}. */
    private static boolean isOfTheJdk(Object task) {
        return task.getClass().getName().startsWith("java.util.concurrent.");
    }

    private static void logFailure(Throwable failure) {
        if (!(failure instanceof CancellationException)) {
            LoggerFactory.getLogger(ProcessPoolExecutor.class)
                    .warn("a task failed whose result nobody waits for", failure);
        }
    }
}
