package org.multijvm.pool.jvm;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.ValueWriter;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.ProcessExit;
import org.multijvm.launcher.StartupMode;
import org.multijvm.launcher.WaitingJvm;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.ShowOptions;
import org.multijvm.pool.worker.GivenObjects;
import org.multijvm.pool.worker.PoolFolder;
import org.multijvm.pool.worker.WorkerClasses;
import org.multijvm.pool.worker.WorkerFlags;
import org.multijvm.pool.worker.WorkerLoop;
import org.multijvm.pool.worker.WorkerMain;
import org.multijvm.pool.worker.WorkerSpec;

/** Starts worker JVMs. */
final class JvmLauncher implements WorkerLauncher {
    private static final WorkerTraining TRAINING = new WorkerTraining();

    private final @Nullable WaitingJvm first;
    private final PoolOptions options;
    private final PoolFolder folder;
    private final @Nullable List<String> shared;
    private final byte @Nullable [] exitFunction;

    /**
     * Encodes what all workers are given.
     *
     * @param first a JVM that waits for the first worker, or null
     * @throws IOException if there is no space for the shared objects
     * @throws org.multijvm.codec.EncodingException if a shared object or the exit function cannot travel
     */
    JvmLauncher(PoolParts parts, @Nullable WaitingJvm first) throws IOException {
        this.first = first;
        this.options = parts.options();
        this.folder = parts.folder();
        Serializable function = options.life().exitFunction();
        this.exitFunction = function == null ? null : bytesOf(function, parts.codec());
        this.shared =
                GivenObjects.write(folder.path(), parts.codec(), options.life().shared());
    }

    @Override
    public WorkerProcess launch(String name, int id, WorkerView view) {
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
        JvmOptions jvm = view.jvm(jvm(id));
        JvmProcess.Builder process = JvmProcess.builder(new WorkerMain(spec))
                .name(name)
                .daemon(true)
                .allowChildren(true)
                .shielded(true)
                .options(jvm);
        if (jvm.startup() == StartupMode.CACHED) {
            // else nobody asks for it, and to find out that it captures nothing reads its class file while the worker
            // waits
            process.training(TRAINING);
        }
        if (first != null) {
            process.in(first);
        }
        try {
            return new WorkerJvm(process.start());
        } finally {
            // it has become a worker, or can become none any more
            close();
        }
    }

    @Override
    public void close() {
        if (first != null) {
            first.close();
        }
    }

    /**
     * Starts the JVM of a pool's first worker while the pool is still to be made; null if its options are not known yet, or it cannot be started, which the
     * supervisor will find out again and deal with.
     */
    static @Nullable WaitingJvm startFirst(PoolOptions options) {
        ShowOptions show = options.show();
        if (options.life().minWorkers() == 0
                || options.life().environment() != null
                || show.debug()
                || show.forwardLogging()) {
            return null;
        }
        try {
            JvmOptions jvm = WorkerFlags.inFrontOf(options.jvm());
            return WaitingJvm.start(
                    WorkerView.withOutput(show, jvm.toBuilder()).build(), TRAINING, WorkerClasses.class);
        } catch (RuntimeException | OutOfMemoryError notNow) {
            return null;
        }
    }

    private JvmOptions jvm(int id) {
        JvmOptions jvm = WorkerFlags.inFrontOf(options.jvm());
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

    private record WorkerJvm(JvmProcess jvm) implements WorkerProcess {
        @Override
        public long pid() {
            return jvm.pid();
        }

        @Override
        public CompletionStage<ProcessExit> onExit() {
            return jvm.onExit();
        }

        @Override
        public void terminate() {
            jvm.terminate();
        }

        @Override
        public void kill() {
            jvm.kill();
        }

        @Override
        public boolean isCrashing() {
            return jvm.isCrashing();
        }

        @Override
        public List<String> errorTail() {
            return jvm.errorTail();
        }

        @Override
        public Optional<String> crashReport() {
            return jvm.crashReport();
        }

        @Override
        public void close() {
            jvm.close();
        }
    }
}
