package org.multijvm.ipc.socket;

import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Tells the log who is not let in, and why: the first twenty of each ten seconds, and how many others there were, so that a flood of clients is none of the log. Confined to one thread. */
final class RefusalLog {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_NAMED = 20;

    private final Address address;
    private long since = System.nanoTime();
    private int count;

    RefusalLog(Address address) {
        this.address = address;
    }

    void refused(Object client, String reason) {
        tellTheRest();
        if (++count <= MOST_NAMED) {
            LoggerFactory.getLogger(Listener.class)
                    .warn("a client is not let in: address={}, client={}, reason={}", address, client, reason);
        }
    }

    /** Says how many were not named, when it is time. */
    void tellTheRest() {
        long now = System.nanoTime();
        if (now - since < PERIOD_NANOS) {
            return;
        }
        if (count > MOST_NAMED) {
            LoggerFactory.getLogger(Listener.class)
                    .warn(
                            "clients are not let in: address={}, not named={}, in the last s={}",
                            address,
                            count - MOST_NAMED,
                            TimeUnit.NANOSECONDS.toSeconds(now - since));
        }
        since = now;
        count = 0;
    }
}
