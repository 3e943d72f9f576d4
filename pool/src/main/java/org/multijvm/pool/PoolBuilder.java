package org.multijvm.pool;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.launcher.JvmOptions;

/** Gathers how a {@link Pool} shall be; confined to one thread. */
public final class PoolBuilder {
    private static final AtomicInteger POOLS = new AtomicInteger();
    private static final long LEAST_INTAKE_BYTES = 16L << 20;

    private @Nullable String name;
    private int workers = Runtime.getRuntime().availableProcessors();
    private JvmOptions jvm = JvmOptions.defaults();
    private @Nullable SerializableConsumer<@Nullable Object> initializer;
    private @Nullable Object initializerArgument;
    private @Nullable Codec codec;
    private long intakeBytes = Math.max(LEAST_INTAKE_BYTES, Runtime.getRuntime().maxMemory() / 8);
    private boolean refuseWhenFull;
    private Consumer<? super Throwable> errorHandler = thrown -> {};

    private final LifeBuilder life = new LifeBuilder();

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
     * How many worker JVMs; as many as there are processors if it is not said.
     *
     * @throws IllegalArgumentException if less than 1 (Python: ValueError, rule PL1)
     */
    public PoolBuilder workers(int workers) {
        return bounds(-1, workers);
    }

    /**
     * At least and at most how many worker JVMs. The least are there from the start; more are started when a task comes and all are busy, and
     * leave when they have been {@linkplain #idleTime idle}. The least may be 0: then the first task waits for a JVM to start.
     *
     * @throws IllegalArgumentException if the most is less than 1, or the least is negative or more than that
     */
    public PoolBuilder sizes(int least, int most) {
        if (least < 0 || least > most) {
            throw new IllegalArgumentException(
                    "the least must be from 0 to the most: least=" + least + ", most=" + most);
        }
        return bounds(least, most);
    }

    private PoolBuilder bounds(int least, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a pool needs a worker at least: workers=" + most);
        }
        this.workers = most;
        life.minWorkers(least);
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
     * After how long without a task a worker above the {@linkplain #sizes least} leaves; a minute if it is not said. Without {@code sizes} there is
     * none above it.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public PoolBuilder idleTime(Duration time) {
        life.idleTime(time);
        return this;
    }

    /**
     * Replaces each worker after so many tasks (Python: {@code maxtasksperchild}, rule PL23); a chunk is one task. A worker runs no more than
     * that; it runs fewer if an idle one took over what it had not started. The next one is warm before the old one leaves.
     *
     * @throws IllegalArgumentException if less than 1 (rule PL1)
     */
    public PoolBuilder maxTasksPerWorker(int tasks) {
        life.maxTasks(tasks);
        return this;
    }

    /**
     * Runs each task in a JVM that has run none before, so that tasks share no static state: {@link #maxTasksPerWorker} 1. While a task runs, the
     * worker for the next one comes up. A task then costs a JVM's start in processor time.
     */
    public PoolBuilder freshWorkerPerTask() {
        return maxTasksPerWorker(1);
    }

    /**
     * Replaces a worker that is found to hold more resident memory than this, once it has ended the task it is at (billiard: max memory per child);
     * looked at every 100 ms while it works. It is no cap: see {@link JvmOptions.Builder#maxHeap} for that of the heap. Each
     * worker runs a task at least, however low the limit.
     *
     * @throws IllegalArgumentException if it is not positive
     * @throws UnsupportedOperationException where the memory of another process cannot be read: other systems than Linux
     */
    public PoolBuilder maxWorkerMemory(long bytes) {
        life.maxMemory(bytes);
        return this;
    }

    /**
     * What each worker runs at its end, when the pool closes or another worker takes its place (mpire: {@code worker_exit}); see {@link Pool#exitResults}.
     * What it throws becomes a failure in those results and stops nothing. It has five seconds.
     */
    public PoolBuilder exitFunction(SerializableCallable<?> function) {
        life.exitFunction(Objects.requireNonNull(function, "function"), null);
        return this;
    }

    /**
     * As {@link #exitFunction(SerializableCallable)}, with a limit after which the worker is killed.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public PoolBuilder exitFunction(SerializableCallable<?> function, Duration limit) {
        life.exitFunction(Objects.requireNonNull(function, "function"), Objects.requireNonNull(limit, "limit"));
        return this;
    }

    /**
     * The environment variables of each worker by its {@linkplain PoolWorker#id id}, beyond those of {@link #jvm}: to give each a device of its own,
     * for one. Called in a thread of the pool's each time a worker is started; it must not block.
     */
    public PoolBuilder environment(IntFunction<? extends Map<String, String>> byId) {
        life.environment(Objects.requireNonNull(byId, "byId"));
        return this;
    }

    /**
     * Gives all workers an object under a name, for {@link PoolWorker#shared}. It is encoded once, when the pool starts, and each worker decodes
     * it when a task first asks: cheaper than an argument of each task, and than one of the initializer.
     */
    public PoolBuilder shared(String name, Object object) {
        life.shared(Objects.requireNonNull(name, "name"), Objects.requireNonNull(object, "object"));
        return this;
    }

    /**
     * Starts the pool. Returns at once; the workers come up meanwhile, and that they cannot is told to the tasks that wait.
     *
     * @throws org.multijvm.codec.EncodingException if the initializer, its argument, the exit function or a shared object cannot travel
     * @throws java.io.UncheckedIOException if there is no space for the pool's files
     */
    public Pool start() {
        String chosen = name != null ? name : "pool" + POOLS.incrementAndGet();
        return TaskPool.start(new PoolOptions(
                chosen,
                workers,
                jvm,
                initializer,
                initializerArgument,
                codec,
                intakeBytes,
                refuseWhenFull,
                errorHandler,
                life.build(workers)));
    }

    /** Starts the pool as an executor; see {@link #start}. */
    public ProcessPoolExecutor startExecutor() {
        return ProcessPoolExecutor.on(start());
    }
}
