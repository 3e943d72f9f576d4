package org.multijvm.server;

import java.net.SocketAddress;

/** How a {@link SocketServer} serves: with threads of this JVM, or with worker JVMs. Thread-safe. */
interface Service {
    SocketAddress address();

    /** Lets nobody in any more and waits so long for those that are served; what is left then is cut off. True if nothing was. */
    boolean shutdown(long limitNanos) throws InterruptedException;

    /** Ends everything now. */
    void close();

    /** Replaces all workers. */
    void reload() throws InterruptedException;

    /** Waits for the end; false if the time was over first. */
    boolean join(long nanos) throws InterruptedException;

    /** Whether the thread serves a client in this JVM. */
    boolean isServedBy(Thread thread);

    ServerStats stats();
}
