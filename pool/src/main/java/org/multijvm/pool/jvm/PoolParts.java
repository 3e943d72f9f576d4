package org.multijvm.pool.jvm;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.multijvm.codec.Codec;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.TimedEvents;
import org.multijvm.pool.worker.BlockStore;
import org.multijvm.pool.worker.PoolFolder;

/**
 * What the loops of one pool of worker JVMs share: all that has no thread of its own. {@link JvmEngine} makes it first, and the loops from it.
 *
 * @param blocks holds the large arguments
 * @param numbers of the tasks
 * @param orders what each worker is to run
 * @param events what the supervisor has to do
 * @param clock of nanoseconds, from any origin
 */
record PoolParts(
        PoolOptions options,
        Codec codec,
        PoolFolder folder,
        BlockStore blocks,
        LimitTable limits,
        Dispatcher dispatcher,
        TaskEndings endings,
        StatsLedger ledger,
        AtomicLong numbers,
        WorkerOrders orders,
        CallbackLoop callbacks,
        TimedEvents events,
        LongSupplier clock) {
    /** @throws IOException if there is no space for what the pool shares with its workers; then nothing is left of it */
    static PoolParts create(PoolOptions options, CallbackLoop callbacks, LongSupplier clock) throws IOException {
        PoolFolder folder = PoolFolder.create();
        try {
            Codec codec = options.codec() != null ? options.codec() : Codec.java();
            BlockStore blocks = new BlockStore(folder.path(), PoolFolder.CALL_BLOCKS, PoolFolder.IDLE_SHARE);
            LimitTable limits = new LimitTable(clock);
            Dispatcher dispatcher =
                    new Dispatcher(options.name(), options.intakeBytes(), options.refuseWhenFull(), limits);
            StatsLedger ledger = new StatsLedger();
            TaskEndings endings = new TaskEndings(dispatcher, limits, blocks, folder, ledger.times());
            AtomicLong numbers = new AtomicLong();
            WorkerOrders orders = new WorkerOrders(options, dispatcher, endings, codec, blocks, numbers);
            return new PoolParts(
                    options,
                    codec,
                    folder,
                    blocks,
                    limits,
                    dispatcher,
                    endings,
                    ledger,
                    numbers,
                    orders,
                    callbacks,
                    new TimedEvents(clock),
                    clock);
        } catch (RuntimeException | Error e) {
            folder.delete();
            throw e;
        }
    }

    /** For a pool that cannot be started: nothing is left of them. */
    void discard() {
        endings.end();
        folder.delete();
    }

    /** For how long no worker may live, or none do a task, before the pool is given up. */
    long patienceNanos() {
        return TimeUnit.NANOSECONDS.convert(options.life().startPatience());
    }
}
