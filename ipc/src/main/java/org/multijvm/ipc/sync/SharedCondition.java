package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.wait.Slices;

/**
 * What threads of several JVMs that hold one lock wait for and tell each other; Python's {@code multiprocessing.Condition}
 * (rules S6 to S8).
 *
 * <pre>{@code
 * SharedCondition filled = SharedCondition.create();
 * filled.lock().lock();
 * try {
 *     while (queue.isEmpty()) {
 *         filled.await();
 *     }
 * } finally {
 *     filled.lock().unlock();
 * }
 * }</pre>
 *
 * <p><b>The lock</b> must be held by the thread that waits or notifies, else {@link IllegalMonitorStateException}. A wait
 * gives it up, as deep as it is held, and has it again when it returns or throws, however long that takes. Sent to another
 * JVM the condition arrives as the same one and brings its lock with it.
 *
 * <p><b>Notifies</b> go to those who wait, the longest waiting first, and are not kept for those who come later. As with
 * each {@link Condition} a wait may end without one, so ask again for what you wait for, or use {@link #awaitFor}. An
 * interrupt or a time-out that meets a notify counts as notified; the interrupt stays pending.
 *
 * <p><b>Processes that die.</b> A notify to one that dies before it has the lock again goes to the next who waited then,
 * some 10 ms later. When the holder of the lock dies, it may have owed a notify: all waits end, and the first to have the
 * lock finds {@code wasAbandoned()} true. So nobody waits for what the dead should have told.
 *
 * <p>Threads wait {@linkplain org.multijvm.ipc.sync as in all of this package}. Where 256 threads wait already, further ones
 * wake by themselves after a moment. Thread-safe.
 *
 * <p>{@link #close} ends this handle. The handle of the JVM that made the condition also ends it for those who are not attached yet.
 * Close it when nobody waits.
 */
public interface SharedCondition extends Condition, AutoCloseable, Handle {
    /**
     * A new condition with a reentrant lock of its own, which ends with it.
     *
     * @throws UncheckedIOException if there is no space
     */
    static SharedCondition create() {
        return CellCondition.withLock();
    }

    /**
     * A new condition of a lock.
     *
     * @throws UncheckedIOException if there is no space
     */
    static SharedCondition create(SharedReentrantLock lock) {
        return lock instanceof CellReentrantLock cell ? CellCondition.of(ConditionLock.of(cell)) : lock.newCondition();
    }

    /**
     * A new condition of a lock that is not reentrant. The thread that took the lock is the one that may wait and notify.
     *
     * @throws UncheckedIOException if there is no space
     */
    static SharedCondition create(SharedLock lock) {
        return lock instanceof CellLock cell ? CellCondition.of(ConditionLock.of(cell)) : lock.newCondition();
    }

    /** Its lock: a {@link SharedReentrantLock} or {@link SharedLock}. */
    Lock lock();

    /**
     * Waits until notified.
     *
     * @throws InterruptedException if interrupted before or meanwhile; the lock is held all the same
     */
    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    default void await() throws InterruptedException {
        await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Waits until notified; an interrupt does not end the wait and stays pending. */
    @Override
    void awaitUninterruptibly();

    /**
     * Waits until notified, at most so long.
     *
     * @return how much of the time is left, zero or less if none is
     * @throws InterruptedException as {@link #await()}
     */
    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    default long awaitNanos(long nanosTimeout) throws InterruptedException {
        long start = System.nanoTime();
        await(nanosTimeout, TimeUnit.NANOSECONDS);
        return Math.max(0, nanosTimeout) - (System.nanoTime() - start);
    }

    /** As {@link #await(long, TimeUnit)}. */
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    default boolean await(Duration limit) throws InterruptedException {
        return await(Slices.nanos(limit), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits until notified, at most so long; zero or less gives up the lock for a moment.
     *
     * @return false if the time is over and no notify came
     * @throws InterruptedException as {@link #await()}
     */
    @Override
    boolean await(long time, TimeUnit unit) throws InterruptedException;

    /**
     * Waits until notified, at most until then by the wall clock as it goes now.
     *
     * @return false if the time is over and no notify came
     * @throws InterruptedException as {@link #await()}
     */
    @Override
    @SuppressWarnings({"JavaUtilDate", "WaitNotInLoop"}) // it is Condition's, and the loop is the caller's
    default boolean awaitUntil(Date deadline) throws InterruptedException {
        long until = deadline.getTime();
        long now = System.currentTimeMillis();
        return await(until > now ? until - now : 0, TimeUnit.MILLISECONDS);
    }

    /**
     * Waits until something holds; Python's {@code wait_for} without a timeout.
     *
     * @param predicate is asked with the lock held, first before any wait
     * @throws InterruptedException as {@link #await()}
     */
    default void awaitFor(BooleanSupplier predicate) throws InterruptedException {
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /**
     * Waits until something holds, at most so long; Python's {@code wait_for}.
     *
     * @param predicate is asked with the lock held: before any wait, after each, and at the end of the time
     * @return what it said last
     * @throws InterruptedException as {@link #await()}
     */
    default boolean awaitFor(BooleanSupplier predicate, Duration limit) throws InterruptedException {
        long nanos = Slices.nanos(limit);
        long start = System.nanoTime();
        while (!predicate.getAsBoolean()) {
            long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            await(left, TimeUnit.NANOSECONDS);
        }
        return true;
    }

    /** Notifies the longest waiting thread, if there is one. Does not block. */
    @Override
    default void signal() {
        signal(1);
    }

    /** Notifies all who wait. Does not block. */
    @Override
    default void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    /**
     * Notifies up to so many, those who wait longest; Python's {@code notify(n)}. Does not block.
     *
     * @return how many were notified
     * @throws IllegalArgumentException if the number is negative
     */
    int signal(int count);

    /** How many threads wait and have not been notified; it may have changed when this returns, unless the lock is held. */
    int waiting();

    /** Ends this handle, and the condition if this JVM made it, with the lock that was made with it; a second call does nothing. */
    @Override
    void close();

    /** What is sent in the condition's place. */
    @Override
    Object writeReplace();
}
