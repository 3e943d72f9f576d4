package org.multijvm.pool;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.launcher.JvmOptions;

/** What a {@link PoolBuilder} has gathered. */
record PoolOptions(
        String name,
        int workers,
        Where where,
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
    boolean debug() {
        return show.debug();
    }
}
