package org.multijvm.pool.worker;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;

/**
 * All that a worker JVM is told at its start. Written and read by hand, since a worker would first have to make classes to make a record of
 * many components: see {@link org.multijvm.codec.OwnState}.
 *
 * @param folder the pool's folder, with the doorbell and the blocks of calls
 * @param channel the channel's file name in it
 * @param blockPrefix how the files of the worker's own blocks begin
 * @param codec how values that the tagged form does not know travel; null is Java serialization, which it would cost to name
 * @param pool the pool's name
 * @param id the worker's place in the pool
 * @param shared the names of the objects that the pool shares, or null, which costs less than an empty list
 * @param exitFunction as {@link org.multijvm.pool.jvm.JvmLauncher} wrote it, made when it is to run, or null
 * @param initializer run before the first task, or null
 * @param argument what the initializer is given
 */
public record WorkerSpec(
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
        implements Serializable {

    /** @throws org.multijvm.codec.EncodingException if the codec, the initializer or its argument cannot travel */
    void write(ValueWriter out) {
        out.writeString(folder);
        out.writeString(channel);
        out.writeString(blockPrefix);
        out.writeString(pool);
        out.writeInt(id);
        out.write("codec", codec);
        out.write("shared", shared);
        out.write("exitFunction", exitFunction);
        // in one, so that what both of them hold arrives once
        out.write("initializer", initializer == null ? null : new ArrayList<>(Arrays.asList(initializer, argument)));
    }

    @SuppressWarnings("unchecked")
    static WorkerSpec read(ValueReader in) {
        String folder = in.readString();
        String channel = in.readString();
        String blockPrefix = in.readString();
        String pool = in.readString();
        int id = in.readInt();
        Codec codec = (Codec) in.read();
        List<String> shared = (List<String>) in.read();
        byte[] exitFunction = (byte[]) in.read();
        List<@Nullable Object> initializer = (List<@Nullable Object>) in.read();
        return new WorkerSpec(
                folder,
                channel,
                blockPrefix,
                codec,
                pool,
                id,
                shared,
                exitFunction,
                initializer == null ? null : (SerializableConsumer<@Nullable Object>) initializer.get(0),
                initializer == null ? null : initializer.get(1));
    }
}
