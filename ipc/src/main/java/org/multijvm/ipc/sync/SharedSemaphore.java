package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.wait.Slices;

/**
 * A number of permits for the threads of several JVMs; Python's {@code multiprocessing.Semaphore} and {@code BoundedSemaphore}, with the methods of
 * {@link java.util.concurrent.Semaphore}.
 *
 * <p>Any thread of any process may release what another has acquired. One that is {@link #bounded} never has more permits than it was made with; any other
 * may be released more often than it was ever acquired: so it serves to limit how many do something at once, and as a signal, made with
 * no permits, that one side releases and the other acquires.
 *
 * <p>Whoever waits is served first come, first served, by all JVMs together, also if a later one asks for less; so {@code tryAcquire}
 * fails while somebody waits. Sent to another JVM it arrives as the same semaphore. Thread-safe; up to 256 living processes use it.
 *
 * <p><b>Death.</b> The semaphore counts what each process has acquired and not released. When a process dies, even by SIGKILL, that comes
 * back, at the latest some 8 ms after somebody waits for it (2 ms for a thread that has just begun), but never so that there are more permits
 * than it was made with. A process that acquires what another releases, as with a signal,
 * therefore changes nothing by dying; and where permits go from hand to hand between processes, it is the one who acquired that
 * counts as the holder. A thread that ends while its process goes on keeps its permits.
 *
 * <p>Threads wait {@linkplain org.multijvm.ipc.sync as in all of this package}.
 *
 * <p>{@link #close} ends this handle: it acquires no more, but can release. The handle of the JVM that made the semaphore also ends
 * it for those who are not attached yet. Close it when nobody waits.
 */
public interface SharedSemaphore extends AutoCloseable, Handle {
    /**
     * A new semaphore that may be released more often than it was acquired; Python's {@code multiprocessing.Semaphore}.
     *
     * @param permits how many permits there are, 0 or more
     * @throws UncheckedIOException if there is no space
     */
    static SharedSemaphore create(int permits) {
        return CellSemaphore.create(permits, false);
    }

    /**
     * A new semaphore that never has more permits than it was made with; Python's {@code multiprocessing.BoundedSemaphore}.
     *
     * @param permits how many permits there are, and will be at most, 0 or more
     * @throws UncheckedIOException if there is no space
     */
    static SharedSemaphore bounded(int permits) {
        return CellSemaphore.create(permits, true);
    }

    /**
     * Acquires one permit, however long it takes; an interrupt ends the wait within some 8 ms.
     *
     * @throws IllegalArgumentException if it is bounded and was made with none: there will never be one, and nobody should wait for it for ever
     */
    default void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Acquires so many permits, all or none, however long it takes; an interrupt ends the wait within some 8 ms. To acquire 0 is to wait
     * until those who came before have theirs.
     *
     * @throws IllegalArgumentException if it is bounded and was made with fewer
     */
    void acquire(int permits) throws InterruptedException;

    /** Acquires one permit, however long it takes; an interrupt does not end the wait and stays pending. */
    default void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /** As {@link #acquireUninterruptibly()}, with so many permits, all or none. */
    void acquireUninterruptibly(int permits);

    /**
     * Acquires one permit if one is there and nobody waits, or comes back from a dead process, for which it looks at most every 2 ms;
     * does not wait.
     */
    default boolean tryAcquire() {
        return tryAcquire(1);
    }

    /** As {@link #tryAcquire()}, with so many permits, all or none. */
    boolean tryAcquire(int permits);

    /** Acquires one permit if that takes no longer than this; a negative time is zero. */
    default boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, time, unit);
    }

    /** As {@link #tryAcquire(long, TimeUnit)}. */
    default boolean tryAcquire(Duration limit) throws InterruptedException {
        return tryAcquire(1, limit);
    }

    /** Acquires so many permits, all or none, if that takes no longer than this; a negative time is zero. */
    boolean tryAcquire(int permits, long time, TimeUnit unit) throws InterruptedException;

    /** As {@link #tryAcquire(int, long, TimeUnit)}. */
    default boolean tryAcquire(int permits, Duration limit) throws InterruptedException {
        return tryAcquire(permits, Slices.nanos(limit), TimeUnit.NANOSECONDS);
    }

    /** Acquires one permit, however long it takes, for a {@code try} that releases it; an interrupt stays pending. */
    default SemaphoreHold hold() {
        acquireUninterruptibly();
        return new SemaphoreHold(this);
    }

    /**
     * Releases one permit, whoever acquired it.
     *
     * @throws IllegalStateException if there would be more than {@link Integer#MAX_VALUE}, or, if it is bounded, more than it was made with
     */
    default void release() {
        release(1);
    }

    /** As {@link #release()}, with so many permits at once; none does nothing. */
    void release(int permits);

    /** How many permits are there at this moment; those of a dead process are not, until somebody has looked. */
    int availablePermits();

    /**
     * Acquires all permits that are there at this moment, also if somebody waits for more than these, and says how many; does not wait. As
     * with {@link #tryAcquire()}, what comes back from a dead process may be among them.
     */
    int drainPermits();

    /** True if no permit is there at this moment; Python's {@code locked()}. */
    default boolean isLocked() {
        return availablePermits() == 0;
    }

    /** About how many threads of all JVMs wait for permits. */
    int queueLength();

    /** Ends this handle, and the semaphore if this JVM made it; a second call does nothing. */
    @Override
    void close();

    /** What is sent in the semaphore's place. */
    @Override
    Object writeReplace();
}
