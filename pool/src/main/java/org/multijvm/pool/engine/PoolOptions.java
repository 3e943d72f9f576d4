package org.multijvm.pool.engine;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.task.TaskOptions;

/** What a {@link org.multijvm.pool.PoolBuilder} has gathered. */
public record PoolOptions(
        String name,
        int workers,
        JvmOptions jvm,
        @Nullable SerializableConsumer<@Nullable Object> initializer,
        @Nullable Object initializerArgument,
        @Nullable Codec codec,
        long intakeBytes,
        boolean refuseWhenFull,
        Consumer<? super Throwable> errorHandler,
        TaskOptions taskOptions,
        @Nullable Duration startLimit,
        @Nullable Duration initializerLimit,
        LifeOptions life,
        ShowOptions show) {
    /** Whether workers stand still while somebody looks at them, so that no time limit may fire. */
    public boolean debug() {
        return show.debug();
    }
}
