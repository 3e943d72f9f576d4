package org.multijvm.queue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.wait.RobustLock;

/**
 * One of a queue's locks, with a word beside it that says whether the last owner left something half done: because it died, or because something was
 * thrown. Whoever gets the lock then repairs first. The word is set before the repair and cleared after it, so a repair that dies is done again. Thread-safe.
 */
final class QueueLock {
    /** A lock is held for moments, as a rule: so also a thread that does not want to wait for a message waits so long for it. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Also after the time of a wait is over, as long as the patience lasts. */
    private static final long SHORTEST_SLICE_NANOS = 1_000_000;

    private static final int SPOILT_IN_LOCK = 8;

    private final Control control;
    private final int spoiltAt;
    private final RobustLock lock;
    private final Runnable repair;
    private volatile boolean closed;

    /**
     * @param repair may run several times, and runs under the lock
     */
    QueueLock(Control control, int offset, Runnable repair) {
        this.control = control;
        this.spoiltAt = offset + SPOILT_IN_LOCK;
        this.lock = new RobustLock(control.memory(), control.at(offset));
        this.repair = repair;
    }

    /** What is done under a lock. An {@link IOException} says that nothing has changed; whatever else is thrown makes the next owner repair. */
    interface Section<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * Does something under the lock.
     *
     * @param late what it gives if the lock does not come in time
     */
    <T> T within(Wait wait, Section<T> section, T late) throws IOException, InterruptedException {
        return acquire(wait) ? run(section) : late;
    }

    /** Does something under the lock, however long that takes to come. */
    <T> T within(Section<T> section) throws IOException, InterruptedException {
        Wait wait = new Wait(Long.MAX_VALUE);
        while (!acquire(wait)) {}
        return run(section);
    }

    /**
     * Does the last thing under the lock; what comes to it later in this JVM is an {@link IllegalStateException}, and changes nothing.
     *
     * @return false if the lock did not come in time
     */
    boolean close(Section<Boolean> last) throws IOException, InterruptedException {
        if (!acquire(new Wait(0))) {
            closed = true;
            return false;
        }
        return run(() -> {
            closed = true;
            return last.run();
        });
    }

    /** For the owner: something may be half done, though nothing is thrown. */
    void spoil() {
        control.set(spoiltAt, 1);
    }

    private <T> T run(Section<T> section) throws IOException, InterruptedException {
        if (closed) {
            lock.unlock();
            throw new IllegalStateException("the queue is closed");
        }
        boolean sound = false;
        try {
            if (control.get(spoiltAt) != 0) {
                repair.run();
                control.set(spoiltAt, 0);
            }
            T result = section.run();
            sound = true;
            return result;
        } catch (IOException unchanged) {
            sound = true;
            throw unchanged;
        } finally {
            if (!sound) {
                spoil();
            }
            lock.unlock();
        }
    }

    private boolean acquire(Wait wait) throws InterruptedException {
        if (lock.tryLock() || Wait.spinFor(() -> lock.isFree() && lock.tryLock())) {
            return true;
        }
        while (!lock.tryLockAfterSleep()) {
            Wait.checkInterrupt("the lock of a queue: owner=" + lock.ownerPid());
            if (lock.recover()) {
                control.set(spoiltAt, 1);
                return true;
            }
            if (Math.max(wait.left(), PATIENCE_NANOS - wait.waited()) <= 0) {
                return false;
            }
            if (lock.announce()) {
                lock.sleep(Math.max(SHORTEST_SLICE_NANOS, wait.slice()));
            }
        }
        Wait.came();
        return true;
    }
}
