package org.multijvm.ipc.wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A lock in one word of shared memory that belongs to a process, and goes to the next thread that asks when that dies: what {@code
 * SharedLock} and the two sides of a message ring are made of. It has no wait of its own; a waiting thread announces itself, sleeps
 * in slices, and looks after each whether the owner lives.
 *
 * <pre>
 *             acquire: CAS                        release: CAS or swap, then wake if W
 *   FREE 0 ------------------> OWNED by P ------------------------------------> FREE 0
 *                               |  ^
 *            a waiter sets W    |  |  P is dead: CAS by the recoverer R
 *            by CAS, then       v  |
 *            sleeps           OWNED by P, W  -----------------> OWNED by R, W, flags of R
 *
 *   the word: a ProcessKey, W in bit 0, bit 1 is the user's
 * </pre>
 *
 * <p><b>Order.</b> Every change of the word is a compare-and-set or a swap, which is a full fence: what the owner wrote before its release
 * is seen by whoever acquires after it. A recoverer sees all that the dead wrote, since a dead process's stores are in the
 * cache or in memory; what they mean, half done as they are, is for the user to judge.
 *
 * <p><b>Death.</b> The state is one word, so that there is no instruction between two words at which to die:
 * <ul>
 * <li>Before the acquiring CAS: nothing has happened. After it: the word names the dead, the next waiter recovers.
 * <li>Before the release: as above; the guarded work was done, yet it looks abandoned, since nobody can know.
 * <li>After the release and before the wake: the lock is free while others sleep. W went with the release, so nobody wakes
 * them, but no waiter may sleep without a limit, and each sleep ends in a look.
 * <li>A waiter, before or after setting W or asleep: W stands for no one, which costs one needless wake.
 * <li>A waiter that was woken, before it acquires: the wake is lost as above, the others look for themselves.
 * <li>A recoverer, before its CAS: nothing has happened. After it: the word names the recoverer, the next one recovers from it.
 * </ul>
 * Only one of several recoverers wins, since their CAS expects the dead owner's word. The same owner cannot come back in
 * between: it is dead, and no other process has its pid and start time.
 *
 * <p><b>Wakes.</b> A thread that has slept acquires with W set, since it cannot know whether others sleep still: one wake too many at the end of
 * a queue, none too few. Each waiter sees to it that W is set before it sleeps. The kernel compares the word once more when it puts
 * a thread to sleep, so that a release in between is not missed. Where the kernel's sleep is not loaded yet nobody is woken, which would
 * take 0.1 s: the sleepers look for themselves sooner.
 *
 * <p>Thread-safe; the lock belongs to the process, so that its threads exclude each other too, and any of them may release it.
 */
public final class RobustLock {
    /** Somebody sleeps, or may sleep. */
    static final long WAITERS = 1;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final int offset;
    private final FutexWord sleepWord;

    /**
     * @param memory in native byte order
     * @param offset where the word lies, a multiple of 8; zeros are a free lock
     */
    public RobustLock(ByteBuffer memory, int offset) {
        this.memory = memory;
        this.offset = offset;
        // with the start time and the flags
        this.sleepWord = new FutexWord(memory, FutexWord.lowHalf(offset));
    }

    /** Takes the lock if it is free. */
    public boolean tryLock() {
        return move(0, ProcessKey.SELF);
    }

    /** Takes the lock if it is free, for a thread that has slept: it cannot know whether others sleep still. */
    public boolean tryLockAfterSleep() {
        return move(0, ProcessKey.SELF | WAITERS);
    }

    /** Frees the lock and wakes a waiter. For its owner only. */
    public void unlock() {
        wake((long) LONGS.getAndSet(memory, offset, 0L));
    }

    /** True if nobody owns it. */
    public boolean isFree() {
        return state() == 0;
    }

    /** The number of the process that owns it, perhaps of a dead one, or 0; for a look at what goes on. */
    public long ownerPid() {
        return ProcessKey.pid(state());
    }

    /** True if the owner is dead. Costs about 10 us. */
    public boolean isAbandoned() {
        long state = state();
        return state != 0 && ProcessKey.isDead(state);
    }

    /** Takes the lock from its owner if that is dead. */
    public boolean recover() {
        return recover(0);
    }

    /** Announces a sleeper; false if the lock is free. */
    public boolean announce() {
        while (true) {
            long state = state();
            if (state == 0) {
                return false;
            }
            if ((state & WAITERS) != 0 || move(state, state | WAITERS)) {
                return true;
            }
        }
    }

    /** Sleeps while the lock has an owner and an announced sleeper, at most so long. */
    public void sleep(long nanos) {
        long state = state();
        if ((state & WAITERS) != 0) {
            sleepWord.sleep((int) state, nanos);
        }
    }

    /** The word as it is. */
    public long state() {
        return (long) LONGS.getVolatile(memory, offset);
    }

    /** Moves the word from one value to another if it has the first; a full fence. */
    public boolean move(long from, long to) {
        return LONGS.compareAndSet(memory, offset, from, to);
    }

    /** Takes the lock from its owner if that is dead, with the user's flags. W is set because others may sleep, as the dead cannot tell. */
    public boolean recover(long flags) {
        long state = state();
        return state != 0 && ProcessKey.isDead(state) && move(state, ProcessKey.SELF | flags | WAITERS);
    }

    /** Wakes a waiter if the state that was left says that there is one. */
    public void wake(long left) {
        if ((left & WAITERS) != 0 && FutexWord.canWake()) {
            sleepWord.wake(1);
        }
    }
}
