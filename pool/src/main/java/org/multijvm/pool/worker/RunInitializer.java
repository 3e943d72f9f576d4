package org.multijvm.pool.worker;

import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.SerializableRunnable;

/** Turns an initializer without an argument into one whose argument it is. */
public final class RunInitializer implements SerializableConsumer<SerializableRunnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public void accept(SerializableRunnable initializer) throws Exception {
        initializer.run();
    }
}
