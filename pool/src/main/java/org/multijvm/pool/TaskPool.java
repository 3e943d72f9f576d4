package org.multijvm.pool;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.commons.lang3.tuple.Triple;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableDoubleUnaryOperator;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableIntUnaryOperator;
import org.multijvm.codec.SerializableLongUnaryOperator;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.SerializableTriFunction;
import org.multijvm.launcher.JvmProcess;

/** The one pool there is: turns calls into tasks and hands them to its {@link Engine}. */
final class TaskPool implements Pool {
    private final PoolOptions options;
    private final CallbackLoop callbacks;
    private final Intake intake;
    private final Engine engine;
    private final Submissions submissions;

    /** Whether it is everybody's, so that nobody can end it. */
    private final boolean shared;

    private TaskPool(PoolOptions options, CallbackLoop callbacks, Intake intake, boolean shared) {
        this.options = options;
        this.shared = shared;
        this.callbacks = callbacks;
        this.intake = intake;
        this.engine = intake.engine();
        this.submissions = new Submissions(intake, callbacks);
    }

    static TaskPool start(PoolOptions options) {
        return start(options, false);
    }

    static TaskPool startShared(PoolOptions options) {
        return start(options, true);
    }

    private static TaskPool start(PoolOptions options, boolean shared) {
        CallbackLoop callbacks = new CallbackLoop("multijvm-" + options.name() + "-callbacks", options.errorHandler());
        Engine engine;
        if (options.where() != Where.WORKER_JVMS) {
            engine = ThreadEngine.start(options, callbacks);
        } else if (JvmProcess.currentProcess().folder().isPresent()) {
            engine = new LazyEngine(options, callbacks);
        } else {
            engine = JvmEngine.start(options, callbacks);
        }
        return new TaskPool(options, callbacks, new Intake(engine, options.taskOptions()), shared);
    }

    @Override
    public Pool with(TaskOptions taskOptions) {
        return new TaskPool(options, callbacks, new Intake(engine, taskOptions), shared);
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
    public PoolStats stats() {
        return engine.stats();
    }

    @Override
    public <R> R apply(SerializableCallable<R> task) throws InterruptedException {
        return Await.result(submissions.<R>call(CallKind.CALL, task, null, null));
    }

    @Override
    public void apply(SerializableRunnable task) throws InterruptedException {
        Await.result(submissions.call(CallKind.RUN, task, null, null));
    }

    @Override
    public <T, R> R apply(SerializableFunction<? super T, ? extends R> function, T argument)
            throws InterruptedException {
        return Await.result(submissions.<R>call(CallKind.APPLY, function, argument, null));
    }

    @Override
    public <T, U, R> R apply(SerializableBiFunction<? super T, ? super U, ? extends R> function, T first, U second)
            throws InterruptedException {
        return Await.result(submissions.<R>call(CallKind.APPLY_2, function, first, second));
    }

    @Override
    public <R> AsyncResult<R> applyAsync(SerializableCallable<R> task) {
        return submissions.submit(CallKind.CALL, task, null, null, null, null);
    }

    @Override
    public AsyncResult<@Nullable Void> applyAsync(SerializableRunnable task) {
        return submissions.<@Nullable Void>submit(CallKind.RUN, task, null, null, null, null);
    }

    @Override
    public <R> AsyncResult<R> applyAsync(
            SerializableCallable<R> task,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return submissions.submit(CallKind.CALL, task, null, null, callback, errorCallback);
    }

    @Override
    public <T, R> AsyncResult<R> applyAsync(SerializableFunction<? super T, ? extends R> function, T argument) {
        return submissions.submit(CallKind.APPLY, function, argument, null, null, null);
    }

    @Override
    public <T, R> AsyncResult<R> applyAsync(
            SerializableFunction<? super T, ? extends R> function, T argument, @Nullable Consumer<? super R> callback) {
        return submissions.submit(CallKind.APPLY, function, argument, null, callback, null);
    }

    @Override
    public <T, R> AsyncResult<R> applyAsync(
            SerializableFunction<? super T, ? extends R> function,
            T argument,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return submissions.submit(CallKind.APPLY, function, argument, null, callback, errorCallback);
    }

    @Override
    public <T, U, R> AsyncResult<R> applyAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function, T first, U second) {
        return submissions.submit(CallKind.APPLY_2, function, first, second, null, null);
    }

    @Override
    public <T, U, R> AsyncResult<R> applyAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            T first,
            U second,
            @Nullable Consumer<? super R> callback) {
        return submissions.submit(CallKind.APPLY_2, function, first, second, callback, null);
    }

    @Override
    public <T, U, R> AsyncResult<R> applyAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            T first,
            U second,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return submissions.submit(CallKind.APPLY_2, function, first, second, callback, errorCallback);
    }

    @Override
    public <T, R> List<R> map(SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items)
            throws InterruptedException {
        return Await.result(this.<T, R>mapAsync(function, items));
    }

    @Override
    public <T, R> List<R> map(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize)
            throws InterruptedException {
        return Await.result(this.<T, R>mapAsync(function, items, chunkSize));
    }

    @Override
    public <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items) {
        return submissions.inChunks(ChunkSizes.AUTOMATIC, function, Items.of(MapJob.listOf(items)), null, null);
    }

    @Override
    public <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return mapAsync(function, items, chunkSize, null, null);
    }

    @Override
    public <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            int chunkSize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        Submissions.checkChunkSize(chunkSize);
        return submissions.inChunks(chunkSize, function, Items.of(MapJob.listOf(items)), callback, errorCallback);
    }

    @Override
    public <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function, Iterable<? extends Pair<T, U>> items) {
        return submissions.inChunks(ChunkSizes.AUTOMATIC, function, Items.ofPairs(items), null, null);
    }

    @Override
    public <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items) {
        return submissions.inChunks(ChunkSizes.AUTOMATIC, function, Items.ofTriples(items), null, null);
    }

    @Override
    public <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            int chunkSize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        Submissions.checkChunkSize(chunkSize);
        return submissions.inChunks(chunkSize, function, Items.ofPairs(items), callback, errorCallback);
    }

    @Override
    public <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            int chunkSize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        Submissions.checkChunkSize(chunkSize);
        return submissions.inChunks(chunkSize, function, Items.ofTriples(items), callback, errorCallback);
    }

    @Override
    public <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            int chunkSize,
            Progress progress) {
        return submissions.withProgress(function, Items.of(MapJob.listOf(items)), chunkSize, progress);
    }

    @Override
    public <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            int chunkSize,
            Progress progress) {
        return submissions.withProgress(function, Items.ofPairs(items), chunkSize, progress);
    }

    @Override
    public <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            int chunkSize,
            Progress progress) {
        return submissions.withProgress(function, Items.ofTriples(items), chunkSize, progress);
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
    public <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize) {
        return imap(function, items, chunkSize, Progress.none());
    }

    @Override
    public <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize) {
        return imapUnordered(function, items, chunkSize, Progress.none());
    }

    @Override
    public <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            ChunkSize chunkSize,
            Progress progress) {
        return submissions.iterate(function, items, chunkSize, Landing.of(engine.collector(), true), progress);
    }

    @Override
    public <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            ChunkSize chunkSize,
            Progress progress) {
        return submissions.iterate(function, items, chunkSize, Landing.of(engine.collector(), false), progress);
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
    public void join() throws InterruptedException {
        join(Duration.ofNanos(Long.MAX_VALUE));
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        if (shared) {
            throw new IllegalStateException("the shared pool ends with this JVM: wait for its results instead");
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
    public String toString() {
        return "Pool[name=" + options.name() + ", workers=" + workers() + (engine.isEnding() ? ", closing]" : "]");
    }
}
