package org.multijvm.ipc.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.ipc.wait.Slices;

/**
 * The processes that use a barrier: their deaths break it.
 *
 * <pre>
 *   FREE 0 --join, before the first arrival: CAS--> P --leave: last close, or end of the JVM--> FREE 0
 *     ^                                             |
 *     +--- reset, or no place is left ------ P, dead: breaks the barrier
 * </pre>
 *
 * <p>An entry is one word. A death before the join is that of a stranger, a death after it that of a member, and one in between does
 * not exist.
 *
 * <p><b>Leaving.</b> A process leaves only while none of its threads is inside of {@code await}: else it stays a member, and
 * its end breaks the barrier, as the thread's arrival can no longer be taken back. The thread counts itself in, then reads
 * "joined"; who leaves clears "joined", then reads the count; all four are volatile, so that at least one of the two sees
 * the other: either the one who leaves stays, or the thread joins again. Thread-safe.
 */
final class BarrierMembers {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** How many are looked at in one go, at some 10 us each. */
    private static final int MOST_LOOKS = 16;

    private final SharedCell cell;
    private final ByteBuffer memory;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean joined;
    private int slot;

    /** How many handles this JVM has; written under this. */
    private volatile int handles;

    /** When somebody here last looked, and where the next look begins; a race looks twice. */
    private volatile long lastLook = System.nanoTime() - Slices.FIRST_NANOS;

    private volatile int nextLook;

    BarrierMembers(SharedCell cell) {
        this.cell = cell;
        this.memory = cell.memory();
    }

    /** This JVM has one handle more. */
    synchronized void opened() {
        handles++;
    }

    /** This JVM has one handle less, and leaves if it was the last. */
    synchronized void closed() {
        if (--handles == 0) {
            leave();
        }
    }

    /**
     * Counts a thread in, and makes this process a member if it is none; false if there is no place: then it has done nothing.
     */
    boolean enter() {
        inside.incrementAndGet();
        boolean entered = false;
        try {
            entered = joined || join();
        } finally {
            if (!entered) {
                inside.decrementAndGet();
            }
        }
        return entered;
    }

    /** Counts a thread out; the last one leaves if the handle it came by has been closed meanwhile, or this JVM ends. */
    void exit() {
        if (inside.decrementAndGet() == 0 && (handles == 0 || BarrierExit.isEnding())) {
            leave();
        }
    }

    /** This process uses the barrier no more, until it does; does nothing while one of its threads is inside. */
    synchronized void leave() {
        if (joined) {
            joined = false;
            if (inside.get() > 0) {
                joined = true;
            } else {
                LONGS.setVolatile(memory, BarrierLayout.member(slot), 0L);
            }
        }
    }

    /** The pid of a dead member, or 0; 0 also if somebody here has looked in the last 2 ms. Looks at 16 members at most. */
    long findDead() {
        long now = System.nanoTime();
        if (now - lastLook < Slices.FIRST_NANOS) {
            return 0;
        }
        lastLook = now;
        return findDead(MOST_LOOKS);
    }

    /** The pid of a dead member, or 0, after looking at so many members. */
    long findDead(int mostLooks) {
        int at = nextLook;
        int looks = 0;
        for (int i = 0; i < BarrierLayout.MEMBERS && looks < mostLooks; i++) {
            long key = get(at);
            if (key != 0 && key != ProcessKey.SELF) {
                looks++;
                if (ProcessKey.isDead(key)) {
                    return ProcessKey.pid(key);
                }
            }
            at = (at + 1) % BarrierLayout.MEMBERS;
        }
        nextLook = at;
        return 0;
    }

    /** By a thread that waits: nobody would learn of its death if its process's key were overwritten by what nobody of us writes. */
    void checkSelf() {
        long key = get(slot);
        if (key != ProcessKey.SELF) {
            throw new IllegalStateException("the shared memory is damaged: member=" + slot + ", key=" + key + ", file="
                    + cell.file() + ", cell=" + cell.index());
        }
    }

    /** The key of this member if it is dead, else 0. */
    long dead(int member) {
        long key = get(member);
        return key != 0 && ProcessKey.isDead(key) ? key : 0;
    }

    /** Forgets a dead member: who breaks the barrier for its sake has done so. */
    void forget(int member, long key) {
        LONGS.compareAndSet(memory, BarrierLayout.member(member), key, 0L);
    }

    private synchronized boolean join() {
        if (joined) {
            return true;
        }
        for (int i = 0; i < BarrierLayout.MEMBERS; i++) {
            if (get(i) == 0 && LONGS.compareAndSet(memory, BarrierLayout.member(i), 0L, ProcessKey.SELF)) {
                slot = i;
                BarrierExit.watch(this);
                joined = true;
                return true;
            }
        }
        return false;
    }

    private long get(int member) {
        return (long) LONGS.getVolatile(memory, BarrierLayout.member(member));
    }
}
