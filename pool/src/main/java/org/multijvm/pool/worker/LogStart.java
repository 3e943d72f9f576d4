package org.multijvm.pool.worker;

import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.pool.logging.ForwardingProvider;

/**
 * The initializer of a worker whose log records go to its pool's JVM: connects them, then runs the user's.
 *
 * @param records where they go
 * @param level from which level on, as SLF4J counts
 * @param initializer the user's, or null
 */
public record LogStart(
        Connection records, int level, @Nullable SerializableConsumer<@Nullable Object> initializer)
        implements SerializableConsumer<@Nullable Object> {
    @Override
    public void accept(@Nullable Object argument) throws Exception {
        ForwardingProvider.connect(records, level);
        if (initializer != null) {
            initializer.accept(argument);
        }
    }
}
