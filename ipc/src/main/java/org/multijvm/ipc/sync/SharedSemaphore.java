package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.Handle;

/**
 * A number of permits for the threads of several JVMs; Python's {@code multiprocessing.Semaphore}, with the methods of
 * {@link java.util.concurrent.Semaphore}.
 *
 * <p>Anybody may release, also more than was ever acquired: so it serves to limit how many do something at once, and as a signal, made with
 * no permits, that one side releases and the other acquires.
 *
 * <p>Whoever waits is served first come, first served, by all JVMs together, also if a later one asks for less; so {@code tryAcquire}
 * fails while somebody waits. Sent to another JVM it arrives as the same semaphore. Thread-safe; up to 256 living processes use it.
 *
 * <p><b>Death.</b> The semaphore counts what each process has acquired and not released. When a process dies, even by SIGKILL, that comes
 * back, at the latest some 8 ms after somebody waits for it (2 ms for one who has just begun), but never so that there are more permits
 * than it was made with. A process that acquires what another releases, as with a signal,
 * therefore changes nothing by dying; and where permits go from hand to hand between processes, it is the one who acquired that
 * counts as the holder. A thread that ends while its process goes on keeps its permits.
 *
 * <p>A waiting thread spins for some microseconds, if that has paid off before, and then sleeps in the kernel; a virtual thread, and any
 * thread where there is no such sleep, polls instead, up to once a millisecond.
 *
 * <p>{@link #close} ends this handle: it acquires no more, but can release. The handle of the JVM that made the semaphore also ends
 * it for those who are not attached yet. Close it when nobody waits.
 */
public final class SharedSemaphore implements AutoCloseable, Handle {
    private static final long serialVersionUID = 1;

    private final transient SemaphoreCore core;

    SharedSemaphore(RobustMonitor monitor, boolean creator) {
        this(new SemaphoreCore(monitor, false, creator));
    }

    private SharedSemaphore(SemaphoreCore core) {
        this.core = core;
    }

    /**
     * A new semaphore.
     *
     * @param permits how many permits there are, 0 or more
     * @throws UncheckedIOException if there is no space
     */
    public static SharedSemaphore create(int permits) {
        return new SharedSemaphore(SemaphoreCore.create(permits, false));
    }

    /** Acquires one permit, however long it takes; an interrupt ends the wait within some 8 ms. */
    public void acquire() throws InterruptedException {
        core.acquire(1);
    }

    /**
     * Acquires so many permits, all or none, however long it takes; an interrupt ends the wait within some 8 ms. To acquire 0 is to wait
     * until those who came before have theirs.
     */
    public void acquire(int permits) throws InterruptedException {
        core.acquire(permits);
    }

    /** Acquires one permit, however long it takes; an interrupt does not end the wait and stays pending. */
    public void acquireUninterruptibly() {
        core.acquireUninterruptibly(1);
    }

    /** As {@link #acquireUninterruptibly()}, with so many permits, all or none. */
    public void acquireUninterruptibly(int permits) {
        core.acquireUninterruptibly(permits);
    }

    /**
     * Acquires one permit if one is there and nobody waits, or comes back from a dead process, for which it looks at most every 2 ms;
     * does not wait.
     */
    public boolean tryAcquire() {
        return core.tryAcquire(1);
    }

    /** As {@link #tryAcquire()}, with so many permits, all or none. */
    public boolean tryAcquire(int permits) {
        return core.tryAcquire(permits);
    }

    /** Acquires one permit if that takes no longer than this; a negative time is zero. */
    public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        return core.tryAcquire(1, unit.toNanos(time));
    }

    /** As {@link #tryAcquire(long, TimeUnit)}. */
    public boolean tryAcquire(Duration time) throws InterruptedException {
        return core.tryAcquire(1, LockHandle.nanos(time));
    }

    /** Acquires so many permits, all or none, if that takes no longer than this; a negative time is zero. */
    public boolean tryAcquire(int permits, long time, TimeUnit unit) throws InterruptedException {
        return core.tryAcquire(permits, unit.toNanos(time));
    }

    /** As {@link #tryAcquire(int, long, TimeUnit)}. */
    public boolean tryAcquire(int permits, Duration time) throws InterruptedException {
        return core.tryAcquire(permits, LockHandle.nanos(time));
    }

    /** Acquires one permit, however long it takes, for a {@code try} that releases it; an interrupt stays pending. */
    public SemaphoreHold hold() {
        core.acquireUninterruptibly(1);
        return new SemaphoreHold(core);
    }

    /**
     * Releases one permit, whoever acquired it.
     *
     * @throws IllegalStateException if there would be more than {@link Integer#MAX_VALUE}
     */
    public void release() {
        core.release(1);
    }

    /** As {@link #release()}, with so many permits at once; none does nothing. */
    public void release(int permits) {
        core.release(permits);
    }

    /** How many permits are there at this moment; those of a dead process are not, until somebody has looked. */
    public int availablePermits() {
        return core.availablePermits();
    }

    /**
     * Acquires all permits that are there at this moment, also if somebody waits for more than these, and says how many; does not wait. As
     * with {@link #tryAcquire()}, what comes back from a dead process may be among them.
     */
    public int drainPermits() {
        return core.drainPermits();
    }

    /** True if no permit is there at this moment; Python's {@code locked()}. */
    public boolean isLocked() {
        return core.availablePermits() == 0;
    }

    /** About how many threads of all JVMs wait for permits. */
    public int queueLength() {
        return core.queueLength();
    }

    /** Ends this handle, and the semaphore if this JVM made it; a second call does nothing. */
    @Override
    public void close() {
        core.handle().close();
    }

    /** What is sent in the semaphore's place. */
    @Override
    public Object writeReplace() {
        return core.handle().ticket();
    }

    @Override
    public String toString() {
        return core.toString();
    }
}
