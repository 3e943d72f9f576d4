package org.multijvm.manager.served;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.multijvm.codec.Codec;
import org.multijvm.pool.engine.EncodedCall;

/** What the worker JVMs of a served pool run. */
final class PoolTasks {
    private PoolTasks() {}

    /** Runs a client's task; gives the bytes of its result, and behind them, as a long in big endian, how many ns it took. */
    static byte[] run(EncodedCall call) throws Exception {
        long begun = System.nanoTime();
        byte[] result = call.call(Codec.java(), Thread.currentThread().getContextClassLoader());
        byte[] timed = Arrays.copyOf(result, result.length + Long.BYTES);
        ByteBuffer.wrap(timed).putLong(result.length, System.nanoTime() - begun);
        return timed;
    }
}
