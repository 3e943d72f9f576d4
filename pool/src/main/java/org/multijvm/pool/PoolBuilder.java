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
import org.multijvm.launcher.Output;
import org.slf4j.event.Level;

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
    private ShowOptions show = ShowOptions.NOTHING;

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
        if (workers < 1) {
            throw new IllegalArgumentException("a pool needs a worker at least: workers=" + workers);
        }
        this.workers = workers;
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
     * Where both streams of each worker go: {@link Output#PREFIXED}, {@link Output#files}, {@link Output#lines}, {@link Output#LOG} and so on;
     * wins over what {@link #jvm} says. If neither is said, to this JVM's own. The last lines of standard error stand in a {@link
     * WorkerCrashedException} in any case but {@link Output#DIRECT}.
     */
    public PoolBuilder output(Output output) {
        show = show.withOutput(Objects.requireNonNull(output, "output"));
        return this;
    }

    /** As {@link #forwardLogging(Level)}, from the level on that this JVM's root logger has when a worker starts. */
    public PoolBuilder forwardLogging() {
        show = show.withLogging(null);
        return this;
    }

    /**
     * Brings what workers log by SLF4J to this JVM's loggers of the same names, which then say what is shown. Message, exception and MDC
     * come along, the worker's name as {@code worker} and its thread's as {@code worker.thread} in the MDC; markers do not.
     *
     * <p>In the workers SLF4J then has a provider of ours, whatever else is on the class path, and a record costs some microseconds; a worker that
     * logs faster than this JVM's appenders take it waits. It needs SLF4J 2.0.9 or later there. What is logged by other means than SLF4J
     * goes its own way.
     *
     * @param level workers drop what is below
     */
    public PoolBuilder forwardLogging(Level level) {
        show = show.withLogging(Objects.requireNonNull(level, "level"));
        return this;
    }

    /** As {@link #debug(boolean)}, without waiting for the debugger. */
    public PoolBuilder debug() {
        return debug(false);
    }

    /**
     * Lets a debugger attach to each worker, at a free port of the loopback address of its own. The port is logged as {@code worker etl-1 listens
     * for a debugger: port=45123}, written to standard error if nothing logs, and found in {@link Pool#stats}. No time limit of
     * the pool fires.
     *
     * @param suspend whether a worker waits for the debugger before its first line
     */
    public PoolBuilder debug(boolean suspend) {
        show = show.withDebug(suspend);
        return this;
    }

    /**
     * Starts the pool. Returns at once; the workers come up meanwhile, and that they cannot is told to the tasks that wait.
     *
     * @throws IllegalStateException if the workers shall be debugged, and {@link #jvm} names a port for all of them
     * @throws org.multijvm.codec.EncodingException if the initializer or its argument cannot travel
     * @throws java.io.UncheckedIOException if there is no space for the pool's files
     */
    public Pool start() {
        if (show.debug() && jvm.debugPort() >= 0) {
            throw new IllegalStateException(
                    "debug() chooses a port for each worker, leave it out of the JvmOptions: port=" + jvm.debugPort());
        }
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
                show));
    }

    /** Starts the pool as an executor; see {@link #start}. */
    public ProcessPoolExecutor startExecutor() {
        return ProcessPoolExecutor.on(start());
    }
}
