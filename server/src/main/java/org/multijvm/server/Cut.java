package org.multijvm.server;

/** Why a server ends a client's connection. */
enum Cut {
    /** Nothing has come or gone for too long. */
    IDLE("idle for too long"),

    /** It was served for too long. */
    LIMIT("served for too long"),

    /** The server ends. */
    SHUTDOWN("the server ends");

    private final String words;

    Cut(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
