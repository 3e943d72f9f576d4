package org.multijvm.ipc.ring;

import java.io.IOException;
import org.multijvm.ipc.wait.AdaptiveSpin;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.Gate;
import org.multijvm.ipc.wait.RobustLock;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.ipc.wait.VirtualThreads;

/**
 * One thread's wait at a ring, for its locks, for data or for room: it spins, then sleeps in slices, and after each slice looks
 * whether those it waits for live.
 *
 * <p>A thread that sleeps sets a word to 1 first; a thread that makes true what is waited for moves it to 0 and wakes one. Both have a full fence
 * between their store and their look, so that one of the two sees the other. A thread that has slept cannot know whether others sleep still: it
 * sets the word to 1 again and, when it has taken what was there and there is more, wakes the next. A wake that is lost
 * with the one who owed it, or who got it, costs others the rest of a slice. Confined to one thread.
 */
public final class ManyToManyRingWait {
    /** No sleep is longer, and no death and no interrupt is noticed later than this by a thread that has waited long. */
    public static final long LONGEST_SLICE_NANOS = 40_000_000;

    private static final long LOCK_PATIENCE_NANOS = 200_000_000;

    /** The longest spin: about what an answer takes if the one who gives it must be woken on an idle processor first. */
    private static final long SPIN_NANOS = 100_000;

    private static final ThreadLocal<AdaptiveSpin> SPINS = new ThreadLocal<>();

    private final ManyToManyRing ring;
    private final RingGuard guard;
    private final long nanos;
    private final Slices slices = new Slices(LONGEST_SLICE_NANOS);
    private final AdaptiveSpin spin = spin();
    private boolean slept;

    /** Between two pieces of a message: a thread that has begun to receive it is not left alone, an interrupt waits until it is done. */
    private boolean patient;

    /**
     * @param nanos how long in all, {@link Long#MAX_VALUE} for ever
     */
    ManyToManyRingWait(ManyToManyRing ring, RingGuard guard, long nanos) {
        this.ring = ring;
        this.guard = guard;
        this.nanos = nanos;
    }

    /** What is done once it is this thread's turn. */
    interface Turn<T> {
        T take() throws IOException, InterruptedException;
    }

    /**
     * Lets virtual threads wait one after the other: each of them would poll, and what they wait for comes to one at a time. Others go on
     * at once.
     *
     * @param late what it gives if the time is over before the thread's turn comes
     */
    <T> T behind(Gate gate, Turn<T> turn, Turn<T> late) throws IOException, InterruptedException {
        if (!VirtualThreads.isCurrent() || nanos <= 0) {
            return turn.take();
        }
        if (!gate.enter(nanos)) {
            return late.take();
        }
        try {
            return turn.take();
        } finally {
            gate.leave();
        }
    }

    /** From now on an interrupt waits until nobody reads. */
    void beginPieces() {
        patient = true;
    }

    /** True if this thread has slept for data or room, and so has to pass a wake on. */
    boolean slept() {
        return slept;
    }

    /**
     * Takes a lock; its owner's death makes it ours. Never ENDED. It is held for moments only, as a rule: so nobody gives up at
     * once, even if he does not want to wait for data or room.
     */
    RingOutcome lock(RobustLock lock) throws IOException, InterruptedException {
        boolean sleeper = false;
        while (true) {
            if (sleeper ? lock.tryLockAfterSleep() : spinForLock(lock)) {
                if (sleeper) {
                    spin.came();
                }
                return RingOutcome.DONE;
            }
            sleeper = true;
            if (!lock.announce()) {
                continue;
            }
            slices.checkInterrupt(ring);
            long waited = slices.waited();
            boolean look = slices.isLookDue(waited);
            guard.isOver(false);
            ring.checkSound();
            long left = Math.max(nanos, LOCK_PATIENCE_NANOS) - waited;
            if (look || left <= 0) {
                slices.looked(waited);
                if (lock.recover()) {
                    return RingOutcome.DONE;
                }
                if (left <= 0) {
                    return RingOutcome.TIME_OVER;
                }
            }
            lock.sleep(Math.min(left, slices.next(waited)));
        }
    }

    /** Waits for a frame. */
    RingOutcome data() throws IOException, InterruptedException {
        return await(guard, RingNeed.DATA, nanos, true);
    }

    /** Waits for a message. */
    RingOutcome message() throws IOException, InterruptedException {
        return await(guard, RingNeed.MESSAGE, nanos, true);
    }

    /** Waits for so many free bytes. */
    RingOutcome room(int bytes) throws IOException, InterruptedException {
        return await(guard, RingNeed.room(bytes), nanos, true);
    }

    /**
     * Waits for the next frame of a message that has begun to come. ENDED if it will not come. An interrupt waits until after
     * the message.
     */
    RingOutcome piece() throws IOException, InterruptedException {
        RobustLock writer = ring.writeLock();
        return await(
                thoroughly -> writer.isFree() || thoroughly && writer.isAbandoned() || guard.isOver(thoroughly),
                RingNeed.DATA,
                Long.MAX_VALUE,
                false);
    }

    private RingOutcome await(RingGuard watch, RingNeed need, long limit, boolean interruptible)
            throws IOException, InterruptedException {
        if (limit > 0 && spinFor(need)) {
            return RingOutcome.DONE;
        }
        FutexWord word = ring.word(need);
        boolean sleeper = false;
        try {
            while (!ring.has(need)) {
                if (interruptible && !(patient && Thread.currentThread().isInterrupted() && ring.isBeingRead())) {
                    slices.checkInterrupt(ring);
                }
                long waited = slices.waited();
                boolean look = slices.isLookDue(waited) || waited >= limit;
                if (watch.isOver(look)) {
                    // what came before the end comes before the news of it
                    return ring.has(need) ? RingOutcome.DONE : RingOutcome.ENDED;
                }
                ring.checkSound();
                if (look) {
                    slices.looked(waited);
                }
                if (waited >= limit) {
                    return ring.has(need) ? RingOutcome.DONE : RingOutcome.TIME_OVER;
                }
                word.set(1);
                if (!ring.has(need) && !watch.isOver(false)) {
                    sleeper = true;
                    word.sleep(1, Math.min(limit - waited, slices.next(waited)));
                }
            }
            if (sleeper) {
                spin.came();
            }
            return RingOutcome.DONE;
        } finally {
            if (sleeper) {
                slept = true;
                word.set(1);
            }
        }
    }

    /**
     * As long as it spins it waits for more room than it needs: a thread that writes to a full ring would else take turns with the reader, and both would
     * fetch the other's position for every message.
     */
    private boolean spinFor(RingNeed need) throws IOException {
        RingNeed ample = need.ample(ring.enoughRoom());
        spin.begin();
        boolean ready = ring.has(ample);
        while (!ready && spin.goOn()) {
            ready = ring.has(ample);
        }
        ready = ready || ring.has(need);
        spin.end(ready);
        return ready;
    }

    private boolean spinForLock(RobustLock lock) {
        spin.begin();
        boolean got;
        do {
            got = lock.isFree() && lock.tryLock();
        } while (!got && spin.goOn());
        spin.end(got);
        return got;
    }

    private static AdaptiveSpin spin() {
        AdaptiveSpin spin = SPINS.get();
        if (spin == null) {
            spin = AdaptiveSpin.ofThisThread(SPIN_NANOS);
            SPINS.set(spin);
        }
        return spin;
    }
}
