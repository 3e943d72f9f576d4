package org.multijvm.pool;

import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.launcher.JvmOptions;

/** Gathers how a {@link Pool} shall be; confined to one thread. */
public final class PoolBuilder {
    private static final AtomicInteger POOLS = new AtomicInteger();
    private static final long LEAST_INTAKE_BYTES = 16L << 20;

    private @Nullable String name;
    private int workers = Runtime.getRuntime().availableProcessors();
    private Where where = Where.WORKER_JVMS;
    private JvmOptions jvm = JvmOptions.defaults();
    private @Nullable SerializableConsumer<@Nullable Object> initializer;
    private @Nullable Object initializerArgument;
    private @Nullable Codec codec;
    private long intakeBytes = Math.max(LEAST_INTAKE_BYTES, Runtime.getRuntime().maxMemory() / 8);
    private boolean refuseWhenFull;
    private Consumer<? super Throwable> errorHandler = thrown -> {};

    PoolBuilder() {}

    /** The pool's name, with which those of its workers and threads begin: {@code etl} has the workers {@code etl-1}, {@code etl-2}. */
    public PoolBuilder name(String name) {
        if (!name.matches("[\\w.+-]{1,100}")) {
            throw new IllegalArgumentException("a pool's name has letters, digits and _.+- only: name=" + name);
        }
        this.name = name;
        return this;
    }

    /**
     * How many workers; as many as there are processors if it is not said.
     *
     * @throws IllegalArgumentException if less than 1 (Python: ValueError, rule PL1)
     */
    public PoolBuilder workers(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool needs a worker at least: workers=" + workers);
        }
        this.workers = workers;
        return this;
    }

    /**
     * Makes the workers daemon threads of this JVM, {@code etl-1}, {@code etl-2} and so on: Python's {@code ThreadPool}, for tasks that
     * mostly wait, or that share what cannot travel.
     *
     * <p>Nothing is copied: functions, arguments and results are shared with the tasks, so that both see later changes and must
     * guard them; static fields are those of this JVM. An exception is thrown as it is, without a trace of two places. A thread
     * cannot be killed (nor could Python's): {@code cancel(true)} and {@code terminate} interrupt the task. One that does not heed
     * that keeps its thread until it returns, although its future has failed; {@code join} waits a second for it, then
     * leaves the thread to itself. {@code System.exit} in a task ends this JVM. {@link #jvm} and {@link #codec} do not matter. A
     * task that waits for an {@link AsyncResult} of its own pool, or a stage of one, is replaced by another thread meanwhile; a task that
     * closes its own pool does not wait for that. A task that another task submits is taken although too much waits.
     */
    public PoolBuilder threads() {
        this.where = Where.THREADS;
        return this;
    }

    /**
     * Makes the workers threads of this JVM, as {@link #threads} does, but encodes and decodes all functions, arguments and results
     * as if they went to worker JVMs: for breakpoints in tasks, and for tests.
     *
     * <p>So a task gets copies, what cannot travel is refused with an {@link org.multijvm.codec.EncodingException}, and an exception
     * that cannot travel arrives as a {@link org.multijvm.codec.RemoteTaskException}. What differs from worker JVMs is that all
     * tasks share static fields, that none can be killed and that {@link #jvm} does not matter.
     */
    public PoolBuilder inThisJvm() {
        this.where = Where.THIS_JVM;
        return this;
    }

    /** How each worker JVM is started: heap limit, flags, environment, output and so on. */
    public PoolBuilder jvm(JvmOptions options) {
        this.jvm = Objects.requireNonNull(options, "options");
        return this;
    }

    /** What each worker runs before its first task. If it throws, the worker counts as one that cannot be started. */
    public PoolBuilder initializer(SerializableRunnable initializer) {
        Objects.requireNonNull(initializer, "initializer");
        return initializer(new RunInitializer(), initializer);
    }

    /** What each worker runs before its first task, with an argument that is sent to it. */
    @SuppressWarnings("unchecked") // it is only ever given the argument that comes with it
    public <T> PoolBuilder initializer(SerializableConsumer<? super T> initializer, T argument) {
        this.initializer = (SerializableConsumer<@Nullable Object>) Objects.requireNonNull(initializer, "initializer");
        this.initializerArgument = argument;
        return this;
    }

    /** How values travel that are neither plain data nor handles; Java serialization if it is not said. */
    public PoolBuilder codec(Codec codec) {
        this.codec = Objects.requireNonNull(codec, "codec");
        return this;
    }

    /**
     * How many bytes of tasks may wait for a worker (an eighth of this JVM's heap if it is not said). A submitter that would
     * exceed it blocks until there is room; a task larger than all of it is taken when nothing else waits.
     */
    public PoolBuilder intakeLimit(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("the intake limit must be positive: bytes=" + bytes);
        }
        this.intakeBytes = bytes;
        return this;
    }

    /** Refuses a task with {@link RejectedExecutionException} when too much waits, instead of blocking. */
    public PoolBuilder refuseWhenFull() {
        this.refuseWhenFull = true;
        return this;
    }

    /** Is given what callbacks throw, in the callback thread, after it was logged. */
    public PoolBuilder onCallbackError(Consumer<? super Throwable> handler) {
        this.errorHandler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Starts the pool. Returns at once; the workers come up meanwhile, and that they cannot is told to the tasks that wait.
     *
     * @throws org.multijvm.codec.EncodingException if the initializer or its argument cannot travel
     * @throws java.io.UncheckedIOException if there is no space for the pool's files
     */
    public Pool start() {
        return TaskPool.start(gathered());
    }

    /** Starts the pool that nobody can close. */
    TaskPool startShared() {
        return TaskPool.startShared(gathered());
    }

    /** Starts the pool as an executor; see {@link #start}. */
    public ProcessPoolExecutor startExecutor() {
        return ProcessPoolExecutor.on(start());
    }

    private PoolOptions gathered() {
        String chosen = name != null ? name : "pool" + POOLS.incrementAndGet();
        return new PoolOptions(
                chosen,
                workers,
                where,
                jvm,
                initializer,
                initializerArgument,
                codec,
                intakeBytes,
                refuseWhenFull,
                errorHandler);
    }
}
