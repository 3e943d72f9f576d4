package org.multijvm.cluster.member;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.wire.HostedSettings;
import org.multijvm.cluster.wire.Message;
import org.multijvm.cluster.wire.Wire;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.ValueWriter;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Callbacks;
import org.multijvm.pool.Pool;
import org.multijvm.pool.PoolBuilder;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.task.TaskOptions;
import org.slf4j.LoggerFactory;

/**
 * The local pool of a member for one pool of a driver. A task is in {@link #running} from before it is submitted until its answer is sent, or it is taken back or stopped. Thread-safe.
 */
final class HostedPool {
    private final UUID driver;
    private final long number;
    private final Sender sender;
    private final DriverLoader loader;
    private final SerializableFunction<EncodedCall, byte[]> task;
    private final Pool pool;
    private final Map<Long, Run> running = new HashMap<>();
    private final ExecutorService inOrder;
    private boolean closed;

    /** Sends to the driver; what cannot be sent any more is dropped. */
    @FunctionalInterface
    interface Sender {
        void send(Message message);
    }

    /** A task that has not ended. */
    private static final class Run {
        private final int attempt;

        /** Null while the pool has not taken it. */
        private @Nullable AsyncResult<byte[]> result;

        Run(int attempt) {
            this.attempt = attempt;
        }
    }

    @SuppressWarnings("unchecked") // ShippedTask is one
    private HostedPool(UUID driver, long number, int slots, HostedSettings settings, DriverLoader loader, Sender sender)
            throws ReflectiveOperationException {
        this.driver = driver;
        this.number = number;
        this.sender = sender;
        this.loader = loader;
        this.task = (SerializableFunction<EncodedCall, byte[]>) make(ShippedTask.class);
        this.pool = start(slots, settings);
        this.inOrder = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "multijvm-cluster-hosted");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts it. Workers come up behind. */
    static HostedPool open(
            UUID driver, long number, int slots, HostedSettings settings, DriverLoader loader, Sender sender) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // by it the pool reads what its tasks threw
        thread.setContextClassLoader(loader);
        try {
            return new HostedPool(driver, number, slots, settings, loader, sender);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** One of the shipped classes, made anew: what it implements is the same here and there. */
    private Object make(Class<?> shipped) throws ReflectiveOperationException {
        return loader.loadClass(shipped.getName()).getDeclaredConstructor().newInstance();
    }

    @SuppressWarnings("unchecked") // ShippedInitializer is one
    private Pool start(int slots, HostedSettings settings) throws ReflectiveOperationException {
        PoolBuilder builder = Pool.builder()
                .name(settings.name())
                .workers(slots)
                .jvmArguments(settings.jvmArguments().toArray(new String[0]))
                .intakeLimit(Long.MAX_VALUE)
                .workerStartPatience(settings.startPatience());
        if (settings.initializer() != null) {
            SerializableConsumer<EncodedCall> first =
                    (SerializableConsumer<EncodedCall>) make(ShippedInitializer.class);
            builder.initializer(first, settings.initializer());
        }
        if (settings.startLimit() != null) {
            builder.startLimit(settings.startLimit());
        }
        if (settings.initializerLimit() != null) {
            builder.initializerLimit(settings.initializerLimit());
        }
        if (settings.maxTasks() != Long.MAX_VALUE) {
            builder.maxTasksPerWorker((int) settings.maxTasks(), settings.taskJitter());
        }
        if (settings.maxMemory() > 0) {
            builder.maxWorkerMemory(settings.maxMemory());
        }
        return builder.start();
    }

    UUID driver() {
        return driver;
    }

    /** What the driver wants is done in the order in which it said so, and not by the thread that brings messages: it may need a class, which is brought by that thread. */
    void take(Message message) {
        inOrder.execute(() -> {
            if (message instanceof Message.Run run) {
                run(run);
            } else if (message instanceof Message.Cancel cancel) {
                cancel(cancel);
            }
        });
    }

    private void run(Message.Run run) {
        Run entry = new Run(run.attempt());
        synchronized (this) {
            running.put(run.task(), entry);
        }
        AsyncResult<byte[]> result;
        try {
            TaskOptions options = (TaskOptions) Objects.requireNonNull(Wire.decode(run.options(), loader));
            result = pool.with(options).applyAsync(task, run.call(), answers(run.task(), entry));
        } catch (RejectedExecutionException e) {
            if (forget(run.task(), entry)) {
                sender.send(new Message.Refused(number, run.task(), run.attempt(), String.valueOf(e.getMessage())));
            }
            return;
        } catch (RuntimeException | Error e) {
            answer(run.task(), entry, true, thrown(e));
            return;
        }
        synchronized (this) {
            entry.result = result;
        }
    }

    private Callbacks<byte[]> answers(long task, Run entry) {
        return Callbacks.of(
                bytes -> answer(task, entry, false, bytes), thrown -> answer(task, entry, true, thrown(thrown)));
    }

    private void answer(long task, Run entry, boolean isError, byte[] bytes) {
        if (!forget(task, entry)) {
            return;
        }
        if (isError) {
            sender.send(new Message.Answer(number, task, entry.attempt, true, bytes, 0));
        } else {
            int length = bytes.length - Long.BYTES;
            long nanos = ByteBuffer.wrap(bytes).getLong(length);
            sender.send(new Message.Answer(number, task, entry.attempt, false, Arrays.copyOf(bytes, length), nanos));
        }
    }

    private static byte[] thrown(Throwable thrown) {
        ValueWriter out = new ValueWriter(Wire.codec());
        RemoteThrowable.write(out, thrown);
        return out.toBytes();
    }

    /** Whether it was there. */
    private synchronized boolean forget(long task, Run entry) {
        return running.remove(task, entry);
    }

    private void cancel(Message.Cancel cancel) {
        List<Long> takenBack = new ArrayList<>();
        List<Long> stopped = new ArrayList<>();
        for (long each : cancel.tasks()) {
            Run entry;
            AsyncResult<byte[]> result;
            synchronized (this) {
                entry = running.get(each);
                result = entry == null ? null : entry.result;
            }
            if (entry == null || result == null) {
                continue;
            }
            if (result.cancel(false)) {
                forget(each, entry);
                takenBack.add(each);
            } else if (cancel.mayInterrupt() && result.cancel(true)) {
                forget(each, entry);
                stopped.add(each);
            }
        }
        sender.send(new Message.Cancelled(number, cancel.question(), takenBack, stopped));
    }

    void state(Message.StateWanted wanted) {
        try {
            sender.send(
                    wanted.dumpNanos() == 0
                            ? new Message.State(number, wanted.question(), pool.stats(), List.of())
                            : new Message.State(
                                    number,
                                    wanted.question(),
                                    null,
                                    pool.threadDump(Duration.ofNanos(wanted.dumpNanos()))
                                            .workers()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it; with all that it runs, if that is wanted. Waits for its workers. */
    void close(boolean atOnce) {
        synchronized (this) {
            if (closed && !atOnce) {
                return;
            }
            closed = true;
            if (atOnce) {
                running.clear();
            }
        }
        if (atOnce) {
            pool.terminate();
        } else {
            pool.shutdown();
        }
        inOrder.shutdown();
        try {
            pool.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(HostedPool.class).warn("a pool of a driver's does not end: driver={}", driver, e);
        }
    }
}
