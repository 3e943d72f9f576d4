package org.multijvm.pool;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.SerializableRunnable;

/**
 * What a worker JVM runs, and all that it is told at its start.
 *
 * @param folder the pool's folder, with the doorbell and the blocks of calls
 * @param channel the channel's file name in it
 * @param blockPrefix how the files of the worker's own blocks begin
 * @param codec how values that the tagged form does not know travel; null is Java serialization, which it would cost to name
 * @param pool the pool's name
 * @param id the worker's place in the pool
 * @param shared the names of the objects that the pool shares, or null, which costs less than an empty list
 * @param exitFunction as {@link WorkerStarter} wrote it, made when it is to run, or null
 * @param initializer run before the first task, or null
 * @param argument what the initializer is given
 */
record WorkerMain(
        String folder,
        String channel,
        String blockPrefix,
        @Nullable Codec codec,
        String pool,
        int id,
        @Nullable List<String> shared,
        byte @Nullable [] exitFunction,
        @Nullable SerializableConsumer<@Nullable Object> initializer,
        @Nullable Object argument)
        implements SerializableRunnable {

    @Override
    public void run() throws IOException {
        new WorkerLoop(this).run();
        // a thread that a task has left behind must not keep the worker
        System.exit(0);
    }
}
