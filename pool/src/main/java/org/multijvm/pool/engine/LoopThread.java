package org.multijvm.pool.engine;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * A thread of the pool's that goes through the same round again and again until that says that it is over, and that nothing else ends: not a heap
 * or a stack that is full, not an error of a class that is missing, not an interrupt by a host that interrupts every thread.
 *
 * <p>What a round had begun when it threw is the round's to find again. After a failure the thread pauses, so that an error that stays costs no
 * processor; what it needs for that exists before. Should an error come in that very place, a new thread goes on.
 */
public final class LoopThread extends Thread {
    private static final long PAUSE_NANOS = 5_000_000;
    private static final long QUIET_NANOS = 10_000_000_000L;

    /** What the thread does. */
    public interface Round {
        /** Returns false when it was the last one. */
        boolean go() throws Exception;

        /** What threw is the round's to know; called before the next one. Must not throw, and needs nothing. */
        default void failed() {}
    }

    private final Round round;
    private boolean logged;
    private long loggedAt;

    /** Set by the thread when the round said that it was the last. */
    private boolean over;

    /** A daemon thread, not started yet. */
    public LoopThread(String name, Round round) {
        super(name);
        this.round = round;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            while (!over) {
                once();
            }
        } finally {
            if (!over) {
                new LoopThread(getName(), round).start();
            }
        }
    }

    private void once() {
        try {
            LoopFaults.at(getName());
            over = !round.go();
        } catch (InterruptedException notOurs) {
            // nobody of this library interrupts it
            round.failed();
        } catch (Throwable e) {
            round.failed();
            tell(e);
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        // a sleep would end at once
        Thread.interrupted();
    }

    /** Not each of them: what fails in each round would fill the log. */
    private void tell(Throwable e) {
        long now = System.nanoTime();
        if (logged && now - loggedAt < QUIET_NANOS) {
            return;
        }
        logged = true;
        loggedAt = now;
        try {
            LoggerFactory.getLogger(LoopThread.class)
                    .error("a thread of a pool goes on after a failure: thread={}", getName(), e);
        } catch (Throwable full) {
            // it goes on all the same
            return;
        }
    }

    /** Waits for its end, whoever interrupts; not by the thread itself. */
    public void awaitEnd() {
        while (isAlive()) {
            try {
                join();
            } catch (InterruptedException notOurs) {
                // by a thread of the pool's own: nobody of this library interrupts it
                continue;
            }
        }
    }
}
