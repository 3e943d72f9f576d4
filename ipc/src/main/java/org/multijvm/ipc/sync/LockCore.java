package org.multijvm.ipc.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.memory.SharedCell;
import org.multijvm.launcher.ProcessIdentity;

/**
 * A robust lock in shared memory: the mechanism of {@link SharedLock} and {@link SharedReentrantLock}. One a cell and JVM.
 *
 * <pre>
 *             acquire: CAS                        release: CAS, then wake if W
 *   FREE 0 ------------------> OWNED by P ------------------------------------> FREE 0
 *                               |  ^
 *            a waiter sets W    |  |  P is dead: CAS by the recoverer R
 *            by CAS, then       v  |
 *            sleeps           OWNED by P, W  -----------------> OWNED by R, W, ABANDONED
 * </pre>
 *
 * <p><b>Order.</b> Every change of the state is a compare-and-set, which is a full fence: what the owner wrote before its release is
 * seen by whoever acquires after it. A recoverer sees all that the dead wrote, since a dead process's stores are in the cache
 * or in memory; what they mean, half done as they are, is for the user to judge: hence ABANDONED.
 *
 * <p><b>Death.</b> The state is one word, so that there is no instruction between two words at which to die:
 * <ul>
 * <li>Before the acquiring CAS: nothing has happened. After it: the state names the dead, the next waiter recovers.
 * <li>Before the releasing CAS: as above; the guarded work was done, yet it is called abandoned, since nobody can know.
 * <li>After the releasing CAS and before the wake: the lock is free while others sleep. W went with the CAS, so nobody wakes
 * them, but no sleep is longer than {@link LockWait#LONGEST_SLICE_NANOS}, and each ends in a look.
 * <li>A waiter, before or after setting W or asleep: W stands for no one, which costs one needless wake.
 * <li>A waiter that was woken, before it acquires: the wake is lost as above, the others look for themselves.
 * <li>A recoverer, before its CAS: nothing has happened. After it: the state names the recoverer, the next one recovers from it,
 * and ABANDONED stands again.
 * </ul>
 * Only one of several recoverers wins, since their CAS expects the dead owner's state. The same owner cannot come back in
 * between: it is dead, and no other process has its pid and start time.
 *
 * <p><b>Wakes.</b> Who has slept acquires with W set, since it cannot know whether others sleep still: one wake too many at the end of
 * a queue, none too few. Each waiter sees to it that W is set before it sleeps, and also before it leaves by time-out or
 * interrupt, as it may have consumed a wake that was meant for another. The kernel compares the word once more when it puts
 * a thread to sleep, so that a release in between is not missed.
 */
final class LockCore {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long SELF = LockLayout.state(ProcessIdentity.current());

    private final SharedCell cell;
    private final ByteBuffer memory;
    private final FutexWord sleepWord;
    private final FutexWord deaths;

    /** When a failed try last looked whether the owner lives; a race looks twice. */
    private long lastLook = System.nanoTime() - LockWait.FIRST_SLICE_NANOS;

    /**
     * The thread of this JVM that owns a reentrant lock, and how often. Written by the owner only, cleared before the release;
     * another thread may read an old value, but never its own self.
     */
    @Nullable
    Thread holder;

    int holds;

    LockCore(SharedCell cell) {
        this.cell = cell;
        this.memory = cell.memory();
        this.sleepWord = new FutexWord(memory, LockLayout.SLEEP_AT);
        this.deaths = new FutexWord(memory, LockLayout.DEATHS_AT);
        FutexWord.prepare();
    }

    /** The one core of a cell in this JVM: what its threads hold must not depend on the handle they use. */
    static LockCore of(SharedCell cell) {
        synchronized (cell) {
            LockCore core = (LockCore) cell.attachment();
            if (core == null) {
                core = new LockCore(cell);
                cell.attach(core);
            }
            return core;
        }
    }

    SharedCell cell() {
        return cell;
    }

    FutexWord sleepWord() {
        return sleepWord;
    }

    long state() {
        return (long) LONGS.getVolatile(memory, LockLayout.STATE_AT);
    }

    boolean move(long from, long to) {
        return LONGS.compareAndSet(memory, LockLayout.STATE_AT, from, to);
    }

    /** Takes the lock if it is free. */
    boolean tryAcquire() {
        return tryAcquire(0);
    }

    /** Takes the lock if it is free, with flags. */
    boolean tryAcquire(long flags) {
        if (move(0, SELF | flags)) {
            noteThread(Thread.currentThread().getId());
            return true;
        }
        return false;
    }

    /** Takes the lock if it is free or its owner is dead; looks for the latter at most every 2 ms. */
    boolean tryAcquireOrRecover() {
        if (tryAcquire()) {
            return true;
        }
        long now = System.nanoTime();
        if (now - lastLook < LockWait.FIRST_SLICE_NANOS) {
            return false;
        }
        lastLook = now;
        long state = state();
        return state == 0 ? tryAcquire() : recover(state);
    }

    /** Takes the lock from its owner if that is dead. W is set because others may sleep, as the dead cannot tell. */
    boolean recover(long state) {
        if (LockLayout.owner(state) == SELF || !LockOwner.isDead(state)) {
            return false;
        }
        if (move(state, SELF | LockLayout.ABANDONED | LockLayout.WAITERS)) {
            // who dies before this is recovered from as well: then the next one counts
            deaths.getAndAdd(1);
            noteThread(Thread.currentThread().getId());
            return true;
        }
        return false;
    }

    /**
     * Frees the lock, whoever owns it, and wakes one waiter.
     *
     * @throws IllegalMonitorStateException if it is free, or was taken from its owner while that released it
     */
    void release() {
        long first = state();
        long state = first;
        noteThread(0);
        while (state != 0 && LockLayout.owner(state) == LockLayout.owner(first)) {
            if (move(state, 0)) {
                wake(state);
                return;
            }
            state = state();
        }
        throw new IllegalMonitorStateException((first == 0
                        ? "the lock was released too many times"
                        : "the lock was taken from a holder that seemed dead")
                + ": lock=" + text("SharedLock"));
    }

    boolean isLocked() {
        return state() != 0;
    }

    /** How often it was recovered from a dead owner. Those who wait for a word of an owner must look: it may have died owing it. */
    int deaths() {
        return deaths.get();
    }

    /** True if the current thread took the lock, and nobody has released it since. */
    boolean isTakenByCurrentThread() {
        return LockLayout.owner(state()) == SELF
                && (long) LONGS.getOpaque(memory, LockLayout.THREAD_AT)
                        == Thread.currentThread().getId();
    }

    /** True if it is owned by a dead process, for which it asks the system if need be. */
    boolean isOwnerDead() {
        long state = state();
        return state != 0 && LockLayout.owner(state) != SELF && LockOwner.isDead(state);
    }

    boolean isOursAndAbandoned() {
        long state = state();
        return LockLayout.owner(state) == SELF && (state & LockLayout.ABANDONED) != 0;
    }

    String text(String name) {
        long state = state();
        if (state == 0) {
            return name + "(free)";
        }
        long thread = (long) LONGS.getOpaque(memory, LockLayout.THREAD_AT);
        Thread known = holder;
        String ours = known != null && LockLayout.owner(state) == SELF ? " \"" + known.getName() + "\" x " + holds : "";
        return name + "(held by pid=" + LockLayout.pid(state) + (thread == 0 ? "" : ", thread=" + thread) + ours
                + ((state & LockLayout.ABANDONED) != 0 ? ", abandoned by the holder before" : "") + ")";
    }

    /** Without the kernel's sleep at hand it is not loaded here, which would take 0.1 s: the sleepers look for themselves sooner. */
    private void wake(long state) {
        if ((state & LockLayout.WAITERS) != 0 && FutexWord.canWake()) {
            sleepWord.wake(1);
        }
    }

    private void noteThread(long thread) {
        LONGS.setOpaque(memory, LockLayout.THREAD_AT, thread);
    }
}
