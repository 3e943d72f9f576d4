package org.multijvm.pool.jvm;

import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.FunctionShape;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.StandingOrders;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.WorkerOrder;
import org.multijvm.pool.worker.BlockStore;
import org.multijvm.pool.worker.BodyEncoder;

/**
 * What each worker JVM is to run once. It is encoded for each worker: in the thread of the submitter for those that are there, in that which starts workers, as the initializer is, for one that comes. {@link #give} is
 * thread-safe; all else is the supervisor's.
 */
final class WorkerOrders implements StandingOrders.Way<WorkerChannel> {
    private final PoolOptions options;
    private final Dispatcher dispatcher;
    private final TaskEndings endings;
    private final Codec codec;
    private final BlockStore blocks;
    private final AtomicLong numbers;
    private final StandingOrders<WorkerChannel> standing = new StandingOrders<>(this);

    /** What no worker will run, until it has been failed: that may find no memory, and is done again. */
    private @Nullable SentTask failing;

    /** @param numbers of the tasks */
    WorkerOrders(
            PoolOptions options,
            Dispatcher dispatcher,
            TaskEndings endings,
            Codec codec,
            BlockStore blocks,
            AtomicLong numbers) {
        this.options = options;
        this.dispatcher = dispatcher;
        this.endings = endings;
        this.codec = codec;
        this.blocks = blocks;
        this.numbers = numbers;
    }

    /** See {@link org.multijvm.pool.engine.Engine#onEachWorker}. */
    Runnable give(WorkerOrder order, boolean later) {
        try {
            return standing.give(order, later, dispatcher.roster()::present);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while too much waits: pool=" + options.name(), e);
        }
    }

    /** A worker is among those that are there, and its process comes next. */
    void begin(WorkerChannel channel) {
        standing.begin(channel);
    }

    /** A worker has been removed: what it alone was to run fails. */
    void ended(WorkerChannel channel) {
        standing.forget(channel);
        failLast(channel);
        while ((failing = dispatcher.removeOrder(channel)) != null) {
            failLast(channel);
        }
    }

    private void failLast(WorkerChannel channel) {
        SentTask task = failing;
        if (task != null) {
            endings.giveUp(task, gone(channel));
            failing = null;
        }
    }

    @Override
    public boolean submit(WorkerChannel channel, WorkerOrder order, boolean mayBlock) throws InterruptedException {
        FunctionShape shape = FunctionShape.of(order.work().function());
        Task task = order.taskFor(channel.name);
        if (options.debug()) {
            task.options(task.options().withoutLimits());
        }
        SentTask sent = new SentTask(task, numbers.incrementAndGet(), shape, null);
        BodyEncoder encoder = new BodyEncoder(codec, blocks, false);
        try {
            order.work().write(shape, encoder.begin());
            boolean taken = dispatcher.submitTo(channel, sent, encoder, mayBlock);
            if (!taken) {
                endings.giveUp(sent, gone(channel));
            }
            return taken;
        } catch (RuntimeException | InterruptedException | Error e) {
            endings.giveUp(sent, e);
            if (mayBlock) {
                throw e;
            }
            return true;
        } finally {
            encoder.end();
        }
    }

    private CancellationException gone(WorkerChannel channel) {
        return new CancellationException("the worker ended before it ran what each one is to run: worker="
                + channel.name + ", pool=" + options.name());
    }
}
