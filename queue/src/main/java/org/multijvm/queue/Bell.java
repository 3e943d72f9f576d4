package org.multijvm.queue;

import java.util.function.BooleanSupplier;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.Gate;
import org.multijvm.ipc.wait.VirtualThreads;

/**
 * Where threads of several JVMs sleep until something has come: two words, whether somebody sleeps, and how often it was rung.
 *
 * <p>A sleeper reads the count, sets the flag, looks once more for what it waits for, and sleeps while the count stays. A thread that makes it come first does so, then looks
 * at the flag. All of these are volatile, so one of the two sees the other. Whoever rings takes the flag away and wakes one; the one that has slept
 * sets it again before it takes anything, since others may sleep still, and rings once more if something is left. A flag of a dead sleeper costs one needless
 * call; a wake that died with its thread costs others the rest of their slice. Thread-safe.
 */
final class Bell {
    /** Virtual threads poll, so one of this JVM does at a time. */
    private final Gate gate = new Gate(1);

    private final FutexWord flag;
    private final FutexWord count;

    Bell(Control control, int offset) {
        this.flag = new FutexWord(control.memory(), control.at(offset));
        this.count = new FutexWord(control.memory(), control.at(offset + Integer.BYTES));
    }

    /** Wakes one sleeper, if there is any. */
    void ring() {
        if (flag.get() != 0 && flag.compareAndSet(1, 0)) {
            count.getAndAdd(1);
            if (FutexWord.canWake()) {
                count.wake(1);
            }
        }
    }

    /** Wakes all sleepers, if there are any. */
    void ringAll() {
        if (flag.get() != 0) {
            wakeAll();
        }
    }

    /** Wakes all sleepers, also those whose flag somebody has just taken. */
    void wakeAll() {
        flag.set(0);
        count.getAndAdd(1);
        if (FutexWord.canWake()) {
            count.wake(Integer.MAX_VALUE);
        }
    }

    /**
     * Waits until the condition is met or the time is over; spins first.
     *
     * @param afterSlice runs after each sleep that did not help
     * @return whether it is met
     */
    boolean await(BooleanSupplier condition, Wait wait, String forWhat, Runnable afterSlice)
            throws InterruptedException {
        if (condition.getAsBoolean()) {
            return true;
        }
        if (wait.isOver() || !VirtualThreads.isCurrent()) {
            return awaitHere(condition, wait, forWhat, afterSlice);
        }
        if (!gate.enter(wait.left())) {
            return condition.getAsBoolean();
        }
        try {
            return awaitHere(condition, wait, forWhat, afterSlice);
        } finally {
            gate.leave();
        }
    }

    private boolean awaitHere(BooleanSupplier condition, Wait wait, String forWhat, Runnable afterSlice)
            throws InterruptedException {
        if (!wait.isOver() && Wait.spinFor(condition)) {
            return true;
        }
        boolean slept = false;
        try {
            while (!condition.getAsBoolean()) {
                Wait.checkInterrupt(forWhat);
                if (wait.isOver()) {
                    return false;
                }
                int rung = count.get();
                flag.set(1);
                if (!condition.getAsBoolean()) {
                    slept = true;
                    count.sleep(rung, wait.slice());
                    afterSlice.run();
                }
            }
            Wait.came();
            return true;
        } finally {
            if (slept) {
                flag.set(1);
            }
        }
    }
}
