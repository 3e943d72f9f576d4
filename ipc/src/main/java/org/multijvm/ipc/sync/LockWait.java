package org.multijvm.ipc.sync;

import org.multijvm.ipc.wait.AdaptiveSpin;
import org.multijvm.ipc.wait.RobustLock;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.ipc.wait.VirtualThreads;

/**
 * One thread's wait for a {@link LockCore} that is not free: it spins, then sleeps, and looks whether the owner lives.
 *
 * <p>Virtual threads do not spin, and one of a JVM at a time waits for a lock: it can be granted to no more, and each of them polls.
 */
final class LockWait {
    /** The longest spin, about the cost of waking a sleeper on an idle processor. */
    private static final long SPIN_NANOS = 25_000;

    /** What a thread has learnt about spinning for locks. */
    private static final ThreadLocal<AdaptiveSpin> SPINS = new ThreadLocal<>();

    private final LockCore core;
    private final RobustLock word;
    private final Slices slices = new Slices();

    LockWait(LockCore core) {
        this.core = core;
        this.word = core.word();
    }

    /** Waits as long as it takes; an interrupt stays pending. */
    void uninterruptibly() {
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                await(Long.MAX_VALUE);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until the lock is ours, at most so long; true if it is. A negative time is zero.
     *
     * @throws InterruptedException if interrupted before or meanwhile; then the lock is not ours
     */
    boolean await(long nanos) throws InterruptedException {
        // what is left of the least long would be a very long time
        long limit = Math.max(0, nanos);
        Slices.checkInterruptBefore(core);
        if (!VirtualThreads.isCurrent()) {
            return contend(limit);
        }
        if (!core.virtualGate().enter(limit)) {
            return core.tryAcquireOrRecover();
        }
        try {
            return contend(limit);
        } finally {
            core.virtualGate().leave();
        }
    }

    private boolean contend(long limit) throws InterruptedException {
        boolean sleeper = false;
        while (!spin(sleeper)) {
            sleeper = true;
            if (!word.announce()) {
                continue;
            }
            slices.checkInterrupt(core);
            long waited = slices.waited();
            long left = limit - waited;
            if (left <= 0 || slices.isLookDue(waited)) {
                slices.looked(waited);
                if (core.recover()) {
                    return true;
                }
                if (left <= 0) {
                    return false;
                }
            }
            word.sleep(Math.min(left, slices.next(waited)));
        }
        return true;
    }

    /** Spins for the lock; true once it is ours. */
    private boolean spin(boolean sleeper) {
        if (take(sleeper)) {
            return true;
        }
        if (VirtualThreads.isCurrent()) {
            return false;
        }
        AdaptiveSpin spin = threadSpin();
        spin.begin();
        boolean got = false;
        do {
            got = take(sleeper);
        } while (!got && spin.goOn());
        spin.end(got);
        return got;
    }

    private boolean take(boolean sleeper) {
        return word.isFree() && (sleeper ? core.tryAcquireAfterSleep() : core.tryAcquire());
    }

    /** The current thread's spin, for locks and for all that waits like them. */
    static AdaptiveSpin threadSpin() {
        AdaptiveSpin spin = SPINS.get();
        if (spin == null) {
            spin = new AdaptiveSpin(SPIN_NANOS);
            SPINS.set(spin);
        }
        return spin;
    }
}
