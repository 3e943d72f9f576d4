package org.multijvm.launcher;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableRunnable;

/**
 * A JVM that has been started and waits for its function: it comes to life while the caller still prepares what it is to do.
 *
 * <pre>{@code
 * try (WaitingJvm waiting = WaitingJvm.start(options, Jobs::rehearse)) {
 *     String plan = Files.readString(Path.of("plan")); // the JVM comes up meanwhile
 *     JvmProcess.builder(() -> Jobs.run(plan)).options(options).in(waiting).start();
 * }
 * }</pre>
 *
 * <p>One process at most begins in it. It ends when it is closed and no process has, and with this JVM. Thread-safe; nothing blocks.
 */
public final class WaitingJvm implements AutoCloseable {
    private final JvmOptions options;
    private final @Nullable ClassLoader loader;
    private final AtomicReference<@Nullable LaunchedJvm> waiting;

    private WaitingJvm(JvmOptions options, @Nullable ClassLoader loader, LaunchedJvm jvm) {
        this.options = options;
        this.loader = loader;
        this.waiting = new AtomicReference<>(jvm);
    }

    /**
     * Starts a JVM.
     *
     * @param options what it is started with; that of the process must be equal
     * @param typical a function of the same class loader as that which it will get; also the {@linkplain JvmProcess.Builder#training training} of its class archive, so
     *     it captures nothing. It does not run in this JVM.
     * @throws ProcessStartException as {@link JvmProcess.Builder#start}
     * @throws IllegalStateException as {@link JvmProcess.Builder#start}
     */
    public static WaitingJvm start(JvmOptions options, SerializableRunnable typical) {
        return start(options, typical, null);
    }

    /**
     * Starts a JVM that initializes a class while it waits.
     *
     * @param options as {@link #start(JvmOptions, SerializableRunnable)}
     * @param typical as there
     * @param meanwhile the class whose static initializer runs in that JVM before the function comes, on the thread that then runs it; what it throws is passed over. Null for
     *     none. A spare JVM ({@link StartupMode#STANDBY}) has its own rehearsal instead.
     * @throws ProcessStartException as {@link JvmProcess.Builder#start}
     * @throws IllegalStateException as {@link JvmProcess.Builder#start}
     */
    public static WaitingJvm start(JvmOptions options, SerializableRunnable typical, @Nullable Class<?> meanwhile) {
        JvmProcess.checkMayStart();
        ClassLoader loader = typical.getClass().getClassLoader();
        LaunchedJvm jvm = JvmProcess.launch(options, loader, typical, meanwhile, "waiting");
        return new WaitingJvm(options, loader, jvm);
    }

    /** The JVM, for a process with these options and a function of this loader; null if it has ended, was taken, or is another kind. */
    @Nullable
    LaunchedJvm take(JvmOptions wanted, @Nullable ClassLoader functionLoader) {
        if (!wanted.equals(options) || functionLoader != loader) {
            return null;
        }
        LaunchedJvm jvm = waiting.getAndSet(null);
        return jvm == null || jvm.exit().isDone() ? null : jvm;
    }

    /** Ends the JVM, if no process has begun in it. */
    @Override
    public void close() {
        LaunchedJvm jvm = waiting.getAndSet(null);
        if (jvm != null) {
            jvm.kill();
        }
    }
}
