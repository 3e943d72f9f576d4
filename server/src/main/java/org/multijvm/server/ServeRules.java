package org.multijvm.server;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableFunction;

/**
 * How one JVM serves its clients.
 *
 * @param maxClients how many at a time
 * @param idleNanos how long a handler waits for its client; 0 for ever
 * @param limitNanos how long a client is served; 0 for ever
 * @param graceNanos how long a handler that is cut off may take to end
 * @param verify who is served; null for everybody
 */
record ServeRules(
        int maxClients,
        long idleNanos,
        long limitNanos,
        long graceNanos,
        @Nullable SerializableFunction<SocketAddress, Boolean> verify) {}
