package org.multijvm.server;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a server from starting worker after worker that dies at once: the first three in a row are followed by the next one at once, then by a pause that doubles, up to two seconds. Confined to the server's lock.
 */
final class StartPauses {
    private static final int FREE = 3;
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private int inARow;
    private long waitUntil = System.nanoTime();
    private long badSince = System.nanoTime();
    private @Nullable String lastWords;

    /** A worker has died without having served anybody. */
    void died(String words, long now) {
        if (inARow++ == 0) {
            badSince = now;
        }
        lastWords = words;
        int paid = inARow - FREE;
        waitUntil = now + (paid <= 0 ? 0 : Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(paid - 1, 20)));
    }

    /** A worker has served somebody, or is well for some time. */
    void good(long now) {
        inARow = 0;
        waitUntil = now;
    }

    boolean mayStart(long now) {
        return now - waitUntil >= 0;
    }

    boolean isPastFree() {
        return inARow >= FREE;
    }

    /** How many died in a row. */
    int inARow() {
        return inARow;
    }

    /** For how long workers have died in a row. */
    long badNanos(long now) {
        return inARow == 0 ? 0 : now - badSince;
    }

    String lastWords() {
        return lastWords == null ? "unknown" : lastWords;
    }
}
