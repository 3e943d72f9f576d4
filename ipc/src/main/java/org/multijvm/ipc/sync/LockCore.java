package org.multijvm.ipc.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.Gate;
import org.multijvm.ipc.wait.LockLayout;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.ipc.wait.RobustLock;
import org.multijvm.ipc.wait.Slices;

/**
 * The lock of a {@link SharedLock} or a {@link SharedReentrantLock}: a {@link RobustLock} in a cell, which says what happens
 * to it when its owner dies, and beside it who has it. One a cell and JVM.
 *
 * <p>A process that gets the lock from a dead owner sets {@link LockLayout#ABANDONED} with it: what the lock guards may be half done, which is for
 * the user to judge. A waiter sees to it that W is set also before it leaves by time-out or interrupt, as it may have consumed a
 * wake that was meant for another.
 */
final class LockCore {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final SharedCell cell;
    private final ByteBuffer memory;
    private final RobustLock word;
    private final FutexWord deaths;
    private final Gate virtualGate = new Gate(1);

    /** When a failed try last looked whether the owner lives; a race looks twice. */
    private long lastLook = System.nanoTime() - Slices.FIRST_NANOS;

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
        this.word = new RobustLock(memory, LockLayout.STATE_AT);
        this.deaths = new FutexWord(memory, LockLayout.DEATHS_AT);
        FutexWord.prepare();
    }

    /** The one core of a cell in this JVM: what its threads hold must not depend on the handle they use. */
    static LockCore of(SharedCell cell) {
        return cell.attached(LockCore::new);
    }

    SharedCell cell() {
        return cell;
    }

    /** Through which this JVM's virtual threads come to wait for it. */
    Gate virtualGate() {
        return virtualGate;
    }

    /** The word that says who has it, to wait for. It is taken by this object's methods. */
    RobustLock word() {
        return word;
    }

    /** Takes the lock if it is free. */
    boolean tryAcquire() {
        return noted(word.tryLock());
    }

    /** Takes the lock if it is free, for a thread that has slept. */
    boolean tryAcquireAfterSleep() {
        return noted(word.tryLockAfterSleep());
    }

    /** Takes the lock if it is free or its owner is dead; looks for the latter at most every 2 ms. */
    boolean tryAcquireOrRecover() {
        if (tryAcquire()) {
            return true;
        }
        long now = System.nanoTime();
        if (now - lastLook < Slices.FIRST_NANOS) {
            return false;
        }
        lastLook = now;
        return word.isFree() ? tryAcquire() : recover();
    }

    /** Takes the lock from its owner if that is dead. */
    boolean recover() {
        if (!word.recover(LockLayout.ABANDONED)) {
            return false;
        }
        // a process that dies before this is recovered from as well: then the next one counts
        deaths.getAndAdd(1);
        return noted(true);
    }

    /**
     * Frees the lock, whoever owns it, and wakes one waiter.
     *
     * @throws IllegalMonitorStateException if it is free, or was taken from its owner while that released it
     */
    void release() {
        long first = word.state();
        long state = first;
        noteThread(0);
        while (state != 0 && ProcessKey.bare(state) == ProcessKey.bare(first)) {
            if (word.move(state, 0)) {
                word.wake(state);
                return;
            }
            state = word.state();
        }
        throw new IllegalMonitorStateException((first == 0
                        ? "the lock was released too many times"
                        : "the lock was taken from a holder that seemed dead")
                + ": lock=" + text("SharedLock"));
    }

    boolean isLocked() {
        return !word.isFree();
    }

    /** How often it was recovered from a dead owner. Those who wait for a word of an owner must look: it may have died owing it. */
    int deaths() {
        return deaths.get();
    }

    /** True if the current thread took the lock, and nobody has released it since. */
    boolean isTakenByCurrentThread() {
        return ProcessKey.bare(word.state()) == ProcessKey.SELF
                && (long) LONGS.getOpaque(memory, LockLayout.THREAD_AT)
                        == Thread.currentThread().getId();
    }

    /** True if it is owned by a dead process, for which it asks the system if need be. */
    boolean isOwnerDead() {
        return word.isAbandoned();
    }

    boolean isOursAndAbandoned() {
        long state = word.state();
        return ProcessKey.bare(state) == ProcessKey.SELF && (state & LockLayout.ABANDONED) != 0;
    }

    /** As the public class of the lock that this is says it. */
    @Override
    public String toString() {
        return text(
                memory.getInt(LockLayout.KIND_AT) == LockLayout.REENTRANT_LOCK ? "SharedReentrantLock" : "SharedLock");
    }

    String text(String name) {
        long state = word.state();
        if (state == 0) {
            return name + "(free)";
        }
        long thread = (long) LONGS.getOpaque(memory, LockLayout.THREAD_AT);
        Thread known = holder;
        String ours = known != null && ProcessKey.bare(state) == ProcessKey.SELF
                ? " \"" + known.getName() + "\" x " + holds
                : "";
        return name + "(held by pid=" + ProcessKey.pid(state) + (thread == 0 ? "" : ", thread=" + thread) + ours
                + ((state & LockLayout.ABANDONED) != 0 ? ", abandoned by the holder before" : "") + ")";
    }

    private boolean noted(boolean taken) {
        if (taken) {
            noteThread(Thread.currentThread().getId());
        }
        return taken;
    }

    private void noteThread(long thread) {
        LONGS.setOpaque(memory, LockLayout.THREAD_AT, thread);
    }
}
