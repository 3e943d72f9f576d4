package org.multijvm.cluster.member;

import org.multijvm.cluster.wire.Wire;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.pool.engine.EncodedCall;

/** What each worker JVM of a member runs first; see {@link ShippedTask}. */
public final class ShippedInitializer implements SerializableConsumer<EncodedCall> {
    private static final long serialVersionUID = 1;

    /** Made by name. */
    public ShippedInitializer() {}

    @Override
    public void accept(EncodedCall call) throws Exception {
        call.call(Wire.codec(), ShippedInitializer.class.getClassLoader());
    }
}
