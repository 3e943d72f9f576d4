package org.multijvm.manager.wire;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.pool.Pool;
import org.multijvm.pool.PoolBuilder;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.PoolSetting;

/** How a client wants a pool to be that a server starts. Each part is what {@link PoolOptions} and its life options call so. Immutable. */
public record PoolWish(
        String name,
        int workers,
        int minWorkers,
        List<String> jvmArguments,
        @Nullable SerializableConsumer<@Nullable Object> initializer,
        @Nullable Object initializerArgument,
        long intakeBytes,
        boolean refuseWhenFull,
        @Nullable Duration startLimit,
        @Nullable Duration initializerLimit,
        Duration idleTime,
        long maxTasks,
        int taskJitter,
        long maxMemory,
        Duration startPatience,
        @Nullable SerializableCallable<?> exitFunction,
        Duration exitLimit)
        implements Serializable {
    /** Less than this may always wait. */
    private static final long LEAST_INTAKE_BYTES = 16L << 20;

    /** The settings that it has a part for. */
    public static final Set<PoolSetting> SETTINGS = Collections.unmodifiableSet(EnumSet.of(
            PoolSetting.WORKERS,
            PoolSetting.SIZES,
            PoolSetting.MAX_HEAP,
            PoolSetting.JVM_ARGUMENTS,
            PoolSetting.INITIALIZER,
            PoolSetting.INITIALIZER_LIMIT,
            PoolSetting.START_LIMIT,
            PoolSetting.INTAKE_LIMIT,
            PoolSetting.REFUSE_WHEN_FULL,
            PoolSetting.WORKER_START_PATIENCE,
            PoolSetting.IDLE_TIME,
            PoolSetting.MAX_TASKS_PER_WORKER,
            PoolSetting.MAX_WORKER_MEMORY,
            PoolSetting.EXIT_FUNCTION));

    /** What a builder has gathered, as far as it travels. */
    public static PoolWish of(PoolOptions options) {
        return new PoolWish(
                options.name(),
                options.workers(),
                options.life().minWorkers(),
                options.jvm().jvmArguments(),
                options.initializer(),
                options.initializerArgument(),
                options.intakeBytes(),
                options.refuseWhenFull(),
                options.startLimit(),
                options.initializerLimit(),
                options.life().idleTime(),
                options.life().maxTasks(),
                options.life().taskJitter(),
                options.life().maxMemory(),
                options.life().startPatience(),
                options.life().exitFunction(),
                options.life().exitLimit());
    }

    /**
     * Starts such a pool in this JVM. No more tasks wait in it than this JVM's heap has room for.
     *
     * @param errors is given what callbacks throw
     */
    public Pool start(Consumer<? super Throwable> errors) {
        long room = Math.max(LEAST_INTAKE_BYTES, Runtime.getRuntime().maxMemory() / 8);
        PoolBuilder builder = Pool.builder()
                .name(name)
                .workers(workers)
                .jvmArguments(jvmArguments.toArray(new String[0]))
                .intakeLimit(Math.min(intakeBytes, room))
                .workerStartPatience(startPatience)
                .idleTime(idleTime)
                .onCallbackError(errors);
        if (minWorkers != workers) {
            builder.sizes(minWorkers, workers);
        }
        if (initializer != null) {
            builder.initializer(initializer, initializerArgument);
        }
        if (refuseWhenFull) {
            builder.refuseWhenFull();
        }
        if (startLimit != null) {
            builder.startLimit(startLimit);
        }
        if (initializerLimit != null) {
            builder.initializerLimit(initializerLimit);
        }
        if (maxTasks != Long.MAX_VALUE) {
            builder.maxTasksPerWorker((int) maxTasks, taskJitter);
        }
        if (maxMemory > 0) {
            builder.maxWorkerMemory(maxMemory);
        }
        if (exitFunction != null) {
            builder.exitFunction(exitFunction, exitLimit);
        }
        return builder.start();
    }
}
