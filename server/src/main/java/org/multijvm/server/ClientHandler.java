package org.multijvm.server;

import java.io.Serializable;

/**
 * What a server does for one client of TCP or of a Unix-domain socket; the {@code handle} of Python's {@code StreamRequestHandler} (rule SS4).
 *
 * <p>It is called once for each client, in a thread that serves only that client, and the connection is closed when it returns or throws. In a worker JVM it is a copy: what it captures must travel, and what it changes there stays there. Local
 * variables are a client's own; what the handler captures is shared by all clients of the same JVM.
 */
@FunctionalInterface
public interface ClientHandler extends Serializable {
    /**
     * Serves one client.
     *
     * @throws Exception whatever goes wrong: it is logged, the connection is closed, and the server goes on (rule SS3)
     */
    void handle(ServedClient client) throws Exception;
}
