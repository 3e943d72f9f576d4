package org.multijvm.pool;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
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

/** The one pool there is: turns calls into tasks and hands them to its {@link Engine}. */
final class TaskPool implements Pool {
    private final PoolOptions options;
    private final CallbackLoop callbacks;
    private final Engine engine;

    private TaskPool(PoolOptions options, CallbackLoop callbacks, Engine engine) {
        this.options = options;
        this.callbacks = callbacks;
        this.engine = engine;
    }

    static TaskPool start(PoolOptions options) {
        CallbackLoop callbacks = new CallbackLoop("multijvm-" + options.name() + "-callbacks", options.errorHandler());
        return new TaskPool(options, callbacks, JvmEngine.start(options, callbacks));
    }

    Engine engine() {
        return engine;
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public int workers() {
        return options.workers();
    }

    @Override
    public PoolStats stats() {
        return engine.stats();
    }

    @Override
    public <R> R apply(SerializableCallable<R> task) throws InterruptedException {
        return Await.result(this.<R>submit(CallKind.CALL, task, null, null, null, null));
    }

    @Override
    public void apply(SerializableRunnable task) throws InterruptedException {
        Await.result(submit(CallKind.RUN, task, null, null, null, null));
    }

    @Override
    public <T, R> R apply(SerializableFunction<? super T, ? extends R> function, T argument)
            throws InterruptedException {
        return Await.result(this.<R>submit(CallKind.APPLY, function, argument, null, null, null));
    }

    @Override
    public <T, U, R> R apply(SerializableBiFunction<? super T, ? super U, ? extends R> function, T first, U second)
            throws InterruptedException {
        return Await.result(this.<R>submit(CallKind.APPLY_2, function, first, second, null, null));
    }

    @Override
    public <R> AsyncResult<R> applyAsync(SerializableCallable<R> task) {
        return submit(CallKind.CALL, task, null, null, null, null);
    }

    @Override
    public AsyncResult<@Nullable Void> applyAsync(SerializableRunnable task) {
        return this.<@Nullable Void>submit(CallKind.RUN, task, null, null, null, null);
    }

    @Override
    public <R> AsyncResult<R> applyAsync(
            SerializableCallable<R> task,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return submit(CallKind.CALL, task, null, null, callback, errorCallback);
    }

    @Override
    public <T, R> AsyncResult<R> applyAsync(SerializableFunction<? super T, ? extends R> function, T argument) {
        return submit(CallKind.APPLY, function, argument, null, null, null);
    }

    @Override
    public <T, R> AsyncResult<R> applyAsync(
            SerializableFunction<? super T, ? extends R> function, T argument, @Nullable Consumer<? super R> callback) {
        return submit(CallKind.APPLY, function, argument, null, callback, null);
    }

    @Override
    public <T, R> AsyncResult<R> applyAsync(
            SerializableFunction<? super T, ? extends R> function,
            T argument,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return submit(CallKind.APPLY, function, argument, null, callback, errorCallback);
    }

    @Override
    public <T, U, R> AsyncResult<R> applyAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function, T first, U second) {
        return submit(CallKind.APPLY_2, function, first, second, null, null);
    }

    @Override
    public <T, U, R> AsyncResult<R> applyAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            T first,
            U second,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return submit(CallKind.APPLY_2, function, first, second, callback, errorCallback);
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
        List<? extends T> list = MapJob.listOf(items);
        return mapAsync(function, list, MapJob.defaultChunkSize(list.size(), options.workers()), null, null);
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
        return mapAsync(function, Items.of(MapJob.listOf(items)), chunkSize, callback, errorCallback);
    }

    @Override
    public <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            int chunkSize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return mapAsync(function, Items.ofPairs(items), chunkSize, callback, errorCallback);
    }

    @Override
    public <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            int chunkSize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return mapAsync(function, Items.ofTriples(items), chunkSize, callback, errorCallback);
    }

    @Override
    public <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            int chunkSize,
            Progress progress) {
        return mapAsync(function, Items.of(MapJob.listOf(items)), chunkSize, progress);
    }

    @Override
    public <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            int chunkSize,
            Progress progress) {
        return mapAsync(function, Items.ofPairs(items), chunkSize, progress);
    }

    @Override
    public <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            int chunkSize,
            Progress progress) {
        return mapAsync(function, Items.ofTriples(items), chunkSize, progress);
    }

    @Override
    public int[] map(SerializableIntUnaryOperator function, int[] items) throws InterruptedException {
        return mapPrimitives(CallKind.MAP_INTS, function, items);
    }

    @Override
    public long[] map(SerializableLongUnaryOperator function, long[] items) throws InterruptedException {
        return mapPrimitives(CallKind.MAP_LONGS, function, items);
    }

    @Override
    public double[] map(SerializableDoubleUnaryOperator function, double[] items) throws InterruptedException {
        return mapPrimitives(CallKind.MAP_DOUBLES, function, items);
    }

    private <A> A mapPrimitives(int kind, Serializable function, A array) throws InterruptedException {
        Items items = new Items.Primitives(kind, array);
        int chunkSize = MapJob.defaultChunkSize(items.size(), options.workers());
        return Await.result(this.<A>mapAsync(function, items, chunkSize, null, null));
    }

    @Override
    public <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return imap(function, items, chunkSize, Progress.none());
    }

    @Override
    public <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return imapUnordered(function, items, chunkSize, Progress.none());
    }

    @Override
    public <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            int chunkSize,
            Progress progress) {
        return iterate(function, items, chunkSize, Landing.of(engine.collector(), true), progress);
    }

    @Override
    public <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            int chunkSize,
            Progress progress) {
        return iterate(function, items, chunkSize, Landing.of(engine.collector(), false), progress);
    }

    @Override
    public void shutdown() {
        engine.shutdown();
    }

    @Override
    public void terminate() {
        engine.terminate();
    }

    @Override
    public void join() throws InterruptedException {
        join(Duration.ofNanos(Long.MAX_VALUE));
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        if (!engine.isEnding()) {
            throw new IllegalStateException(
                    "the pool still runs: call shutdown, close or terminate first: pool=" + options.name());
        }
        return engine.awaitEnd(limit);
    }

    @Override
    public void close() {
        shutdown();
        if (callbacks.isThread(Thread.currentThread())) {
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
        return "Pool[name=" + options.name() + ", workers=" + options.workers()
                + (engine.isEnding() ? ", closing]" : "]");
    }

    private <R extends @Nullable Object> AsyncResult<R> submit(
            int kind,
            Serializable function,
            @Nullable Object first,
            @Nullable Object second,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        CallTask<R> task = new CallTask<>(kind, newOutcome(callback, errorCallback), engine);
        engine.submit(task, new Work.Single(kind, function, first, second));
        return task.result();
    }

    private <R> AsyncResult<R> mapAsync(
            Serializable function,
            Items items,
            int chunkSize,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        checkChunkSize(chunkSize);
        Outcome<R> outcome = newOutcome(callback, errorCallback);
        new MapSubmission(engine, function, items, chunkSize, null).start(outcome);
        return outcome.result();
    }

    private <R> AsyncResult<R> mapAsync(Serializable function, Items items, int chunkSize, Progress progress) {
        checkChunkSize(chunkSize);
        engine.checkOpen();
        ProgressMeter meter = ProgressMeter.start(progress, OptionalLong.of(items.size()), callbacks);
        if (meter == null) {
            return mapAsync(function, items, chunkSize, null, null);
        }
        // as callbacks, so that the last update is shown before the result is ready
        Outcome<R> outcome = newOutcome(result -> meter.end(), failure -> meter.end());
        new MapSubmission(engine, function, items, chunkSize, meter).start(outcome);
        return outcome.result();
    }

    private <R> ResultIterator<R> iterate(
            Serializable function, Iterable<?> items, int chunkSize, Landing landing, Progress progress) {
        checkChunkSize(chunkSize);
        engine.checkOpen();
        ChunkFeed<?> feed = new ChunkFeed<>(engine, function, items.iterator(), chunkSize, landing);
        return new ResultIterator<>(feed, ProgressMeter.start(progress, ProgressMeter.sizeOf(items), callbacks));
    }

    <R extends @Nullable Object> Outcome<R> newOutcome(
            @Nullable Consumer<? super R> callback, @Nullable Consumer<? super Throwable> errorCallback) {
        return new Outcome<>(new AsyncResult<>(engine.collector()), callback, errorCallback, callbacks);
    }

    private static void checkChunkSize(int chunkSize) {
        if (chunkSize < 1) {
            throw new IllegalArgumentException("a chunk needs an item at least: chunk size=" + chunkSize);
        }
    }
}
