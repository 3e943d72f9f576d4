package org.multijvm.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.commons.lang3.tuple.Triple;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.SerializableDoubleUnaryOperator;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableIntUnaryOperator;
import org.multijvm.codec.SerializableLongUnaryOperator;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.SerializableTriFunction;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.EngineFactory;
import org.multijvm.pool.engine.Items;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.TaskSurroundings;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.ThreadDump;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;
import org.multijvm.pool.task.Unfinished;

/** The one pool there is: turns calls into tasks and hands them to its {@link Engine}. */
final class TaskPool implements Pool {
    /** How long it is asked where tasks are that are to be ended. */
    private static final Duration FOR_PLACES = Duration.ofMillis(500);

    private final PoolOptions options;
    private final CallbackLoop callbacks;
    private final Intake intake;
    private final Engine engine;
    private final Submissions submissions;

    /** Whether it is everybody's, so that nobody can end it. */
    private final boolean shared;

    private TaskPool(
            PoolOptions options,
            CallbackLoop callbacks,
            Intake intake,
            Progress progress,
            Settling settling,
            boolean shared) {
        this.options = options;
        this.shared = shared;
        this.callbacks = callbacks;
        this.intake = intake;
        this.engine = intake.engine();
        this.submissions = new Submissions(intake, callbacks, progress, settling);
    }

    static TaskPool start(PoolOptions options, EngineFactory factory) {
        return start(options, factory, false);
    }

    static TaskPool startShared(PoolOptions options) {
        return start(options, OwnEngine.WORKER_JVMS, true);
    }

    private static TaskPool start(PoolOptions options, EngineFactory factory, boolean shared) {
        CallbackLoop callbacks = new CallbackLoop("multijvm-" + options.name() + "-callbacks", options.errorHandler());
        Engine engine = factory.start(options, callbacks);
        Settling settling = new Settling(options.codec(), TaskSurroundings.loaderOfCaller());
        Intake intake = new Intake(engine, options.taskOptions());
        return new TaskPool(options, callbacks, intake, Progress.none(), settling, shared);
    }

    @Override
    public Pool with(TaskOptions taskOptions) {
        return view(new Intake(engine, taskOptions), submissions.progress());
    }

    @Override
    public Pool with(Progress progress) {
        return view(intake, Objects.requireNonNull(progress, "progress"));
    }

    private TaskPool view(Intake itsIntake, Progress progress) {
        return new TaskPool(options, callbacks, itsIntake, progress, submissions.settling(), shared);
    }

    @Override
    public TaskOptions taskOptions() {
        return intake.options();
    }

    Intake intake() {
        return intake;
    }

    Engine engine() {
        return engine;
    }

    Submissions submissions() {
        return submissions;
    }

    boolean isShared() {
        return shared;
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public int workers() {
        return engine.workers();
    }

    @Override
    public void resize(int wanted) {
        if (wanted < 1) {
            throw new IllegalArgumentException("a pool needs a worker at least: workers=" + wanted);
        }
        engine.resize(wanted);
    }

    @Override
    public List<ExitResult> exitResults() {
        return engine.exitResults();
    }

    @Override
    public PoolHealth health() {
        return engine.health();
    }

    @Override
    public ThreadDump threadDump(Duration limit) throws InterruptedException {
        Instant at = Instant.now();
        return new ThreadDump(options.name(), at, engine.threads(limit));
    }

    @Override
    public PoolStats stats() {
        return engine.stats();
    }

    @Override
    public <R> R apply(SerializableCallable<? extends R> task) throws InterruptedException {
        return Await.result(submissions.<R>call(new Work.Single(CallKind.CALL, task, null, null)));
    }

    @Override
    public void apply(SerializableRunnable task) throws InterruptedException {
        Await.result(submissions.call(new Work.Single(CallKind.RUN, task, null, null)));
    }

    @Override
    public <T, R> R apply(SerializableFunction<? super T, ? extends R> function, T argument)
            throws InterruptedException {
        return Await.result(submissions.<R>call(new Work.Single(CallKind.APPLY, function, argument, null)));
    }

    @Override
    public <T, U, R> R apply(SerializableBiFunction<? super T, ? super U, ? extends R> function, T first, U second)
            throws InterruptedException {
        return Await.result(submissions.<R>call(new Work.Single(CallKind.APPLY_2, function, first, second)));
    }

    @Override
    public <R> AsyncResult<R> applyAsync(SerializableCallable<? extends R> task) {
        return applyAsync(task, CallbackPair.none());
    }

    @Override
    public AsyncResult<@Nullable Void> applyAsync(SerializableRunnable task) {
        Work.Single work = new Work.Single(CallKind.RUN, task, null, null);
        return submissions.<@Nullable Void>submit(work, CallbackPair.none());
    }

    @Override
    public <T, R> AsyncResult<R> applyAsync(SerializableFunction<? super T, ? extends R> function, T argument) {
        return applyAsync(function, argument, CallbackPair.<R>none());
    }

    @Override
    public <T, U, R> AsyncResult<R> applyAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function, T first, U second) {
        return applyAsync(function, first, second, CallbackPair.<R>none());
    }

    @Override
    public <R> AsyncResult<R> applyAsync(SerializableCallable<? extends R> task, Callbacks<? super R> told) {
        return submissions.submit(new Work.Single(CallKind.CALL, task, null, null), told);
    }

    @Override
    public <T, R> AsyncResult<R> applyAsync(
            SerializableFunction<? super T, ? extends R> function, T argument, Callbacks<? super R> told) {
        return submissions.submit(new Work.Single(CallKind.APPLY, function, argument, null), told);
    }

    @Override
    public <T, U, R> AsyncResult<R> applyAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            T first,
            U second,
            Callbacks<? super R> told) {
        return submissions.submit(new Work.Single(CallKind.APPLY_2, function, first, second), told);
    }

    @Override
    public <T, R> List<R> map(SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items)
            throws InterruptedException {
        return map(function, items, ChunkSize.automatic());
    }

    @Override
    public <T, R> List<R> map(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize)
            throws InterruptedException {
        return Await.result(this.<T, R>mapAsync(function, items, chunkSize));
    }

    @Override
    public <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
        return mapAsync(function, items, ChunkSize.automatic());
    }

    @Override
    public <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize) {
        return mapAsync(function, items, chunkSize, CallbackPair.none());
    }

    @Override
    public <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            ChunkSize chunkSize,
            Callbacks<? super List<R>> told) {
        return submissions.inChunks(function, Items.of(MapJob.listOf(items)), chunkSize, told);
    }

    @Override
    public int[] map(SerializableIntUnaryOperator function, int[] items) throws InterruptedException {
        return submissions.mapPrimitives(function, new Items.Primitives(CallKind.MAP_INTS, items));
    }

    @Override
    public long[] map(SerializableLongUnaryOperator function, long[] items) throws InterruptedException {
        return submissions.mapPrimitives(function, new Items.Primitives(CallKind.MAP_LONGS, items));
    }

    @Override
    public double[] map(SerializableDoubleUnaryOperator function, double[] items) throws InterruptedException {
        return submissions.mapPrimitives(function, new Items.Primitives(CallKind.MAP_DOUBLES, items));
    }

    @Override
    public int[] mapRange(SerializableIntUnaryOperator function, int from, int to) throws InterruptedException {
        return submissions.mapPrimitives(function, Items.Range.of(CallKind.MAP_INT_RANGE, from, to));
    }

    @Override
    public long[] mapLongRange(SerializableLongUnaryOperator function, long from, long to) throws InterruptedException {
        return submissions.mapPrimitives(function, Items.Range.of(CallKind.MAP_LONG_RANGE, from, to));
    }

    @Override
    public <T, U, R> List<R> starmap(
            SerializableBiFunction<? super T, ? super U, ? extends R> function, Iterable<? extends Pair<T, U>> items)
            throws InterruptedException {
        return starmap(function, items, ChunkSize.automatic());
    }

    @Override
    public <T, U, R> List<R> starmap(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            ChunkSize chunkSize)
            throws InterruptedException {
        return Await.result(this.<T, U, R>starmapAsync(function, items, chunkSize));
    }

    @Override
    public <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function, Iterable<? extends Pair<T, U>> items) {
        return starmapAsync(function, items, ChunkSize.automatic());
    }

    @Override
    public <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            ChunkSize chunkSize) {
        return starmapAsync(function, items, chunkSize, CallbackPair.none());
    }

    @Override
    public <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            ChunkSize chunkSize,
            Callbacks<? super List<R>> told) {
        return submissions.inChunks(function, Items.ofPairs(items), chunkSize, told);
    }

    @Override
    public <T, U, V, R> List<R> starmap(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items)
            throws InterruptedException {
        return starmap(function, items, ChunkSize.automatic());
    }

    @Override
    public <T, U, V, R> List<R> starmap(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            ChunkSize chunkSize)
            throws InterruptedException {
        return Await.result(this.<T, U, V, R>starmapAsync(function, items, chunkSize));
    }

    @Override
    public <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items) {
        return starmapAsync(function, items, ChunkSize.automatic());
    }

    @Override
    public <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            ChunkSize chunkSize) {
        return starmapAsync(function, items, chunkSize, CallbackPair.none());
    }

    @Override
    public <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            ChunkSize chunkSize,
            Callbacks<? super List<R>> told) {
        return submissions.inChunks(function, Items.ofTriples(items), chunkSize, told);
    }

    @Override
    public <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
        return imap(function, items, ChunkSize.of(1));
    }

    @Override
    public <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize) {
        return submissions.iterate(function, items, chunkSize, Landing.of(engine.collector(), true));
    }

    @Override
    public <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
        return imapUnordered(function, items, ChunkSize.of(1));
    }

    @Override
    public <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize) {
        return submissions.iterate(function, items, chunkSize, Landing.of(engine.collector(), false));
    }

    @Override
    public <R> ResultIterator<R> generate(SerializableConsumer<ResultSink<R>> task) {
        return submissions.generate(task);
    }

    @Override
    public <R> Map<String, Settled<R>> onEachWorker(SerializableCallable<? extends R> task)
            throws InterruptedException {
        EachWorker<R> each = EachWorker.start(submissions, intake.options(), task, false);
        try {
            return each.await();
        } finally {
            each.close();
        }
    }

    @Override
    public <R> EachWorker<R> onEachWorkerFromNowOn(SerializableCallable<? extends R> task) {
        return EachWorker.start(submissions, intake.options(), task, true);
    }

    @Override
    public void shutdown() {
        if (!shared) {
            engine.shutdown();
        }
    }

    @Override
    public void terminate() {
        if (!shared) {
            engine.terminate();
        }
    }

    @Override
    public boolean isShutdown() {
        return engine.isClosed();
    }

    @Override
    public boolean isTerminated() {
        try {
            return engine.awaitEnd(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void join() throws InterruptedException {
        join(Duration.ofNanos(Long.MAX_VALUE));
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        if (shared) {
            throw new IllegalStateException(
                    "the shared pool ends with this JVM: wait for its results instead: pool=" + options.name());
        }
        if (!engine.isEnding()) {
            throw new IllegalStateException(
                    "the pool still runs: call shutdown, close or terminate first: pool=" + options.name());
        }
        return engine.awaitEnd(limit);
    }

    @Override
    public void close() {
        shutdown();
        if (shared || callbacks.isThread(Thread.currentThread())) {
            return;
        }
        try {
            join();
        } catch (InterruptedException e) {
            terminate();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Unfinished close(Duration limit) throws InterruptedException {
        shutdown();
        if (shared) {
            return Unfinished.nothing();
        }
        try {
            long begun = System.nanoTime();
            if (engine.awaitEnd(limit)) {
                return Unfinished.nothing();
            }
            if (System.nanoTime() - begun < AsyncResult.nanos(limit)) {
                throw new IllegalStateException(
                        "a callback or task of the pool would wait for its own end: pool=" + options.name());
            }
            return endNow(limit);
        } catch (InterruptedException e) {
            terminate();
            throw e;
        }
    }

    private Unfinished endNow(Duration limit) throws InterruptedException {
        Throwable reason = new CancellationException(
                "the pool was closed before the task was started: limit=" + limit + ", pool=" + options.name());
        int notStarted = 0;
        for (Task task : engine.withdrawAll()) {
            task.fail(reason);
            notStarted++;
        }
        List<WorkerThreads> running = new ArrayList<>();
        for (WorkerThreads worker : engine.threads(FOR_PLACES)) {
            if (worker.task().isPresent()) {
                running.add(worker);
            }
        }
        terminate();
        join();
        return new Unfinished(notStarted, running);
    }

    @Override
    public String toString() {
        return "Pool[name=" + options.name() + ", workers=" + workers() + (engine.isEnding() ? ", closing]" : "]");
    }
}
