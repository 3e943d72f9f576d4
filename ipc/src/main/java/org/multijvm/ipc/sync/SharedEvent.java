package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.Slices;

/**
 * A flag that threads of several JVMs set, clear and wait for; Python's {@code multiprocessing.Event} (rule S9).
 *
 * <p>A waiting thread is released by a {@link #set} even if the event is cleared right after it, before it had time to look:
 * Python's {@code wait} then returns false. What was written before {@code set} is seen after the wait. Sent to another JVM
 * it arrives as the same event. It belongs to nobody: a process that dies leaves it as it is, set or not, and one that dies
 * within {@code set} has either set it or not; those it had no time to wake see it some 8 ms later.
 *
 * <p>Threads wait {@linkplain org.multijvm.ipc.sync as in all of this package}. Thread-safe.
 *
 * <p>{@link #close} ends this handle. The handle of the JVM that made the event also ends it for those who are not attached
 * yet. Close it when nobody waits.
 */
public interface SharedEvent extends AutoCloseable, Handle {
    /**
     * A new event, not set.
     *
     * @throws UncheckedIOException if there is no space
     */
    static SharedEvent create() {
        return new CellEvent(SharedCell.create(WordLayout.EVENT), true);
    }

    /** Sets the event and releases all who wait; does nothing if it is set. Does not block. */
    void set();

    /** Clears the event: a thread that comes now waits. Does nothing if it is not set; does not block. */
    void clear();

    /** True while it is set. */
    boolean isSet();

    /**
     * Waits until the event is set, however long it takes.
     *
     * @throws InterruptedException if interrupted before or meanwhile, some 8 ms after the interrupt at the latest
     */
    default void await() throws InterruptedException {
        await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** As {@link #await(long, TimeUnit)}. */
    default boolean await(Duration limit) throws InterruptedException {
        return await(Slices.nanos(limit), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits until the event is set, at most so long; zero or less does not wait.
     *
     * @return true if it is set, or was meanwhile; false if the time is over
     * @throws InterruptedException if interrupted before or meanwhile, some 8 ms after the interrupt at the latest
     */
    boolean await(long time, TimeUnit unit) throws InterruptedException;

    /** Ends this handle, and the event if this JVM made it; a second call does nothing. */
    @Override
    void close();

    /** What is sent in the event's place. */
    @Override
    Object writeReplace();
}
