package org.multijvm.ipc.sync;

import org.multijvm.ipc.wait.AdaptiveSpin;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.ipc.wait.VirtualThreads;

/**
 * One thread's wait for a change of a {@link FutexWord}: it spins, if that has paid off before, and then sleeps in slices.
 *
 * <p>Between two {@link Slices} the waiter looks for itself. Confined to one thread.
 */
final class WordWait {
    /** The longest spin, about the cost of waking a sleeper on an idle processor. */
    private static final long SPIN_NANOS = 25_000;

    /** What a thread has learnt about spinning for others; not the same as for locks, which are held for shorter times. */
    private static final ThreadLocal<AdaptiveSpin> SPINS = new ThreadLocal<>();

    private final long nanos;

    /** When it first slept: what is spun before is not worth a look at the clock. 0 is not yet. */
    private long start;

    /**
     * @param nanos how long the whole wait may last, without the first spin
     */
    WordWait(long nanos) {
        this.nanos = nanos;
    }

    /**
     * @throws InterruptedException if the thread is interrupted, before it has done anything
     */
    static void checkInterrupt(Object waitedFor) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting: waited_for=" + waitedFor);
        }
    }

    /** Spins while the word is this; a virtual thread does not. */
    static void spin(FutexWord word, int seen) {
        if (VirtualThreads.isCurrent()) {
            return;
        }
        AdaptiveSpin spin = spin();
        spin.begin();
        boolean changed;
        do {
            changed = word.get() != seen;
        } while (!changed && spin.goOn());
        spin.end(changed);
    }

    /** What this thread has learnt; not for a virtual thread. */
    static AdaptiveSpin spin() {
        AdaptiveSpin spin = SPINS.get();
        if (spin == null) {
            spin = new AdaptiveSpin(SPIN_NANOS);
            SPINS.set(spin);
        }
        return spin;
    }

    /**
     * Sleeps for a while, as long as the word is this; false if the whole time is over, and then without having slept.
     *
     * @throws InterruptedException if interrupted
     */
    boolean sleep(FutexWord word, int seen, Object waitedFor) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting: waited_for=" + waitedFor);
        }
        long now = System.nanoTime();
        if (start == 0) {
            start = now;
        }
        long waited = now - start;
        long left = nanos - waited;
        if (left <= 0) {
            return false;
        }
        Slices.sleep(word, word, seen, waited, left);
        return true;
    }
}
