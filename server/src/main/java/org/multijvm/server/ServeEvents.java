package org.multijvm.server;

/** What a {@link ServeLoop} tells of. */
interface ServeEvents {
    ServeEvents NONE = new ServeEvents() {};

    /** A client is about to be served; in the door's thread. */
    default void began() {}

    /** A client is gone; in its thread. */
    default void ended(Count how) {}

    /** A handler runs on though its client was cut off; in the watch's thread. */
    default void stuck(String client) {}
}
