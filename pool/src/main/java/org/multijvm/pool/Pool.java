package org.multijvm.pool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.commons.lang3.tuple.Triple;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.SerializableDoubleUnaryOperator;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableIntUnaryOperator;
import org.multijvm.codec.SerializableLongUnaryOperator;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.SerializableTriFunction;
import org.multijvm.pool.task.ExitResult;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.ThreadDump;
import org.multijvm.pool.task.Unfinished;
import org.multijvm.pool.task.WorkerCrashedException;

/**
 * Worker JVMs that run functions for this one: Python's {@code multiprocessing.Pool}. By {@link PoolBuilder#threads}
 * or {@link PoolBuilder#inThisJvm} the workers are threads of this JVM, and the same program runs on them.
 *
 * <p>A function and its arguments are encoded when they are submitted, so later changes to an argument are not seen, and what
 * cannot travel is refused at once with an {@link EncodingException} that names it. What arrives is a copy as by Java
 * serialization, also of an {@code AtomicInteger}; the package {@link org.multijvm.codec} says what differs. Each worker runs one task
 * at a time, in its main thread. A worker that dies fails the one task it was running, with a {@link WorkerCrashedException}; the
 * rest goes to others and the worker is replaced. {@link TaskOptions} say how long tasks may wait and run, and how often they are tried.
 *
 * <p>The verbs are Python's. What holds for some calls only is said once for all of them by a view: {@link #with(TaskOptions)}, {@link
 * #with(Progress)}. {@code apply}, {@code map} and {@code starmap} wait; those whose name ends in {@code Async} give an {@link AsyncResult}, and may have
 * {@link Callbacks}; {@code imap} gives results one by one. A {@link ChunkSize} may be given wherever there are many items.
 *
 * <p>Nothing of one task reaches the next: behind each the worker's thread has its interrupt flag, name, priority, context class loader and
 * uncaught handler again as they were before the first task, and a worker JVM its {@code System.in}, {@code out}, {@code err} and default uncaught
 * handler. What an initializer sets stays. Static fields, thread locals, system properties, the default locale and time zone are the tasks' own affair, as is
 * what the items of one chunk do to each other; {@link PoolBuilder#freshWorkerPerTask} gives each task a JVM of its own.
 *
 * <p>What a task throws reaches the caller as the same type, with the worker's stack trace, or, if it cannot travel, as a
 * {@link org.multijvm.codec.RemoteTaskException} with its text. The blocking methods throw an unchecked exception or an error of
 * the task as it is, and a checked one as the cause of a {@link java.util.concurrent.CompletionException}.
 *
 * <p>Memory consistency, for {@linkplain org.multijvm.ipc.memory memory that JVMs share}: what a thread does before it submits a task happens-before the task, and
 * the task happens-before what a thread does after it has got its result, or runs in a callback of it. Where workers are threads of this JVM that goes for all memory.
 *
 * <p>Submitting blocks only while more waits than the pool's intake limit. Thread-safe. A pool that is not closed ends with this
 * JVM, and so do its workers, however this JVM ends. A pool that becomes unreachable unclosed keeps running: pending results complete, but its
 * workers are never released.
 *
 * <p>A shutdown hook may use a pool, also as the first to do so: one that it closes finishes its tasks, as a {@link
 * java.util.concurrent.ThreadPoolExecutor} does. Workers end behind all hooks.
 */
public sealed interface Pool extends AutoCloseable permits TaskPool {
    /** A pool of so many workers, everything else as it is by default. */
    static Pool of(int workers) {
        return builder().workers(workers).start();
    }

    /**
     * The pool that all of this JVM share, with as many workers as there are processors: as {@code ForkJoinPool.commonPool}, and like
     * the reusable executor of Python's loky. Started by the first call; started anew by a later one if its workers could not be
     * started meanwhile.
     *
     * <p>It belongs to nobody, so {@code shutdown}, {@code terminate} and {@code close} do nothing, nor do those of a {@link
     * ProcessPoolExecutor} on it, and {@code join} throws. It ends with this JVM, which does not wait for its tasks. A worker has
     * a shared pool of its own.
     *
     * @throws IllegalStateException if shared pools are nested more than three deep; most likely a task submits itself
     */
    static Pool shared() {
        return SharedPool.get();
    }

    /** A builder of a pool. */
    static PoolBuilder builder() {
        return new PoolBuilder();
    }

    /** The pool's name. */
    String name();

    /** How many workers the pool keeps, or has at most if it was built with {@link PoolBuilder#sizes}. */
    int workers();

    /** What the pool has done and what it is at. Cheap enough for once a second; works after the end. Does not block. */
    PoolStats stats();

    /** Whether the pool can do its work, and what keeps it from that. Cheap; works after the end. Does not block. */
    PoolHealth health();

    /** As {@link #threadDump(Duration)}, waiting at most two seconds. */
    default ThreadDump threadDump() throws InterruptedException {
        return threadDump(Duration.ofSeconds(2));
    }

    /**
     * What each worker is doing now: the task that it runs, and where its threads are. Ends and stops nothing, and interrupts no task:
     *
     * <pre>{@code
     * System.err.println(pool.threadDump());
     * }</pre>
     *
     * <p>A worker tells it itself, in a thread of its own, also while its task is in native code. Of one that does not within the limit, since it was stopped by a
     * signal or hangs as a whole, there is what can be told without its help: its task, for how long it has run it, and what the system says of
     * its process (Linux). The workers of a pool of threads are those threads of this JVM. An engine of another module may tell none. In an ended pool there are none.
     *
     * @param limit for all workers together; they are asked at once
     */
    ThreadDump threadDump(Duration limit) throws InterruptedException;

    /**
     * A view of this pool, with these options for the tasks that are submitted through it:
     *
     * <pre>{@code
     * pool.with(pool.taskOptions().toBuilder().timeLimit(Duration.ofSeconds(2)).build()).apply(Pages::fetch, url);
     * }</pre>
     *
     * <p>They take the place of all options that this pool has. A view is the same pool otherwise: workers, name and statistics are shared, and
     * {@code shutdown}, {@code terminate} or {@code close} of either ends both, so there is no need to close a view. It costs next to nothing,
     * so one may be made for each call.
     */
    Pool with(TaskOptions options);

    /**
     * A view of this pool, as {@link #with(TaskOptions)} gives it, each of whose calls shows how far it has come:
     *
     * <pre>{@code
     * pool.with(Progress.bar("thumbnails")).map(Pictures::shrink, files);
     * }</pre>
     *
     * <p>It holds for {@code map}, {@code starmap} and {@code imap} with their kin; a single task of {@code apply} has none. A {@code map} counts
     * items that have ended, a chunk's all at once, so a chunk of automatic size has at most a hundredth of all items, rounded up.
     * An {@code imap} counts items whose results, or errors, were taken; it ends when {@link ResultIterator#hasNext} says that there are no more,
     * when all items of a collection are taken, or when the iterator is closed. {@link Progress#none} takes it off again.
     */
    Pool with(Progress progress);

    /** The options of the tasks that are submitted through this. */
    TaskOptions taskOptions();

    /**
     * Changes how many workers the pool keeps. New ones start at once; those that are too many leave as soon as they have ended the task they
     * are at, and what they had not started goes to others. Of a pool that was built with {@link PoolBuilder#sizes} it is the most
     * that changes, and the least where that is above it. Those that stay keep their ids. The same holds for a pool of threads. Does not block;
     * a pool that ends ignores it.
     *
     * @throws IllegalArgumentException if less than 1
     * @throws UnsupportedOperationException if the pool runs {@linkplain PoolBuilder#on on} an engine that cannot choose how many workers it has
     */
    void resize(int workers);

    /**
     * What the {@linkplain PoolBuilder#exitFunction exit function} gave in each worker that has ended in order so far, replaced ones too,
     * in the order of their ends; all of them after {@link #join}. A worker that was killed or crashed at a task, and all after
     * {@link #terminate}, have none.
     */
    List<ExitResult> exitResults();

    /**
     * Runs a task and waits for its result. This and the other methods that wait throw what the task threw, as {@link Pool} says.
     *
     * @throws InterruptedException if interrupted while waiting; the task is taken back if no worker has started it, else its result is dropped
     * @throws EncodingException if the task cannot travel
     * @throws RejectedExecutionException if the pool takes no more, or if interrupted while the intake is full (then the thread is
     *     still interrupted)
     */
    <R> R apply(SerializableCallable<? extends R> task) throws InterruptedException;

    /** Runs a task without a result and waits for its end; see {@link #apply(SerializableCallable)}. */
    void apply(SerializableRunnable task) throws InterruptedException;

    /** Applies a function and waits for its result; see {@link #apply(SerializableCallable)}. */
    <T, R> R apply(SerializableFunction<? super T, ? extends R> function, T argument) throws InterruptedException;

    /** Applies a function and waits for its result; see {@link #apply(SerializableCallable)}. */
    <T, U, R> R apply(SerializableBiFunction<? super T, ? super U, ? extends R> function, T first, U second)
            throws InterruptedException;

    /**
     * Submits a task. A failure that nobody asks the result for goes unseen, as in Python and with any {@code Future}: where the result is not
     * wanted, give {@link Callbacks#onError}, or use {@link ProcessPoolExecutor#execute(SerializableTask)}, which logs failures.
     *
     * @throws EncodingException if the task cannot travel
     * @throws RejectedExecutionException if the pool takes no more, or if interrupted while the intake is full (then the thread is
     *     still interrupted)
     */
    <R> AsyncResult<R> applyAsync(SerializableCallable<? extends R> task);

    /** Submits a task without a result; see {@link #applyAsync(SerializableCallable)}. */
    AsyncResult<@Nullable Void> applyAsync(SerializableRunnable task);

    /** Submits a function of one argument; see {@link #applyAsync(SerializableCallable)}. */
    <T, R> AsyncResult<R> applyAsync(SerializableFunction<? super T, ? extends R> function, T argument);

    /** Submits a function of two arguments; see {@link #applyAsync(SerializableCallable)}. */
    <T, U, R> AsyncResult<R> applyAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function, T first, U second);

    /** Submits a task with {@link Callbacks}; see {@link #applyAsync(SerializableCallable)}. */
    <R> AsyncResult<R> applyAsync(SerializableCallable<? extends R> task, Callbacks<? super R> callbacks);

    /**
     * Submits a function of one argument with {@link Callbacks}; see {@link #applyAsync(SerializableCallable)}. A lambda is told the result:
     *
     * <pre>{@code
     * pool.applyAsync(Pages::fetch, url, page -> System.out.println(page.title()));
     * }</pre>
     */
    <T, R> AsyncResult<R> applyAsync(
            SerializableFunction<? super T, ? extends R> function, T argument, Callbacks<? super R> callbacks);

    /** Submits a function of two arguments with {@link Callbacks}; see {@link #applyAsync(SerializableCallable)}. */
    <T, U, R> AsyncResult<R> applyAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            T first,
            U second,
            Callbacks<? super R> callbacks);

    /**
     * Applies a function to each item, in chunks of {@linkplain ChunkSize#automatic automatic size}; otherwise as
     * {@link #map(SerializableFunction, Iterable, ChunkSize)}.
     *
     * @return the results in the order of the items
     */
    <T, R> List<R> map(SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items)
            throws InterruptedException;

    /**
     * Applies a function to each item and waits for all results. All items are read before the first is sent; for an endless or slow source there is
     * {@link #imap(SerializableFunction, Iterable) imap}. What the source throws is thrown as it is.
     *
     * <p>A chunk is one task: it goes to one worker, and if the function throws, the chunk's other results are lost. All chunks run in
     * any case; then the error of the lowest index is thrown (rule PL12). {@link Settled#of(SerializableFunction) Settled.of} gives the results of all others, and each error.
     *
     * @param chunkSize items a task
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted while waiting; chunks that no worker has started are taken back, the results of the others are
     *     dropped
     * @throws EncodingException if the function or an item cannot travel; what was sent before it is taken back
     * @throws RejectedExecutionException if the pool takes no more, or if interrupted while the intake is full (then the thread is
     *     still interrupted)
     */
    <T, R> List<R> map(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize)
            throws InterruptedException;

    /**
     * Submits what {@link #map(SerializableFunction, Iterable)} does. Returns when all items are sent, which blocks only while more waits than
     * the pool's intake limit.
     *
     * @throws EncodingException if the function or an item cannot travel; what was sent before it is taken back
     * @throws RejectedExecutionException if the pool takes no more, or if interrupted while the intake is full (then the thread is
     *     still interrupted)
     */
    <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items);

    /** As {@link #mapAsync(SerializableFunction, Iterable)}, in chunks of this size. */
    <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize);

    /**
     * As {@link #mapAsync(SerializableFunction, Iterable)}, with {@link Callbacks}, which get the whole list or the error. Without items the result
     * is ready at once, and no callback is called (rule PL10).
     */
    <T, R> AsyncResult<List<R>> mapAsync(
            SerializableFunction<? super T, ? extends R> function,
            Iterable<? extends T> items,
            ChunkSize chunkSize,
            Callbacks<? super List<R>> callbacks);

    /**
     * Applies a function to each number, in chunks of automatic size and without boxes on the whole way; otherwise as
     * {@link #map(SerializableFunction, Iterable)}.
     *
     * @return a new array of the results, in the order of the items
     */
    int[] map(SerializableIntUnaryOperator function, int[] items) throws InterruptedException;

    /** As {@link #map(SerializableIntUnaryOperator, int[])}. */
    long[] map(SerializableLongUnaryOperator function, long[] items) throws InterruptedException;

    /** As {@link #map(SerializableIntUnaryOperator, int[])}. */
    double[] map(SerializableDoubleUnaryOperator function, double[] items) throws InterruptedException;

    /**
     * Applies a function to each int of a range, of which only the ends travel to the workers; otherwise as
     * {@link #map(SerializableIntUnaryOperator, int[])}. Two ints are two longs as well, so a lambda would fit both ranges if they had one name.
     *
     * @param from the first
     * @param to the one behind the last; without any numbers if it is not above {@code from}
     */
    int[] mapRange(SerializableIntUnaryOperator function, int from, int to) throws InterruptedException;

    /**
     * As {@link #mapRange}, for longs.
     *
     * @throws IllegalArgumentException if there are more numbers than an array holds
     */
    long[] mapLongRange(SerializableLongUnaryOperator function, long from, long to) throws InterruptedException;

    /** As {@link #starmap(SerializableBiFunction, Iterable, ChunkSize)}, in chunks of automatic size. */
    <T, U, R> List<R> starmap(
            SerializableBiFunction<? super T, ? super U, ? extends R> function, Iterable<? extends Pair<T, U>> items)
            throws InterruptedException;

    /**
     * Applies a function to the parts of each pair (rule PL27), otherwise as {@link #map(SerializableFunction, Iterable, ChunkSize)} does.
     *
     * @param chunkSize items a task
     * @throws IllegalArgumentException if an item is null
     */
    <T, U, R> List<R> starmap(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            ChunkSize chunkSize)
            throws InterruptedException;

    /** Submits what {@link #starmap(SerializableBiFunction, Iterable)} does; see {@link #mapAsync(SerializableFunction, Iterable)}. */
    <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function, Iterable<? extends Pair<T, U>> items);

    /** As {@link #starmapAsync(SerializableBiFunction, Iterable)}, in chunks of this size. */
    <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            ChunkSize chunkSize);

    /** As {@link #starmapAsync(SerializableBiFunction, Iterable)}, with {@link Callbacks} as in {@link #mapAsync(SerializableFunction, Iterable, ChunkSize, Callbacks)}. */
    <T, U, R> AsyncResult<List<R>> starmapAsync(
            SerializableBiFunction<? super T, ? super U, ? extends R> function,
            Iterable<? extends Pair<T, U>> items,
            ChunkSize chunkSize,
            Callbacks<? super List<R>> callbacks);

    /** As {@link #starmap(SerializableTriFunction, Iterable, ChunkSize)}, in chunks of automatic size. */
    <T, U, V, R> List<R> starmap(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items)
            throws InterruptedException;

    /**
     * Applies a function to the parts of each triple (rule PL27), otherwise as {@link #map(SerializableFunction, Iterable, ChunkSize)} does.
     *
     * @param chunkSize items a task
     * @throws IllegalArgumentException if an item is null
     */
    <T, U, V, R> List<R> starmap(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            ChunkSize chunkSize)
            throws InterruptedException;

    /** Submits what {@link #starmap(SerializableTriFunction, Iterable)} does; see {@link #mapAsync(SerializableFunction, Iterable)}. */
    <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items);

    /** As {@link #starmapAsync(SerializableTriFunction, Iterable)}, in chunks of this size. */
    <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            ChunkSize chunkSize);

    /** As {@link #starmapAsync(SerializableTriFunction, Iterable)}, with {@link Callbacks} as in {@link #mapAsync(SerializableFunction, Iterable, ChunkSize, Callbacks)}. */
    <T, U, V, R> AsyncResult<List<R>> starmapAsync(
            SerializableTriFunction<? super T, ? super U, ? super V, ? extends R> function,
            Iterable<? extends Triple<T, U, V>> items,
            ChunkSize chunkSize,
            Callbacks<? super List<R>> callbacks);

    /**
     * As {@link #imap(SerializableFunction, Iterable, ChunkSize)}, with one item a task as in Python: each result can be taken as soon as it is there.
     */
    <T, R> ResultIterator<R> imap(SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items);

    /**
     * Applies a function to each item and gives the results in the order of the items, as they are taken. The items are read as
     * results are taken, so there may be infinitely many; give a stream as {@code stream::iterator}. Returns at once.
     *
     * <p>With {@link ChunkSize#automatic} many quick items cost a fraction of the time that they cost one by one.
     *
     * @param chunkSize items a task; if the function throws, the chunk's other results are lost
     * @throws EncodingException if the function cannot travel; an item that cannot is thrown by {@code next}
     * @throws RejectedExecutionException if the pool takes no more
     */
    <T, R> ResultIterator<R> imap(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize);

    /** As {@link #imap(SerializableFunction, Iterable)}, with the results in the order in which they come (rule PL16). */
    <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items);

    /** As {@link #imap(SerializableFunction, Iterable, ChunkSize)}, with the results in the order in which they come (rule PL16). */
    <T, R> ResultIterator<R> imapUnordered(
            SerializableFunction<? super T, ? extends R> function, Iterable<? extends T> items, ChunkSize chunkSize);

    /**
     * Runs a task that yields values one after the other, which are taken here as they come: a generator of Python's, in a worker.
     *
     * <pre>{@code
     * try (ResultIterator<Row> rows = pool.generate(sink -> {
     *     try (Table table = Table.open(path)) {
     *         while (table.next()) {
     *             sink.put(table.row());
     *         }
     *     }
     * })) {
     *     rows.stream().limit(1000).forEach(System.out::println);
     * }
     * }</pre>
     *
     * <p>It may yield without end: it waits while it is too far ahead, in worker JVMs by a pipe's room (256 KiB), in threads of this JVM by 256 values. What it throws, also the {@link
     * WorkerCrashedException} for the death of its worker, comes behind all that it had yielded. Closing the iterator cancels the task: it is interrupted, and its next {@link
     * ResultSink#put put} throws; unless {@link TaskOptions} say otherwise it has a second then. An iterator that becomes unreachable is closed in the end, but close it: its task keeps a worker, and {@link #close} waits
     * for it. The task has the view's options but retries, since what a first try had yielded is taken. What is yielded is a copy wherever results are. An engine of another module that runs tasks on other machines can bring
     * nothing by a pipe; there the task fails.
     *
     * <p>Returns at once, when the task has been taken.
     *
     * @throws EncodingException if the task cannot travel
     * @throws RejectedExecutionException if the pool takes no more, or if interrupted while the intake is full (then the thread is
     *     still interrupted)
     * @throws java.io.UncheckedIOException if there is no space for the pipe
     */
    <R> ResultIterator<R> generate(SerializableConsumer<ResultSink<R>> task);

    /**
     * Runs a function once on each worker that the pool has now, and waits for all: to have each forget what it has cached, or tell what it holds.
     *
     * <pre>{@code
     * pool.onEachWorker(Models::unload).forEach((worker, bytes) -> log.info("{} gave back {}", worker, bytes));
     * }</pre>
     *
     * <p>A worker that is still coming up runs it as its first task, a busy one when it has ended the task that it is at, before all that it has not started; so it is waited for, however long that takes, unless a {@linkplain
     * TaskOptions.Builder#waitLimit wait limit} says otherwise. One that leaves, since it has done its tasks or is one too many, is none any more; the one that comes in its place is. What the function throws, and what becomes of its worker, is the
     * error of that worker, and stops nothing: a {@link WorkerCrashedException} if that died at it, a {@link java.util.concurrent.CancellationException} if it ended before it had begun. Nothing is tried on another worker. The rest of
     * the view's options hold, but keys and back-off. It counts as a task in {@link #stats}, and not for {@link PoolBuilder#maxTasksPerWorker}. A pool that is being closed ends it first.
     *
     * <p>The workers of a pool of threads are its threads; there a task of the same pool cannot call this, since it would wait for itself.
     *
     * @return the results by the names of the workers, in the order of their starts
     * @throws InterruptedException if interrupted while waiting; workers that have not begun do not run it
     * @throws EncodingException if the function cannot travel
     * @throws RejectedExecutionException if the pool takes no more
     * @throws IllegalStateException in a task that runs in a thread of this pool
     * @throws UnsupportedOperationException if the pool runs {@linkplain PoolBuilder#on on} an engine that cannot tell its workers apart
     */
    <R> Map<String, Settled<R>> onEachWorker(SerializableCallable<? extends R> task) throws InterruptedException;

    /**
     * As {@link #onEachWorker}, also on each worker that comes later, the replacements of others included, until what this gives is closed: an initializer for a pool that runs.
     *
     * <pre>{@code
     * EachWorker<Integer> loaded = pool.onEachWorkerFromNowOn(Models::load);
     * loaded.await();
     * }</pre>
     *
     * <p>A worker that comes runs it behind its initializer and before its first task. For that it is encoded anew when a worker is started, as the initializer is, so a later worker sees later changes to what the function holds. If it fails there the
     * worker serves all the same, and a warning is logged. Does not wait for the workers that are there, only while too much waits.
     *
     * @throws EncodingException if the function cannot travel
     * @throws RejectedExecutionException if the pool takes no more, or if interrupted while the intake is full (then the thread is still interrupted)
     * @throws IllegalStateException as {@link #onEachWorker}
     * @throws UnsupportedOperationException as {@link #onEachWorker}
     */
    <R> EachWorker<R> onEachWorkerFromNowOn(SerializableCallable<? extends R> task);

    /** Takes no more tasks; what was submitted still runs, then the workers end. Does not block; may be called again. */
    void shutdown();

    /**
     * Ends the workers at once; what has not ended fails with a {@link java.util.concurrent.CancellationException}. {@link #join} and {@link
     * #close} wait two seconds more for a callback that runs, and then leave it to itself. Does not block.
     */
    void terminate();

    /** True if no more tasks are taken: it was shut down or ended, or its workers cannot be started. Does not block. */
    boolean isShutdown();

    /** True if all tasks, their callbacks and the workers have ended; then {@link #join} does not wait. Does not block. */
    boolean isTerminated();

    /**
     * Waits until the pool has ended: all tasks, their callbacks, and the workers.
     *
     * @throws IllegalStateException if neither {@link #shutdown}, {@link #close} nor {@link #terminate} was called (rule PL2)
     */
    void join() throws InterruptedException;

    /**
     * Waits until the pool has ended, at most so long.
     *
     * @param limit zero or negative only looks
     * @return true if it has ended
     * @throws IllegalStateException as {@link #join()}
     */
    boolean join(Duration limit) throws InterruptedException;

    /**
     * Takes no more tasks, waits until those that were submitted have ended, and releases everything: Java's
     * {@code ExecutorService.close}, not Python's {@code __exit__}, which terminates. It waits without limit for tasks and callbacks, as that
     * does; a callback that takes longer than ten seconds then is named in a warning. {@link #shutdown} and {@link #join(Duration)} wait for a
     * limited time. If interrupted while waiting, it terminates the pool and leaves the thread interrupted. In a callback, or in a task that runs in a
     * thread of this pool, neither it nor {@code join} waits.
     */
    @Override
    void close();

    /**
     * Takes no more tasks, waits for those that were submitted as {@link #close()} does, but at most so long; then ends what is left, as {@link #terminate} does, and says what that
     * was. Spring's shutdown with a grace period, or {@code awaitTermination} with a {@code shutdownNow} behind it:
     *
     * <pre>{@code
     * Unfinished left = pool.close(Duration.ofSeconds(20));
     * if (!left.isEmpty()) {
     *     log.warn("ended before their time: {}", left);
     * }
     * }</pre>
     *
     * <p>Where the tasks that run are is asked for half a second more. When this returns the pool has ended: in worker JVMs nothing runs any more; in threads of this JVM
     * ({@link PoolBuilder#threads}) a task that does not heed its interrupt is left to itself. {@link #shared} is not ended. If interrupted while waiting, it terminates the pool.
     *
     * @param limit zero or negative ends at once what has not ended
     * @throws IllegalStateException in a callback, or in a task that runs in a thread of this pool: it would wait for itself. The pool takes no more tasks then. With a limit of zero or less it is
     *     told to end instead, and this returns before it has
     */
    Unfinished close(Duration limit) throws InterruptedException;
}
