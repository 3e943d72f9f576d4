package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;

/**
 * A flag that threads of several JVMs set, clear and wait for; Python's {@code multiprocessing.Event} (rule S9).
 *
 * <p>A waiting thread is released by a {@link #set} even if the event is cleared right after it, before it had time to look:
 * Python's {@code wait} then returns false. What was written before {@code set} is seen after the wait. Sent to another JVM
 * it arrives as the same event. It belongs to nobody: a process that dies leaves it as it is, set or not, and one that dies
 * within {@code set} has either set it or not; those it had no time to wake see it some 8 ms later.
 *
 * <p>A waiting thread spins for some microseconds, if that has paid off before, and then sleeps in the kernel; a virtual thread, and any
 * thread where there is no such sleep, polls instead, up to once a millisecond. Thread-safe.
 *
 * <p>{@link #close} ends this handle. The handle of the JVM that made the event also ends it for those who are not attached
 * yet. Close it when nobody waits.
 */
public final class SharedEvent implements AutoCloseable, Handle {
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
    private final transient CellHandle handle;

    SharedEvent(SharedCell cell, boolean creator) {
        this.word = new FutexWord(cell.memory(), WordLayout.WORD_AT);
        this.handle = new CellHandle(cell, "event", creator);
        FutexWord.prepare();
    }

    /**
     * A new event, not set.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static SharedEvent create() {
        return new SharedEvent(SharedCell.create(WordLayout.EVENT), true);
    }

    /** Sets the event and releases all who wait; does nothing if it is set. Does not block. */
    public void set() {
        handle.checkOpen();
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

    /** Clears the event: who comes now waits. Does nothing if it is not set; does not block. */
    public void clear() {
        handle.checkOpen();
        int now;
        do {
            now = word.get();
            if ((now & WordLayout.SET) == 0) {
                return;
            }
        } while (!word.compareAndSet(now, now & ~WordLayout.SET));
    }

    /** True while it is set. */
    public boolean isSet() {
        handle.checkOpen();
        return (word.get() & WordLayout.SET) != 0;
    }

    /**
     * Waits until the event is set, however long it takes.
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
     * Waits until the event is set, at most so long; zero or less does not wait.
     *
     * @return true if it is set, or was meanwhile; false if the time is over
     * @throws InterruptedException if interrupted before or meanwhile, some 8 ms after the interrupt at the latest
     */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        handle.checkOpen();
        WordWait.checkInterrupt(this);
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

    /** Ends this handle, and the event if this JVM made it; a second call does nothing. */
    @Override
    public void close() {
        handle.close();
    }

    /** What is sent in the event's place. */
    @Override
    public Object writeReplace() {
        return handle.ticket(WordLayout.EVENT);
    }

    @Override
    public String toString() {
        return (word.get() & WordLayout.SET) != 0 ? "SharedEvent(set)" : "SharedEvent(unset)";
    }
}
