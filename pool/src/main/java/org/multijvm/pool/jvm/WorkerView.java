package org.multijvm.pool.jvm;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.StartupMode;
import org.multijvm.pool.engine.ShowOptions;
import org.multijvm.pool.logging.ForwardingProvider;
import org.multijvm.pool.logging.LogReceiver;
import org.multijvm.pool.worker.DebugPorts;
import org.multijvm.pool.worker.LogStart;
import org.slf4j.event.Level;

/**
 * What this JVM holds of one worker to show it: its debugger's port, and the pipe of its log records with the thread that takes them. Made
 * before the worker, closed after its end. Confined to the thread that starts workers.
 */
final class WorkerView implements AutoCloseable {
    static final int NO_PORT = -1;

    private final ShowOptions options;
    private final String worker;
    private int debugPort = NO_PORT;
    private @Nullable OneWayPipe records;
    private @Nullable LogReceiver receiver;

    private WorkerView(ShowOptions options, String worker) {
        this.options = options;
        this.worker = worker;
    }

    /**
     * Prepares for a worker.
     *
     * @param loader finds the classes of what workers throw and log
     */
    static WorkerView open(ShowOptions options, String worker, ClassLoader loader) throws IOException {
        WorkerView view = new WorkerView(options, worker);
        if (options.debug()) {
            view.debugPort = DebugPorts.take();
        }
        if (options.forwardLogging()) {
            try {
                OneWayPipe pipe = Pipe.oneWay();
                view.records = pipe;
                view.receiver = LogReceiver.start(pipe.reader(), worker, loader);
            } catch (RuntimeException | OutOfMemoryError e) {
                // the error is also what a machine throws that gives no more threads
                view.close();
                throw e;
            }
        }
        return view;
    }

    /** The options of the worker's JVM, with what is needed to show it. */
    JvmOptions jvm(JvmOptions jvm) {
        JvmOptions.Builder builder = withOutput(options, jvm.toBuilder());
        if (options.forwardLogging()) {
            builder.systemProperty("slf4j.provider", ForwardingProvider.class.getName());
            // or SLF4J would tell on standard error of each worker that it heeds that property
            builder.systemProperty("slf4j.internal.verbosity", "WARN");
        }
        if (options.debug()) {
            builder.jvmArguments("-agentlib:jdwp=transport=dt_socket,server=y,quiet=y,suspend="
                    + (options.suspend() ? "y" : "n") + ",address=127.0.0.1:" + debugPort);
            // a spare JVM, or a class archive, would be one for this very port
            builder.startup(StartupMode.COLD);
        }
        return builder.build();
    }

    /** With what is the same for all workers of a pool. */
    static JvmOptions.Builder withOutput(ShowOptions options, JvmOptions.Builder builder) {
        return options.output() == null ? builder : builder.output(options.output());
    }

    /** What the worker runs first: the user's initializer, behind what connects its log. */
    @Nullable
    SerializableConsumer<@Nullable Object> initializer(@Nullable SerializableConsumer<@Nullable Object> own) {
        return records == null ? own : new LogStart(records.writer(), level().toInt(), own);
    }

    /** The worker's process is there. */
    void started() {
        if (debugPort != NO_PORT) {
            DebugPorts.announce(worker, debugPort);
        }
    }

    /** The port at which the worker listens for a debugger, or {@link #NO_PORT}. */
    int debugPort() {
        return debugPort;
    }

    /** The worker is gone: waits a moment until its last records are logged, so that they stand before the news of its end. */
    @Override
    public void close() {
        if (debugPort != NO_PORT) {
            DebugPorts.release(debugPort);
        }
        if (records != null) {
            // this JVM's own handle was the last: the receiver takes what is left and ends
            records.writer().close();
            if (receiver != null) {
                receiver.awaitEnd();
            } else {
                records.reader().close();
            }
        }
    }

    private Level level() {
        return options.logLevel() != null ? options.logLevel() : LogReceiver.rootLevel();
    }
}
