package org.multijvm.demos.coroutines;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/** Runs greenlets in turn, each until it pauses: what gevent's hub is. */
final class Hub {
    private final Queue<Greenlet> ready = new ArrayDeque<>();

    /** Adds one that will have its turn after all others. */
    void spawn(Greenlet.Body body) {
        ready.add(new Greenlet(body));
    }

    /** Lets the others go on; for a greenlet of a hub only. */
    static void pause() throws InterruptedException {
        Objects.requireNonNull(Greenlet.current().parent(), "not in a greenlet").switchTo();
    }

    /** Runs them all to their end. */
    void joinAll() throws InterruptedException {
        for (Greenlet next = ready.poll(); next != null; next = ready.poll()) {
            next.switchTo();
            if (!next.isDead()) {
                ready.add(next);
            }
        }
    }
}
