package org.multijvm.pool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
import org.multijvm.launcher.Output;
import org.multijvm.pool.engine.EngineFactory;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.PoolSetting;
import org.multijvm.pool.engine.ShowOptions;
import org.multijvm.pool.task.EngineProvider;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.pool.task.WorkerStartException;
import org.multijvm.pool.worker.RunInitializer;
import org.slf4j.event.Level;

/**
 * Gathers how a {@link Pool} is to be. Each method refuses null with a {@link NullPointerException} and a value out of its bounds with an {@link
 * IllegalArgumentException}, at once. Confined to one thread.
 *
 * <p>{@link #start} takes the settings as they are at that moment: the builder may be changed and used again, and the pools that it has started do not
 * change. Pools that a builder without a {@link #name} starts get a name each.
 *
 * <table>
 * <caption>Defaults</caption>
 * <tr><th>setting</th><th>default</th></tr>
 * <tr><td>{@link #name}</td><td>{@code pool1}, {@code pool2} and so on</td></tr>
 * <tr><td>{@link #workers}, {@link #sizes}</td><td>as many as there are processors, all from the start</td></tr>
 * <tr><td>{@link #threads}, {@link #inThisJvm}, {@link #on}</td><td>none of them: workers are JVMs</td></tr>
 * <tr><td>{@link #jvm}</td><td>{@link JvmOptions#defaults}</td></tr>
 * <tr><td>{@link #maxHeap(long) maxHeap}</td><td>all workers share what the machine or container has, see there</td></tr>
 * <tr><td>{@link #jvmArguments}</td><td>none but those of this JVM that suit a worker</td></tr>
 * <tr><td>{@link #initializer(SerializableRunnable) initializer}, {@link #exitFunction(SerializableCallable) exitFunction}, {@link #shared}, {@link
 * #environment}</td><td>none</td></tr>
 * <tr><td>{@link #codec}</td><td>Java serialization</td></tr>
 * <tr><td>{@link #intakeLimit}</td><td>an eighth of this JVM's heap, at least 16 MiB; a submitter that exceeds it blocks</td></tr>
 * <tr><td>{@link #taskOptions}, {@link #timeLimit}, {@link #retries}</td><td>{@link TaskOptions#defaults}: no limits, no retries</td></tr>
 * <tr><td>{@link #startLimit}, {@link #initializerLimit}</td><td>no limit</td></tr>
 * <tr><td>{@link #workerStartPatience}</td><td>1 minute</td></tr>
 * <tr><td>{@link #idleTime}</td><td>1 minute</td></tr>
 * <tr><td>{@link #maxTasksPerWorker(int) maxTasksPerWorker}, {@link #maxWorkerMemory}</td><td>no limit</td></tr>
 * <tr><td>exit function's limit</td><td>5 seconds</td></tr>
 * <tr><td>{@link #output}</td><td>what {@link #jvm} says, else this JVM's own streams</td></tr>
 * <tr><td>{@link #onCallbackError}, {@link #forwardLogging()}, {@link #debug()}, {@link #crashFolder}</td><td>none</td></tr>
 * </table>
 */
public final class PoolBuilder {
    private static final AtomicInteger POOLS = new AtomicInteger();
    private static final long LEAST_INTAKE_BYTES = 16L << 20;

    private @Nullable String name;
    private int workers = Runtime.getRuntime().availableProcessors();
    private EngineFactory engine = OwnEngine.WORKER_JVMS;

    /** What was chosen, whatever it was: not every engine can keep it. */
    private final Set<PoolSetting> chosen = EnumSet.noneOf(PoolSetting.class);

    private JvmOptions jvm = JvmOptions.defaults();
    /** What this builder's own methods say, which goes before {@link #jvm}. */
    private JvmOptions own = JvmOptions.defaults();

    private @Nullable SerializableConsumer<@Nullable Object> initializer;
    private @Nullable Object initializerArgument;
    private @Nullable Codec codec;
    private long intakeBytes = Math.max(LEAST_INTAKE_BYTES, Runtime.getRuntime().maxMemory() / 8);
    private boolean refuseWhenFull;
    private Consumer<? super Throwable> errorHandler = new Consumer<>() {
        @Override
        public void accept(Throwable passedOver) {}
    };
    private TaskOptions taskOptions = TaskOptions.defaults();
    private @Nullable Duration startLimit;
    private @Nullable Duration initializerLimit;

    private final LifeBuilder life = new LifeBuilder();
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
     * How many workers; default: the number of processors. {@link #start} does not wait for them. Their JVMs come up one after the other, or as many at a time as the machine has
     * processors beside one, so that the first task does not wait for all of them. The others start with the second task, or a tenth of a second after the first
     * worker is up.
     *
     * @throws IllegalArgumentException if less than 1 (Python: ValueError, rule PL1)
     */
    public PoolBuilder workers(int workers) {
        return bounds(-1, workers).chose(PoolSetting.WORKERS);
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
        return bounds(least, most).chose(PoolSetting.SIZES);
    }

    private PoolBuilder bounds(int least, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a pool needs a worker at least: workers=" + most);
        }
        this.workers = most;
        life.minWorkers(least);
        return this;
    }

    /**
     * Makes the workers daemon threads of this JVM, {@code etl-1}, {@code etl-2} and so on: Python's {@code ThreadPool}, for tasks that
     * mostly wait, or that share what cannot travel.
     *
     * <p>Nothing is copied: functions, arguments and results are shared with the tasks, so that both see later changes and must
     * guard them; static fields are those of this JVM. An exception is thrown as it is, without a trace of two places. A thread
     * cannot be killed (nor could Python's): {@code cancel(true)}, a time limit and {@code terminate} interrupt the task. If it does not
     * heed that for the grace period of its {@link TaskOptions}, or a second after {@code terminate}, its thread is left to itself, as a
     * daemon, and replaced. {@code System.exit} in a task ends this JVM.
     *
     * <p>A task that waits for an {@link AsyncResult} of its own pool, or a stage of one, is replaced by another thread meanwhile. One that waits
     * for them by other means keeps its thread, and waits for ever if no other is free: in a task, wait for each of the results instead of for {@code
     * CompletableFuture.allOf(..)}, whose futures know of no pool. A task that closes its own pool does not wait for that; what a task submits
     * is taken although too much waits. All workers start at once and stay until the end, or until {@link Pool#resize}. Settings for JVMs
     * are ignored: {@link #jvm}, {@link #codec}, environment, sizes, lives; a task is retried only after failures that {@link TaskOptions.Builder#retryOn}
     * names, since no worker dies. What is {@linkplain #shared shared} is the object itself. An exit
     * function does not run after {@code terminate}; one that is over its limit is interrupted, and its thread left to itself.
     */
    public PoolBuilder threads() {
        this.engine = OwnEngine.THREADS;
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
        this.engine = OwnEngine.THIS_JVM;
        return this;
    }

    /**
     * Runs the tasks by an engine of another module: in a cluster, or in a pool of another JVM. That module tells where its workers are, what they share and what it
     * keeps of limits; chunks, iteration, progress, callbacks and stages are the same with all engines.
     *
     * <p>An engine need not keep every setting. {@link #start} refuses those that this one cannot, so that none is lost without a word. All keep
     * {@link #name}, {@link #taskOptions} and {@link #onCallbackError}. Of this, {@link #threads} and {@link #inThisJvm} the last call counts.
     *
     * @throws IllegalArgumentException if the provider is none of a module of this library, and so starts no engine
     */
    public PoolBuilder on(EngineProvider provider) {
        if (!(Objects.requireNonNull(provider, "provider") instanceof EngineFactory factory)) {
            throw new IllegalArgumentException(
                    "a provider of engines comes from a module of this library, this one starts none: provider="
                            + provider.name() + ", class=" + provider.getClass().getName());
        }
        this.engine = factory;
        return this;
    }

    /**
     * How each worker JVM is started: heap limit, flags, environment, output and so on.
     *
     * <p>With {@link org.multijvm.launcher.StartupMode#CACHED} a worker takes the classes of this library from an archive, which saves about a third of its
     * processor time up to its first answer. The first pool on a machine starts cold and has that archive made in the background; what the tasks
     * load is not in it.
     */
    public PoolBuilder jvm(JvmOptions options) {
        this.jvm = Objects.requireNonNull(options, "options");
        return chose(PoolSetting.JVM);
    }

    /**
     * Limits each worker's heap, whatever {@link #jvm} says. A worker whose heap is full ends, and the task that it ran fails with a {@link WorkerCrashedException}
     * that says so; all others go on. By default all workers of all pools of this JVM share three quarters of the memory of the machine or container, or what this JVM's
     * own {@code -Xmx} leaves of it, and none has more than a quarter, or than this JVM was told that it may have.
     *
     * @throws IllegalArgumentException if less than 1 MiB, with which no JVM starts
     */
    public PoolBuilder maxHeap(long bytes) {
        this.own = own.toBuilder().maxHeap(bytes).build();
        return chose(PoolSetting.MAX_HEAP);
    }

    /**
     * As {@link #maxHeap(long)}, in the JVM's notation: {@code 512m}, {@code 2g}.
     *
     * @throws IllegalArgumentException if it is not a number with one of the letters k, m, g, t or none
     */
    public PoolBuilder maxHeap(String size) {
        this.own = own.toBuilder().maxHeap(size).build();
        return chose(PoolSetting.MAX_HEAP);
    }

    /**
     * Adds JVM flags for the workers; they come behind those of {@link #jvm}, and win.
     *
     * <pre>{@code
     * Pool.builder().jvmArguments("-Xss4m", "--enable-preview").start();
     * }</pre>
     */
    public PoolBuilder jvmArguments(String... arguments) {
        this.own = own.toBuilder().jvmArguments(arguments).build();
        return chose(PoolSetting.JVM_ARGUMENTS);
    }

    /** What each worker runs before its first task. If it throws, the worker counts as one that cannot be started. */
    public PoolBuilder initializer(SerializableRunnable initializer) {
        Objects.requireNonNull(initializer, "initializer");
        return initializer(new RunInitializer(), initializer);
    }

    /** What each worker runs before its first task, with an argument that is sent to it. */
    @SuppressWarnings("unchecked") // it is only ever given the argument that comes with it
    public <T extends @Nullable Object> PoolBuilder initializer(
            SerializableConsumer<? super T> initializer, T argument) {
        this.initializer = (SerializableConsumer<@Nullable Object>) Objects.requireNonNull(initializer, "initializer");
        this.initializerArgument = argument;
        return chose(PoolSetting.INITIALIZER);
    }

    /** How values travel that are neither plain data nor handles; default: Java serialization. */
    public PoolBuilder codec(Codec codec) {
        this.codec = Objects.requireNonNull(codec, "codec");
        return chose(PoolSetting.CODEC);
    }

    /**
     * How many bytes of tasks may wait for a worker (default: an eighth of this JVM's heap). A submitter that would
     * exceed it blocks until there is room; those that wait for it are served in the order in which they came, however large their tasks are. A task larger
     * than all of it is taken when nothing else waits.
     */
    public PoolBuilder intakeLimit(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("the intake limit must be positive: bytes=" + bytes);
        }
        this.intakeBytes = bytes;
        return chose(PoolSetting.INTAKE_LIMIT);
    }

    /** Refuses a task with {@link RejectedExecutionException} when too much waits, instead of blocking. */
    public PoolBuilder refuseWhenFull() {
        this.refuseWhenFull = true;
        return chose(PoolSetting.REFUSE_WHEN_FULL);
    }

    /** Is given what callbacks throw, in the callback thread, after it was logged. */
    public PoolBuilder onCallbackError(Consumer<? super Throwable> handler) {
        this.errorHandler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /** The options of all tasks that are not submitted through {@link Pool#with}. */
    public PoolBuilder taskOptions(TaskOptions options) {
        this.taskOptions = Objects.requireNonNull(options, "options");
        return this;
    }

    /** How long each task may run; see {@link TaskOptions.Builder#timeLimit}. Adds to the {@link #taskOptions}. */
    public PoolBuilder timeLimit(Duration limit) {
        return taskOptions(taskOptions.toBuilder().timeLimit(limit).build());
    }

    /** How many times more a task is run if its worker died, or if it fails in a way that {@link TaskOptions.Builder#retryOn} names; see {@link TaskOptions.Builder#retries}. Adds to the {@link #taskOptions}. */
    public PoolBuilder retries(int times) {
        return taskOptions(taskOptions.toBuilder().retries(times).build());
    }

    /**
     * How long a worker's JVM may take to come up, the initializer not counted; default: no limit. One that takes longer is ended
     * and counts as one that cannot be started (see {@link WorkerStartException}).
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public PoolBuilder startLimit(Duration limit) {
        this.startLimit = TaskOptions.checkPositive("start limit", limit);
        return chose(PoolSetting.START_LIMIT);
    }

    /**
     * How long the initializer may take in each worker; default: no limit. A worker in which it takes longer is ended and counts as
     * one that cannot be started; the cause of the {@link WorkerStartException} shows where the initializer was.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public PoolBuilder initializerLimit(Duration limit) {
        this.initializerLimit = TaskOptions.checkPositive("initializer limit", limit);
        return chose(PoolSetting.INITIALIZER_LIMIT);
    }

    /**
     * For how long a pool that was up goes on without any worker, since none can be started, until it is given up; a minute by default.
     *
     * <p>What keeps workers from starting often passes: the JDK is being replaced, memory, processes, descriptors or {@code /dev/shm} are short
     * for a while, somebody kills the workers. The pool goes on with the workers it has, however few; a worker that was to be replaced serves on
     * (but one for a single task, see {@link #freshWorkerPerTask}). It tries again after pauses that grow from 50 ms to ten seconds, or to one
     * while no worker lives, one start at a time; says so in its log and by {@link Pool#health}. Tasks wait meanwhile, within their own limits.
     * Only when no worker has lived for so long do they fail, with a {@link WorkerStartException}, and no more are taken. The same holds where workers come
     * up and die at once without a task, ten times in a row.
     *
     * <p>A pool of which no worker ever came up is given up at once after three tries, whatever this says: its cause is most likely one that
     * stays.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public PoolBuilder workerStartPatience(Duration patience) {
        life.startPatience(Objects.requireNonNull(patience, "patience"));
        return chose(PoolSetting.WORKER_START_PATIENCE);
    }

    /**
     * After how long without a task a worker above the {@linkplain #sizes least} leaves; default: a minute. Without {@code sizes} there is
     * none above it.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public PoolBuilder idleTime(Duration time) {
        life.idleTime(time);
        return chose(PoolSetting.IDLE_TIME);
    }

    /**
     * Replaces each worker after so many tasks (Python: {@code maxtasksperchild}, rule PL23); a chunk is one task. A worker runs no more than
     * that; it runs fewer if an idle one took over what it had not started. The next one is warm before the old one leaves. Where none can be
     * started for a while, the old one goes on until one can (see {@link #workerStartPatience}), unless it is for one task only.
     *
     * @throws IllegalArgumentException if less than 1 (rule PL1)
     */
    public PoolBuilder maxTasksPerWorker(int tasks) {
        return maxTasksPerWorker(tasks, 0);
    }

    /**
     * As {@link #maxTasksPerWorker(int)}, with a number of its own for each worker, drawn from the first to the sum of both, so that workers that
     * were started together do not leave together (gunicorn: {@code max_requests_jitter}).
     *
     * @throws IllegalArgumentException if the first is less than 1, or the jitter negative
     */
    public PoolBuilder maxTasksPerWorker(int tasks, int jitter) {
        life.maxTasks(tasks, jitter);
        return chose(PoolSetting.MAX_TASKS_PER_WORKER);
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
        return chose(PoolSetting.MAX_WORKER_MEMORY);
    }

    /**
     * What each worker runs at its end, when the pool closes or another worker takes its place (mpire: {@code worker_exit}); see {@link Pool#exitResults}.
     * What it throws becomes a failure in those results and stops nothing. It has five seconds.
     */
    public PoolBuilder exitFunction(SerializableCallable<?> function) {
        life.exitFunction(Objects.requireNonNull(function, "function"), null);
        return chose(PoolSetting.EXIT_FUNCTION);
    }

    /**
     * As {@link #exitFunction(SerializableCallable)}, with a limit after which the worker is killed.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public PoolBuilder exitFunction(SerializableCallable<?> function, Duration limit) {
        life.exitFunction(Objects.requireNonNull(function, "function"), Objects.requireNonNull(limit, "limit"));
        return chose(PoolSetting.EXIT_FUNCTION);
    }

    /**
     * The environment variables of each worker by its {@linkplain PoolWorker#id id}, beyond those of {@link #jvm}: to give each a device of its own,
     * for one. Called in a thread of the pool's each time a worker is started; it must not block.
     */
    public PoolBuilder environment(IntFunction<? extends Map<String, String>> byId) {
        life.environment(Objects.requireNonNull(byId, "byId"));
        return chose(PoolSetting.ENVIRONMENT);
    }

    /**
     * Gives all workers an object under a name, for {@link PoolWorker#shared}. It is encoded once, when the pool starts, and each worker decodes
     * it when a task first asks: cheaper than an argument of each task, and than one of the initializer.
     */
    public PoolBuilder shared(String name, Object object) {
        life.shared(Objects.requireNonNull(name, "name"), Objects.requireNonNull(object, "object"));
        return chose(PoolSetting.SHARED);
    }

    /**
     * Where both streams of each worker go: {@link Output#PREFIXED}, {@link Output#files}, {@link Output#lines}, {@link Output#LOG} and so on;
     * wins over what {@link #jvm} says; default: this JVM's own streams. The last lines of standard error stand in a {@link
     * WorkerCrashedException} in any case but {@link Output#DIRECT}.
     */
    public PoolBuilder output(Output output) {
        show = show.withOutput(Objects.requireNonNull(output, "output"));
        return chose(PoolSetting.OUTPUT);
    }

    /**
     * Keeps the report of each worker JVM that native code crashed in this folder, whatever {@link #jvm} says; see {@link JvmOptions.Builder#crashFolder}.
     */
    public PoolBuilder crashFolder(Path folder) {
        this.own = own.toBuilder().crashFolder(folder).build();
        return chose(PoolSetting.CRASH_FOLDER);
    }

    /** As {@link #forwardLogging(Level)}, from the level on that this JVM's root logger has when a worker starts. */
    public PoolBuilder forwardLogging() {
        show = show.withLogging(null);
        return chose(PoolSetting.FORWARD_LOGGING);
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
        return chose(PoolSetting.FORWARD_LOGGING);
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
        return chose(PoolSetting.DEBUG);
    }

    /**
     * Starts the pool. Returns at once; the workers come up meanwhile. If they cannot, the waiting tasks fail with a {@link WorkerStartException}.
     *
     * <p>In a worker, or another child of this library's, they come up with the first task: a pool in a static field is also made in each worker that runs a
     * function of its class, and need cost nothing there. A task that is submitted there while a class is initialized is refused with an {@link
     * IllegalStateException}, since it would start workers that initialize that class in their turn, and so on: make what such a task makes in {@code main}, or in a holder
     * class that only {@code main} uses.
     *
     * @throws IllegalStateException if the workers shall be debugged, and {@link #jvm} names a port for all of them; or if the engine that the pool runs {@linkplain
     *     #on on} cannot keep a setting
     * @throws org.multijvm.codec.EncodingException if the initializer, its argument, the exit function or a shared object cannot travel
     * @throws java.io.UncheckedIOException if there is no space for the pool's files
     */
    public Pool start() {
        return TaskPool.start(gathered(), engine);
    }

    /** Starts the pool that nobody can close. */
    TaskPool startShared() {
        return TaskPool.startShared(gathered());
    }

    /** Starts the pool as an executor; see {@link #start}. */
    public ProcessPoolExecutor startExecutor() {
        return ProcessPoolExecutor.on(start());
    }

    private PoolBuilder chose(PoolSetting setting) {
        chosen.add(setting);
        return this;
    }

    private PoolOptions gathered() {
        checkKept();
        if (show.debug() && jvm.debugPort().isPresent()) {
            throw new IllegalStateException(
                    "debug() chooses a port for each worker, leave it out of the JvmOptions: port="
                            + jvm.debugPort().getAsInt());
        }
        String chosen = name != null ? name : "pool" + POOLS.incrementAndGet();
        return new PoolOptions(
                chosen,
                workers,
                jvmWithOwn(),
                initializer,
                initializerArgument,
                codec,
                intakeBytes,
                refuseWhenFull,
                errorHandler,
                taskOptions,
                show.debug() ? null : startLimit,
                show.debug() ? null : initializerLimit,
                life.build(workers),
                show);
    }

    private void checkKept() {
        Set<PoolSetting> lost = EnumSet.copyOf(chosen);
        lost.removeAll(engine.settings());
        if (!lost.isEmpty()) {
            throw new IllegalStateException("this engine cannot keep what the builder was told, leave it out: settings="
                    + lost + ", engine=" + engine.name());
        }
    }

    private JvmOptions jvmWithOwn() {
        JvmOptions.Builder builder =
                jvm.toBuilder().jvmArguments(own.jvmArguments().toArray(new String[0]));
        if (own.crashFolder().isPresent()) {
            builder.crashFolder(own.crashFolder().get());
        }
        return builder.build();
    }
}
