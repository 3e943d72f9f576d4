package org.multijvm.server;

import java.io.Serializable;

/** What a server does with one datagram; the {@code handle} of Python's {@code DatagramRequestHandler} (rules SS4, SS7). As {@link ClientHandler} in all else. */
@FunctionalInterface
public interface DatagramHandler extends Serializable {
    /**
     * Handles one datagram.
     *
     * @throws Exception whatever goes wrong: it is logged, and the server goes on (rule SS3)
     */
    void handle(Datagram datagram) throws Exception;
}
