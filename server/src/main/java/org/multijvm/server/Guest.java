package org.multijvm.server;

/** A client that is being served, as those see it that watch over it: its own thread serves, any thread may do the rest. */
interface Guest {
    /** Runs the handler. */
    void serve() throws Exception;

    /** Ends its connection for this reason: what its handler waits for fails at once. The first reason counts. */
    void cut(Cut why);

    /** Why it was cut; null if it was not. */
    @org.jspecify.annotations.Nullable
    Cut cutFor();

    /** For how long its handler has waited for the client now, in ns; 0 if it does not wait. */
    long waitingNanos(long now);

    /** Has the handler end if it waits for the client's next request; a request that has come is served. */
    void leave();

    /** Whether the client has gone by itself, or the connection has failed. */
    boolean isGone();

    /** Lets go of the connection. */
    void close();

    /** For messages. */
    String name();
}
