package org.multijvm.server;

/** What is counted of a server's clients. */
enum Count {
    /** Clients that are being served. */
    ACTIVE(0),

    /** Clients whose handler has begun. */
    ACCEPTED(1),

    /** Clients whose handler returned. */
    SERVED(2),

    /** Clients whose handler threw. */
    FAILED(3),

    /** Clients that were cut off because of a limit, or at the end. */
    CUT(4),

    /** Clients that ended their connection in the middle. */
    GONE(5),

    /** Clients that were not let in. */
    REFUSED(6),

    /** Handlers that run on though their client was cut off. */
    STUCK(7);

    static final int SIZE = values().length;

    private final int place;

    Count(int place) {
        this.place = place;
    }

    /** Where it stands among the figures, from 0 on. */
    int place() {
        return place;
    }
}
