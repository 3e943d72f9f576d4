package org.multijvm.ipc.sync;

import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.Slices;

/** A {@link SharedEvent} in one word of a {@link SharedCell}. */
final class CellEvent implements SharedEvent {
    private static final long serialVersionUID = 1;

    /*
     * One word, so that there is no instruction between two words at which to die:
     *
     *                  a waiter: CAS, then sleeps
     *   cleared, n ------------------------------> cleared, n, SLEEPERS
     *     |     ^                                     |
     *     |set  |clear: CAS         set: CAS, then wakes all
     *     v     |                                     |
     *   set, n + 1  <---------------------------------+
     *
     * Each change is a compare-and-set, a full fence: what the setter wrote before is seen by whoever sees n + 1. A waiter
     * is released by a number other than the one it came with, set or not. It says SLEEPERS before it sleeps, and the kernel
     * compares the whole word again as it puts the thread to sleep, so that a set in between is not missed. A setter that
     * dies after its CAS and before the wake has taken SLEEPERS with it: nobody wakes them, and each looks for itself at the
     * end of its slice. A waiter that dies leaves SLEEPERS, which costs one needless wake. The number comes back to the same
     * after 2^30 sets within one slice of a waiter, which cannot be.
     */
    private final transient FutexWord word;

    private final transient CellEnd end;

    CellEvent(SharedCell cell, boolean creator) {
        this.word = new FutexWord(cell.memory(), WordLayout.WORD_AT);
        this.end = new CellEnd(cell, "event", creator);
        FutexWord.prepare();
    }

    @Override
    public void set() {
        end.checkOpen();
        int now;
        do {
            now = word.get();
            if ((now & WordLayout.SET) != 0) {
                return;
            }
        } while (!word.compareAndSet(now, WordLayout.setOnceMore(now)));
        if ((now & WordLayout.SLEEPERS) != 0 && FutexWord.canWake()) {
            word.wake(Integer.MAX_VALUE);
        }
    }

    @Override
    public void clear() {
        end.checkOpen();
        int now;
        do {
            now = word.get();
            if ((now & WordLayout.SET) == 0) {
                return;
            }
        } while (!word.compareAndSet(now, now & ~WordLayout.SET));
    }

    @Override
    public boolean isSet() {
        end.checkOpen();
        return (word.get() & WordLayout.SET) != 0;
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        end.checkOpen();
        Slices.checkInterruptBefore(this);
        int first = word.get();
        if ((first & WordLayout.SET) != 0) {
            return true;
        }
        long nanos = unit.toNanos(time);
        return nanos > 0 && await(first, nanos);
    }

    private boolean await(int first, long nanos) throws InterruptedException {
        WordWait wait = new WordWait(nanos);
        WordWait.spin(word, first);
        while (true) {
            int now = word.get();
            if (WordLayout.wasSetSince(first, now)) {
                return true;
            }
            int said = now | WordLayout.SLEEPERS;
            if (now != said && !word.compareAndSet(now, said)) {
                continue;
            }
            if (!wait.sleep(word, said, this)) {
                return false;
            }
        }
    }

    @Override
    public void close() {
        end.close();
    }

    @Override
    public Object writeReplace() {
        return end.ticket(WordLayout.EVENT);
    }

    @Override
    public String toString() {
        return (word.get() & WordLayout.SET) != 0 ? "SharedEvent(set)" : "SharedEvent(unset)";
    }
}
