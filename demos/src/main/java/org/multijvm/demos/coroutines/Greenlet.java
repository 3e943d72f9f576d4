package org.multijvm.demos.coroutines;

import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;
import org.multijvm.demos.kit.LightThreads;

/**
 * What the greenlet of Python's library of that name is: a function that is switched to by hand, and stands still where it switches to another.
 * Each has a thread, of which one runs at a time: whoever switches hands the turn over by a {@link SynchronousQueue} and waits for its own.
 */
final class Greenlet {
    private static final ThreadLocal<Greenlet> CURRENT = ThreadLocal.withInitial(() -> new Greenlet(null, null));

    private final SynchronousQueue<Greenlet> turn = new SynchronousQueue<>();
    private final @Nullable Greenlet parent;
    private final @Nullable Body body;
    private @Nullable Thread thread;
    private volatile boolean dead;

    /** What a greenlet does. */
    interface Body {
        void run() throws InterruptedException;
    }

    /** One that is not started before somebody switches to it; at its end the current one goes on. */
    Greenlet(Body body) {
        this(current(), body);
    }

    private Greenlet(@Nullable Greenlet parent, @Nullable Body body) {
        this.parent = parent;
        this.body = body;
    }

    /** The one that runs; a thread that was not made for a greenlet counts as one. */
    static Greenlet current() {
        return CURRENT.get();
    }

    /** The one that goes on when this one ends; null for a thread that was not made for a greenlet. */
    @Nullable
    Greenlet parent() {
        return parent;
    }

    boolean isDead() {
        return dead;
    }

    /** Lets this one run, from where it stood still, and returns when somebody switches back. */
    void switchTo() throws InterruptedException {
        Greenlet from = current();
        if (thread == null && body != null) {
            thread = LightThreads.start(this::begin);
        }
        turn.put(from);
        from.turn.take();
    }

    private void begin() {
        CURRENT.set(this);
        try {
            turn.take();
            if (body != null) {
                body.run();
            }
            dead = true;
            if (parent != null) {
                parent.turn.put(this);
            }
        } catch (InterruptedException e) {
            // closed while it stood still: nobody waits for its turn
            dead = true;
        }
    }

    /** Ends one that stands still, as Python does with one that nobody can switch to any more. */
    void close() throws InterruptedException {
        Thread ours = thread;
        if (ours != null) {
            ours.interrupt();
            ours.join();
        }
    }
}
