package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;

/**
 * A count that threads of several JVMs take down to zero, and wait for; {@link java.util.concurrent.CountDownLatch} between
 * processes. Python has no such thing.
 *
 * <p>It opens once and for ever: there is no way up. What was written before {@link #countDown} is seen by all who pass.
 * Sent to another JVM it arrives as the same latch. A process that dies without having counted down leaves the count where
 * it is, since a latch does not know who will count: wait with a limit, or take a {@link SharedBarrier}, which knows its
 * parties. One that dies within the last {@code countDown} has either opened it or not; those it had no time to wake see it
 * some 8 ms later.
 *
 * <p>A waiting thread spins for some microseconds, if that has paid off before, and then sleeps in the kernel; a virtual thread, and any
 * thread where there is no such sleep, polls instead, up to once a millisecond. Thread-safe.
 *
 * <p>{@link #close} ends this handle. The handle of the JVM that made the latch also ends it for those who are not attached
 * yet. Close it when nobody waits.
 */
public final class SharedCountDownLatch implements AutoCloseable, Handle {
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
    private final transient CellHandle handle;

    SharedCountDownLatch(SharedCell cell, boolean creator) {
        this.count = new FutexWord(cell.memory(), WordLayout.WORD_AT);
        this.sleepers = new FutexWord(cell.memory(), WordLayout.SLEEPERS_AT);
        this.handle = new CellHandle(cell, "latch", creator);
        FutexWord.prepare();
    }

    /**
     * A new latch.
     *
     * @param count how often it must be counted down; 0 is open from the beginning
     * @throws IllegalArgumentException if that is negative
     * @throws UncheckedIOException if there is no space
     */
    public static SharedCountDownLatch create(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the count of a latch must not be negative: count=" + count);
        }
        SharedCountDownLatch latch = new SharedCountDownLatch(SharedCell.create(WordLayout.LATCH), true);
        latch.count.set(count);
        return latch;
    }

    /** Counts down by one, and releases all who wait if that makes zero; does nothing at zero. Does not block. */
    public void countDown() {
        handle.checkOpen();
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

    /** How often it must still be counted down. */
    public long count() {
        handle.checkOpen();
        return count.get();
    }

    /**
     * Waits until the count is zero, however long it takes.
     *
     * @throws InterruptedException if interrupted before or meanwhile, some 8 ms after the interrupt at the latest
     */
    public void await() throws InterruptedException {
        await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** As {@link #await(long, TimeUnit)}. */
    public boolean await(Duration time) throws InterruptedException {
        return await(LockHandle.nanos(time), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits until the count is zero, at most so long; zero or less does not wait.
     *
     * @return true if it is; false if the time is over
     * @throws InterruptedException if interrupted before or meanwhile, some 8 ms after the interrupt at the latest
     */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        handle.checkOpen();
        WordWait.checkInterrupt(this);
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

    /** Ends this handle, and the latch if this JVM made it; a second call does nothing. */
    @Override
    public void close() {
        handle.close();
    }

    /** What is sent in the latch's place. */
    @Override
    public Object writeReplace() {
        return handle.ticket(WordLayout.LATCH);
    }

    @Override
    public String toString() {
        return "SharedCountDownLatch(count=" + count.get() + ")";
    }
}
