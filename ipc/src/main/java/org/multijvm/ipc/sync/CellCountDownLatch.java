package org.multijvm.ipc.sync;

import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.Slices;

/** A {@link SharedCountDownLatch} in two words of a {@link SharedCell}. */
final class CellCountDownLatch implements SharedCountDownLatch {
    private static final long serialVersionUID = 1;

    /*
     *   n -- countDown: CAS --> n - 1 -- ... --> 0, then wakes all if sleepers is not 0
     *
     * The count is one word, and each change of it a compare-and-set, a full fence: a death before it has counted nothing, a
     * death after it has counted. A waiter writes sleepers, then reads the count; the last counter writes the count, then
     * reads sleepers; all four are volatile, so that at least one of the two sees the other. Between them the kernel
     * compares the count again as it puts the thread to sleep. Sleepers are woken only at zero: their slices end by
     * themselves, and each ends in a look, so that a wake owed by the dead is not waited for. Sleepers is never taken back:
     * at most one wake too many in the life of a latch.
     */
    private final transient FutexWord count;

    private final transient FutexWord sleepers;

    private final transient CellEnd end;

    CellCountDownLatch(SharedCell cell, boolean creator) {
        this.count = new FutexWord(cell.memory(), WordLayout.WORD_AT);
        this.sleepers = new FutexWord(cell.memory(), WordLayout.SLEEPERS_AT);
        this.end = new CellEnd(cell, "latch", creator);
        FutexWord.prepare();
    }

    static CellCountDownLatch create(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the count of a latch must not be negative: count=" + count);
        }
        CellCountDownLatch latch = new CellCountDownLatch(SharedCell.create(WordLayout.LATCH), true);
        latch.count.set(count);
        return latch;
    }

    @Override
    public void countDown() {
        end.checkOpen();
        int now;
        do {
            now = count.get();
            if (now == 0) {
                return;
            }
            checkSound(now);
        } while (!count.compareAndSet(now, now - 1));
        if (now == 1 && sleepers.get() != 0 && FutexWord.canWake()) {
            count.wake(Integer.MAX_VALUE);
        }
    }

    @Override
    public long count() {
        end.checkOpen();
        return count.get();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        end.checkOpen();
        Slices.checkInterruptBefore(this);
        int now = count.get();
        if (now == 0) {
            return true;
        }
        long nanos = unit.toNanos(time);
        return nanos > 0 && await(now, nanos);
    }

    private boolean await(int first, long nanos) throws InterruptedException {
        WordWait wait = new WordWait(nanos);
        WordWait.spin(count, first);
        sleepers.set(1);
        while (true) {
            int now = count.get();
            if (now == 0) {
                return true;
            }
            checkSound(now);
            if (!wait.sleep(count, now, this)) {
                return false;
            }
        }
    }

    /** Below zero nobody would ever count to zero. */
    private static void checkSound(int count) {
        if (count < 0) {
            throw new IllegalStateException("the shared memory is damaged: count=" + count);
        }
    }

    @Override
    public void close() {
        end.close();
    }

    @Override
    public Object writeReplace() {
        return end.ticket(WordLayout.LATCH);
    }

    @Override
    public String toString() {
        return "SharedCountDownLatch(count=" + count.get() + ")";
    }
}
