package org.multijvm.pool;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.commons.lang3.tuple.Triple;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableDoubleUnaryOperator;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableIntUnaryOperator;
import org.multijvm.codec.SerializableLongUnaryOperator;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.SerializableTriFunction;
import org.multijvm.codec.ValueWriter;

/** The pool of worker JVMs: turns calls into tasks and hands them to the dispatcher. */
final class JvmPool implements Pool {
    private final PoolOptions options;
    private final Dispatcher dispatcher;
    private final CallbackLoop callbacks;
    private final SupervisorLoop supervisor;
    private final CollectorLoop collector;
    private final ThreadLocal<BodyEncoder> encoders;
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean closing;

    private JvmPool(PoolOptions options, PoolFolder folder) {
        this.options = options;
        Codec codec = options.codec() != null ? options.codec() : Codec.java();
        BlockStore blocks = new BlockStore(folder.path(), PoolFolder.CALL_BLOCKS);
        this.callbacks = new CallbackLoop("multijvm-" + options.name() + "-callbacks", options.errorHandler());
        this.dispatcher = new Dispatcher(options.intakeBytes(), options.refuseWhenFull(), this::drained);
        this.supervisor = new SupervisorLoop(options, codec, folder, dispatcher, callbacks, blocks);
        this.collector = supervisor.collector();
        this.encoders = ThreadLocal.withInitial(() -> new BodyEncoder(codec, blocks));
    }

    static JvmPool start(PoolOptions options) {
        checkTravels(options);
        try {
            JvmPool pool = new JvmPool(options, PoolFolder.create());
            pool.supervisor.start();
            return pool;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
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

    private <R> AsyncResult<R> mapAsync(
            Serializable function,
            Items items,
            int chunkSize,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        checkChunkSize(chunkSize);
        AsyncResult<R> result = new AsyncResult<>(collector);
        new MapSubmission(this, function, items, chunkSize)
                .start(new Outcome<>(result, callback, errorCallback, callbacks));
        return result;
    }

    @Override
    public <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return iterate(function, items, chunkSize, true);
    }

    @Override
    public <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, int chunkSize) {
        return iterate(function, items, chunkSize, false);
    }

    @Override
    public void shutdown() {
        closing = true;
        dispatcher.close();
    }

    @Override
    public void terminate() {
        closing = true;
        dispatcher.close();
        supervisor.terminate();
    }

    @Override
    public void join() throws InterruptedException {
        join(Duration.ofNanos(Long.MAX_VALUE));
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        if (!closing) {
            throw new IllegalStateException(
                    "the pool still runs: call shutdown, close or terminate first: pool=" + options.name());
        }
        return awaitEnd(limit);
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
        return "Pool[name=" + options.name() + ", workers=" + options.workers() + (closing ? ", closing]" : "]");
    }

    private void drained() {
        supervisor.drained();
    }

    private <R extends @Nullable Object> AsyncResult<R> submit(
            int kind,
            Serializable function,
            @Nullable Object first,
            @Nullable Object second,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        FunctionShape shape = FunctionShape.of(function);
        AsyncResult<R> result = new AsyncResult<>(collector);
        Outcome<R> outcome = new Outcome<>(result, callback, errorCallback, callbacks);
        CallTask<R> task = new CallTask<>(nextNumber(), kind, shape, outcome, this::cancel);
        result.onCancel(task);
        BodyEncoder encoder = encoder();
        try {
            ValueWriter out = encoder.begin();
            shape.writeState(function, out);
            if (kind == CallKind.APPLY) {
                out.write("argument", first);
            } else if (kind == CallKind.APPLY_2) {
                out.write("arguments[0]", first);
                out.write("arguments[1]", second);
            }
            hand(task, encoder);
        } finally {
            encoder.end();
        }
        return result;
    }

    private <R> ResultIterator<R> iterate(Serializable function, Iterable<?> items, int chunkSize, boolean ordered) {
        checkChunkSize(chunkSize);
        dispatcher.checkOpenForNothing();
        return new ResultIterator<>(
                new ChunkFeed<>(this, function, items.iterator(), chunkSize, Landing.of(collector, ordered)));
    }

    <R> Outcome<R> newOutcome(@Nullable Consumer<? super Throwable> errorCallback) {
        return new Outcome<>(new AsyncResult<>(collector), null, errorCallback, callbacks);
    }

    /** Asks the workers to end. */
    void terminateGently() {
        closing = true;
        supervisor.terminateGently();
    }

    /** Waits until the pool has ended, also if nobody has asked it to. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return supervisor.awaitEnd(AsyncResult.nanos(limit));
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    CollectorLoop collector() {
        return collector;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    void hand(Task task, BodyEncoder encoder) {
        try {
            dispatcher.submit(task, encoder, !collector.isPlayedByCurrentThread());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while too much waits: pool=" + options.name(), e);
        }
    }

    /** The thread's own, unless it is in use: an argument's own serialization code submits a task. */
    BodyEncoder encoder() {
        BodyEncoder own = encoders.get();
        return own.start() ? own : own.another();
    }

    boolean cancel(Task task, boolean mayInterruptIfRunning) {
        if (dispatcher.withdraw(task)) {
            collector.release(task);
            return true;
        }
        if (mayInterruptIfRunning) {
            supervisor.killWorkerOf(task);
        }
        return mayInterruptIfRunning;
    }

    private static void checkChunkSize(int chunkSize) {
        if (chunkSize < 1) {
            throw new IllegalArgumentException("a chunk needs an item at least: chunk size=" + chunkSize);
        }
    }

    /** So that an initializer that cannot travel is refused here, and not in a thread of the pool's. */
    private static void checkTravels(PoolOptions options) {
        if (options.initializer() != null) {
            ValueWriter trial = new ValueWriter(Codec.java());
            trial.write("initializer", options.initializer());
            trial.write("initializer argument", options.initializerArgument());
        }
    }
}
