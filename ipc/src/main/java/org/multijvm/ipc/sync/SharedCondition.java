package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.sync.ConditionWait.End;

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
 * <p>A waiting thread spins for some microseconds, if that has paid off before, and then sleeps in the kernel; a virtual thread,
 * and any thread where there is no such sleep, polls instead, up to once a millisecond. Interrupts are seen some 8 ms later
 * at the latest. Where 256 threads wait already, further ones
 * wake by themselves once there is room, or once a notify finds nobody else. Thread-safe.
 *
 * <p>{@link #close} ends this handle. The handle of the JVM that made the condition also ends it for those who are not attached yet.
 * Close it when nobody waits.
 */
public final class SharedCondition implements Condition, AutoCloseable, Handle {
    /** What of a condition goes with its handle. */
    static final int ATTACHED = 0;

    private static final int MADE = 1;
    private static final int MADE_WITH_LOCK = 2;
    private static final long serialVersionUID = 1;

    private final transient ConditionTable table;
    private final transient ConditionLock lock;
    private final transient CellHandle handle;
    private final transient int owned;

    SharedCondition(ConditionTable table, ConditionLock lock, int owned) {
        this.table = table;
        this.lock = lock;
        this.owned = owned;
        this.handle = new CellHandle(table.cell(), "condition", owned != ATTACHED);
    }

    /**
     * A new condition with a reentrant lock of its own, which ends with it.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static SharedCondition create() {
        ConditionLock lock = ConditionLock.of(SharedReentrantLock.create());
        return new SharedCondition(ConditionTable.create(), lock, MADE_WITH_LOCK);
    }

    /**
     * A new condition of a lock.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static SharedCondition create(SharedReentrantLock lock) {
        return new SharedCondition(ConditionTable.create(), ConditionLock.of(lock), MADE);
    }

    /**
     * A new condition of a lock that is not reentrant. The thread that took the lock is the one that may wait and notify.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static SharedCondition create(SharedLock lock) {
        return new SharedCondition(ConditionTable.create(), ConditionLock.of(lock), MADE);
    }

    /** Its lock: a {@link SharedReentrantLock} or {@link SharedLock}. */
    public Lock lock() {
        return lock.lock();
    }

    /**
     * Waits until notified.
     *
     * @throws InterruptedException if interrupted before or meanwhile; the lock is held all the same
     */
    @Override
    public void await() throws InterruptedException {
        pause(Long.MAX_VALUE);
    }

    /** Waits until notified; an interrupt does not end the wait and stays pending. */
    @Override
    public void awaitUninterruptibly() {
        check("wait");
        new ConditionWait(table, lock, false, Long.MAX_VALUE).await();
    }

    /**
     * Waits until notified, at most so long.
     *
     * @return how much of the time is left, zero or less if none is
     * @throws InterruptedException as {@link #await()}
     */
    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        long start = System.nanoTime();
        pause(nanosTimeout);
        return Math.max(0, nanosTimeout) - (System.nanoTime() - start);
    }

    /** As {@link #await(long, TimeUnit)}. */
    public boolean await(Duration time) throws InterruptedException {
        return pause(LockHandle.nanos(time)) != End.TIME_OVER;
    }

    /**
     * Waits until notified, at most so long; zero or less gives up the lock for a moment.
     *
     * @return false if the time is over and no notify came
     * @throws InterruptedException as {@link #await()}
     */
    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return pause(unit.toNanos(time)) != End.TIME_OVER;
    }

    /**
     * Waits until notified, at most until then by the wall clock as it goes now.
     *
     * @return false if the time is over and no notify came
     * @throws InterruptedException as {@link #await()}
     */
    @Override
    @SuppressWarnings("JavaUtilDate") // it is Condition's
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long until = deadline.getTime();
        long now = System.currentTimeMillis();
        long millis = until > now ? until - now : 0;
        return pause(TimeUnit.MILLISECONDS.toNanos(millis)) != End.TIME_OVER;
    }

    /**
     * Waits until something holds; Python's {@code wait_for} without a timeout.
     *
     * @param predicate is asked with the lock held, first before any wait
     * @throws InterruptedException as {@link #await()}
     */
    public void awaitFor(BooleanSupplier predicate) throws InterruptedException {
        pauseUntil(predicate, Long.MAX_VALUE);
    }

    /**
     * Waits until something holds, at most so long; Python's {@code wait_for}.
     *
     * @param predicate is asked with the lock held: before any wait, after each, and at the end of the time
     * @return what it said last
     * @throws InterruptedException as {@link #await()}
     */
    public boolean awaitFor(BooleanSupplier predicate, Duration time) throws InterruptedException {
        return pauseUntil(predicate, LockHandle.nanos(time));
    }

    private boolean pauseUntil(BooleanSupplier predicate, long nanos) throws InterruptedException {
        check("wait");
        long limit = Math.max(0, nanos);
        long start = System.nanoTime();
        while (!predicate.getAsBoolean()) {
            long left = limit - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            pause(left);
        }
        return true;
    }

    /** Notifies the longest waiting thread, if there is one. Does not block. */
    @Override
    public void signal() {
        notify(1);
    }

    /** Notifies all who wait. Does not block. */
    @Override
    public void signalAll() {
        check("notify");
        table.signalAll();
    }

    /**
     * Notifies up to so many, those who wait longest. Does not block. Not to be taken for {@link Object#notify()}, which is
     * about the monitor of this object and has nothing to do with it.
     *
     * @return how many were notified
     * @throws IllegalArgumentException if the number is negative
     */
    public int notify(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the number to notify must not be negative: count=" + count);
        }
        check("notify");
        return table.signal(count);
    }

    /** How many threads wait and have not been notified; it may have changed when this returns, unless the lock is held. */
    public int waiting() {
        handle.checkOpen();
        return table.waiting();
    }

    /** Ends this handle, and the condition if this JVM made it, with the lock that was made with it; a second call does nothing. */
    @Override
    public void close() {
        if (handle.close() && owned == MADE_WITH_LOCK) {
            lock.close();
        }
    }

    /** What is sent in the condition's place. */
    @Override
    public Object writeReplace() {
        handle.checkOpen();
        return ConditionTicket.of(table, lock.ticket());
    }

    @Override
    public String toString() {
        return "SharedCondition(waiting=" + table.waiting() + ", lock=" + lock.lock() + ")";
    }

    private End pause(long nanos) throws InterruptedException {
        check("wait");
        WordWait.checkInterrupt(this);
        End end = new ConditionWait(table, lock, true, nanos).await();
        if (end == End.INTERRUPTED) {
            throw new InterruptedException("interrupted while waiting: waited_for=" + this);
        }
        return end;
    }

    private void check(String toDo) {
        handle.checkOpen();
        lock.checkHeld(toDo);
    }
}
