package org.multijvm.ipc.sync;

import org.jspecify.annotations.Nullable;
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

    /** From when it first slept: what is spun before is not worth a look at the clock. */
    private @Nullable Slices slices;

    /**
     * @param nanos how long the whole wait may last, without the first spin
     */
    WordWait(long nanos) {
        // what is left of the least long would be a very long time
        this.nanos = Math.max(0, nanos);
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
        Slices clock = slices;
        if (clock == null) {
            clock = new Slices();
            slices = clock;
        }
        clock.checkInterrupt(waitedFor);
        long waited = clock.waited();
        long left = nanos - waited;
        if (left <= 0) {
            return false;
        }
        Slices.sleep(word, word, seen, waited, left);
        return true;
    }
}
