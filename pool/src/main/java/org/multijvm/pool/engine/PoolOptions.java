package org.multijvm.pool.engine;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.task.TaskOptions;

/**
 * What a {@link org.multijvm.pool.PoolBuilder} has gathered. Immutable.
 *
 * @param name the pool's, which those of its threads and workers begin with
 * @param workers how many there are to be, at the most; at least 1
 * @param jvm how worker JVMs are started
 * @param initializer what each worker runs first, or null
 * @param initializerArgument what it is given
 * @param codec how values travel that are neither plain nor handles; null is Java serialization
 * @param intakeBytes how many bytes of tasks may wait for a worker
 * @param refuseWhenFull whether a submitter that would exceed that is refused; else it blocks
 * @param errorHandler is given what callbacks throw; the {@link CallbackLoop} has it already
 * @param taskOptions those of tasks that come by no view; each {@link Task} has its own already
 * @param startLimit how long a worker's JVM may take to come up, or null
 * @param initializerLimit how long the initializer may take, or null
 * @param life how long workers live
 * @param show what is shown of them
 */
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
