package org.multijvm.ipc.channel;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.multijvm.ipc.sync.FutexWord;

/**
 * The lock of one side of a {@link MessageRing}: it belongs to a process, and goes to the next who asks when that dies.
 *
 * <pre>
 *   FREE 0 --CAS--> OWNED by P --swap--> FREE 0, then wake one if W was set
 *                    |  ^
 *      CAS: W is set |  | P is dead: CAS by the recoverer R
 *                    v  |
 *                   OWNED by P, W -----> OWNED by R, W
 * </pre>
 *
 * <p>The state is one word, so that there is no instant between two words at which to die. Who dies after the acquiring CAS and
 * before the releasing swap is recovered from by the next one; who dies after the swap and before the wake leaves the lock
 * free, and the sleepers look for themselves at the end of their slice. There is nothing to repair: what the lock guards becomes
 * visible by one store of a position (see {@link MessageRingLayout}). All changes are full fences.
 *
 * <p>The mechanism is the one of {@code SharedLock}; it lies in the ring's own file, since it has to live as long as that.
 */
final class RingLock {
    private static final long WAITERS = 1;
    private static final VarHandle LONGS = MessageRingLayout.LONGS;

    private final ByteBuffer memory;
    private final int offset;
    private final FutexWord sleepWord;

    RingLock(ByteBuffer memory, int offset) {
        this.memory = memory;
        this.offset = offset;
        // the half with the flag, on which the kernel lets threads sleep
        this.sleepWord = new FutexWord(memory, offset + (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 4));
    }

    /** Takes the lock if it is free. */
    boolean tryLock() {
        return move(0, ProcessKey.SELF);
    }

    /** Takes the lock if it is free, for one who has slept: it cannot know whether others sleep still. */
    boolean tryLockAfterSleep() {
        return move(0, ProcessKey.SELF | WAITERS);
    }

    /** Frees the lock and wakes a waiter. */
    void unlock() {
        long was = (long) LONGS.getAndSet(memory, offset, 0L);
        if ((was & WAITERS) != 0 && FutexWord.canWake()) {
            sleepWord.wake(1);
        }
    }

    boolean isFree() {
        return (long) LONGS.getVolatile(memory, offset) == 0;
    }

    /** True if the owner is dead. Costs about 10 us. */
    boolean isAbandoned() {
        long state = (long) LONGS.getVolatile(memory, offset);
        return state != 0 && ProcessKey.isDead(state);
    }

    /** Takes the lock from its owner if that is dead. */
    boolean recover() {
        long state = (long) LONGS.getVolatile(memory, offset);
        return state != 0 && ProcessKey.isDead(state) && move(state, ProcessKey.SELF | WAITERS);
    }

    /** Announces a sleeper; false if the lock is free. */
    boolean announce() {
        while (true) {
            long state = (long) LONGS.getVolatile(memory, offset);
            if (state == 0) {
                return false;
            }
            if ((state & WAITERS) != 0 || move(state, state | WAITERS)) {
                return true;
            }
        }
    }

    /** Sleeps while the lock has an owner and an announced sleeper, at most so long. */
    void sleep(long nanos) {
        long state = (long) LONGS.getVolatile(memory, offset);
        if ((state & WAITERS) != 0) {
            sleepWord.sleep((int) state, nanos);
        }
    }

    private boolean move(long from, long to) {
        return LONGS.compareAndSet(memory, offset, from, to);
    }
}
