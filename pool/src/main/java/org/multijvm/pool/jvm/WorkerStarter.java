package org.multijvm.pool.jvm;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.ValueWriter;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.task.WorkerStartException;
import org.multijvm.pool.worker.AnswerReader;
import org.multijvm.pool.worker.BlockReader;
import org.multijvm.pool.worker.ChannelFile;
import org.multijvm.pool.worker.GivenObjects;
import org.multijvm.pool.worker.PoolFolder;
import org.multijvm.pool.worker.WorkerFlags;
import org.multijvm.pool.worker.WorkerLoop;
import org.multijvm.pool.worker.WorkerMain;
import org.multijvm.pool.worker.WorkerSpec;

/** Starts worker JVMs, each with its own name and channel. Confined to the supervisor. */
final class WorkerStarter {
    private static final WorkerTraining TRAINING = new WorkerTraining();

    private final PoolOptions options;
    private final Codec codec;
    private final PoolFolder folder;
    private final Dispatcher dispatcher;
    private final CollectorLoop collector;
    private final StatsLedger ledger;
    private final @Nullable List<String> shared;
    private final byte @Nullable [] exitFunction;
    private int lastNumber;

    /**
     * Encodes what all workers are given.
     *
     * @throws org.multijvm.codec.EncodingException if a shared object or the exit function cannot travel
     */
    WorkerStarter(
            PoolOptions options,
            Codec codec,
            PoolFolder folder,
            Dispatcher dispatcher,
            CollectorLoop collector,
            StatsLedger ledger)
            throws IOException {
        this.options = options;
        this.codec = codec;
        this.folder = folder;
        this.dispatcher = dispatcher;
        this.collector = collector;
        this.ledger = ledger;
        Serializable function = options.life().exitFunction();
        this.exitFunction = function == null ? null : bytesOf(function, codec);
        this.shared = GivenObjects.write(folder.path(), codec, options.life().shared());
    }

    /**
     * Starts a worker; the dispatcher knows its channel then.
     *
     * @param reserve whether it is to get no tasks for now
     * @throws WorkerStartException if its process cannot be started; nothing is left of it then
     */
    Worker start(Slot slot, boolean reserve) {
        String name = options.name() + "-" + ++lastNumber;
        WorkerChannel channel = null;
        WorkerView view = null;
        JvmProcess process = null;
        try {
            channel = newChannel(name);
            channel.reserve = reserve;
            dispatcher.add(channel);
            collector.lookUp();
            view = WorkerView.open(options.show(), name, folder.loader());
            process = launch(name, slot.id, view);
            view.started();
            ledger.workerStarted(channel, process.pid(), view.debugPort());
            return new Worker(slot, channel, process, view);
        } catch (IOException | RuntimeException | VirtualMachineError e) {
            // an OutOfMemoryError is also what a machine throws that gives no more threads
            if (process != null) {
                process.kill();
            }
            if (channel != null) {
                dispatcher.remove(channel);
                channel.release();
            }
            if (view != null) {
                view.close();
            }
            folder.deleteOf(name);
            throw new WorkerStartException(
                    "the worker's process cannot be started: worker=" + name + ": " + e.getMessage(), e);
        }
    }

    private WorkerChannel newChannel(String name) throws IOException {
        ChannelFile file = ChannelFile.create(folder.channel(name));
        BlockReader blocks = new BlockReader(folder.path(), PoolFolder.answerBlocks(name));
        return new WorkerChannel(
                name,
                file,
                new AnswerReader(file, blocks),
                codec,
                options.life().drawMaxTasks(),
                ledger.slowTasks());
    }

    private JvmProcess launch(String name, int id, WorkerView view) {
        WorkerSpec spec = new WorkerSpec(
                folder.path().toString(),
                folder.channel(name).getFileName().toString(),
                PoolFolder.answerBlocks(name),
                options.codec(),
                options.name(),
                id,
                shared,
                exitFunction,
                view.initializer(options.initializer()),
                options.initializerArgument());
        return JvmProcess.builder(new WorkerMain(spec))
                .name(name)
                .daemon(true)
                .allowChildren(true)
                .shielded(true)
                .options(view.jvm(jvm(id)))
                .training(TRAINING)
                .start();
    }

    private JvmOptions jvm(int id) {
        JvmOptions jvm = options.jvm().withDefaults(WorkerFlags.now());
        IntFunction<? extends Map<String, String>> environment = options.life().environment();
        if (environment == null) {
            return jvm;
        }
        JvmOptions.Builder builder = jvm.toBuilder();
        environment.apply(id).forEach(builder::environment);
        return builder.build();
    }

    /** As {@link WorkerLoop} reads it. */
    private static byte[] bytesOf(Serializable function, Codec codec) {
        ValueWriter out = new ValueWriter(codec);
        FunctionShape shape = FunctionShape.of(function);
        shape.writeDefinition(out);
        shape.writeState(function, out);
        return out.toBytes();
    }
}
