package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.wait.Slices;

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
 * <p>Threads wait {@linkplain org.multijvm.ipc.sync as in all of this package}. Thread-safe.
 *
 * <p>{@link #close} ends this handle. The handle of the JVM that made the latch also ends it for those who are not attached
 * yet. Close it when nobody waits.
 */
public interface SharedCountDownLatch extends AutoCloseable, Handle {
    /**
     * A new latch.
     *
     * @param count how often it must be counted down; 0 is open from the beginning
     * @throws IllegalArgumentException if that is negative
     * @throws UncheckedIOException if there is no space
     */
    static SharedCountDownLatch create(int count) {
        return CellCountDownLatch.create(count);
    }

    /** Counts down by one, and releases all who wait if that makes zero; does nothing at zero. Does not block. */
    void countDown();

    /** How often it must still be counted down. */
    long count();

    /**
     * Waits until the count is zero, however long it takes.
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
     * Waits until the count is zero, at most so long; zero or less does not wait.
     *
     * @return true if it is; false if the time is over
     * @throws InterruptedException if interrupted before or meanwhile, some 8 ms after the interrupt at the latest
     */
    boolean await(long time, TimeUnit unit) throws InterruptedException;

    /** Ends this handle, and the latch if this JVM made it; a second call does nothing. */
    @Override
    void close();

    /** What is sent in the latch's place. */
    @Override
    Object writeReplace();
}
