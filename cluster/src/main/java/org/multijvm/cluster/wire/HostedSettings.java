package org.multijvm.cluster.wire;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.EncodingException;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.PoolSetting;
import org.multijvm.pool.engine.Work;

/**
 * How a driver wants the local pool of each member to be. Each part is what {@link PoolOptions} and its life options call so. Immutable.
 *
 * @param initializer the initializer with its argument, as a call; null if there is none
 */
public record HostedSettings(
        String name,
        List<String> jvmArguments,
        @Nullable EncodedCall initializer,
        @Nullable Duration startLimit,
        @Nullable Duration initializerLimit,
        Duration startPatience,
        long maxTasks,
        int taskJitter,
        long maxMemory)
        implements Serializable {
    /** The settings that it has a part for, and those that are kept at the driver. */
    public static final Set<PoolSetting> SETTINGS = Collections.unmodifiableSet(EnumSet.of(
            PoolSetting.MAX_HEAP,
            PoolSetting.JVM_ARGUMENTS,
            PoolSetting.INITIALIZER,
            PoolSetting.INITIALIZER_LIMIT,
            PoolSetting.START_LIMIT,
            PoolSetting.WORKER_START_PATIENCE,
            PoolSetting.INTAKE_LIMIT,
            PoolSetting.REFUSE_WHEN_FULL,
            PoolSetting.MAX_TASKS_PER_WORKER,
            PoolSetting.MAX_WORKER_MEMORY));

    /**
     * What a builder has gathered, as far as it travels.
     *
     * @throws EncodingException if the initializer or its argument cannot travel
     */
    public static HostedSettings of(PoolOptions options, Codec codec) {
        return new HostedSettings(
                options.name(),
                options.jvm().jvmArguments(),
                initializer(options, codec),
                options.startLimit(),
                options.initializerLimit(),
                options.life().startPatience(),
                options.life().maxTasks(),
                options.life().taskJitter(),
                options.life().maxMemory());
    }

    private static @Nullable EncodedCall initializer(PoolOptions options, Codec codec) {
        if (options.initializer() == null) {
            return null;
        }
        return EncodedCall.of(
                new Work.Single(CallKind.APPLY, options.initializer(), options.initializerArgument(), null), codec);
    }
}
