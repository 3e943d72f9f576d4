package org.multijvm.cluster.member;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.multijvm.cluster.wire.Wire;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.pool.engine.EncodedCall;

/**
 * What the worker JVMs of a member run. Its class is made once more for each pool, by the {@link DriverLoader}: so that it is found in memory, with all that its call names, as the worker's
 * codec brings a class that no file holds.
 */
public final class ShippedTask implements SerializableFunction<EncodedCall, byte[]> {
    private static final long serialVersionUID = 1;

    /** Made by name. */
    public ShippedTask() {}

    /** Runs a driver's task; gives the bytes of its result, and behind them, as a long in big endian, how many ns it took. */
    @Override
    public byte[] apply(EncodedCall call) throws Exception {
        long begun = System.nanoTime();
        byte[] result = call.call(Wire.codec(), ShippedTask.class.getClassLoader());
        byte[] timed = Arrays.copyOf(result, result.length + Long.BYTES);
        ByteBuffer.wrap(timed).putLong(result.length, System.nanoTime() - begun);
        return timed;
    }
}
