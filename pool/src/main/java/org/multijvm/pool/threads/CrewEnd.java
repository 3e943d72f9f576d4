package org.multijvm.pool.threads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.WorkerStartException;

/**
 * How a {@link ThreadCrew} ends: owns whether and why it was stopped, what ran then, and the condition on which its end is waited for. Under the crew's lock, which those methods take
 * that say nothing else.
 */
final class CrewEnd {
    private static final int TRIES = 3;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final ReentrantLock lock;
    private final Condition changed;
    private final CrewQueue queue;
    private final ThreadTable threads;
    private final List<LocalTask> givenUp = new ArrayList<>();
    private @Nullable Throwable reason;
    private int startFailures;
    private boolean everUp;

    CrewEnd(ReentrantLock lock, CrewQueue queue, ThreadTable threads) {
        this.lock = lock;
        this.changed = lock.newCondition();
        this.queue = queue;
        this.threads = threads;
    }

    /** Whether the crew can do its work. With the lock. */
    PoolHealth health() {
        if (reason instanceof WorkerStartException broken) {
            return PoolHealth.broken(broken);
        }
        PoolHealth.State state =
                queue.isClosed() ? PoolHealth.State.CLOSED : everUp ? PoolHealth.State.UP : PoolHealth.State.STARTING;
        return PoolHealth.well(state, threads.all().size(), threads.size());
    }

    /** With the lock. */
    boolean isStopped() {
        return reason != null;
    }

    /** With the lock: a thread is gone. */
    void changed() {
        changed.signalAll();
    }

    /** A thread's initializer has returned. */
    void started() {
        lock.lock();
        try {
            startFailures = 0;
            everUp = true;
        } finally {
            lock.unlock();
        }
    }

    /** A thread's initializer threw; the third time in a row ends the crew. */
    void startFailed(ThreadWorker thread, Throwable thrown) {
        lock.lock();
        try {
            if (reason != null || ++startFailures < TRIES) {
                return;
            }
            WorkerStartException why = new WorkerStartException(
                    "workers cannot be started, given up: tries in a row=" + TRIES
                            + ": the worker's initializer threw: " + thrown + ", worker=" + thread.getName(),
                    thrown);
            queue.close(new RejectedExecutionException("the pool takes no more tasks: " + why.getMessage(), why));
            stop(why);
        } finally {
            lock.unlock();
        }
    }

    boolean isStopping() {
        lock.lock();
        try {
            return isStopped();
        } finally {
            lock.unlock();
        }
    }

    /** No more intake; what is there goes on. */
    void close() {
        lock.lock();
        try {
            queue.close(null);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts all, and nobody completes what they run but who calls {@link #removeStopped}, which gives what is to fail for that reason. The first reason counts. */
    void stop(Throwable why) {
        lock.lock();
        try {
            if (isStopped()) {
                return;
            }
            reason = why;
            for (ThreadWorker thread : threads.all()) {
                if (thread.running != null) {
                    thread.fate = ThreadWorker.Fate.GIVEN_UP;
                    givenUp.add(thread.running);
                }
                if (thread != Thread.currentThread()) {
                    thread.interrupt();
                }
            }
            close();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the crew is stopped, or every thread is gone; why it was stopped, or null. */
    @Nullable
    Throwable awaitStop() throws InterruptedException {
        lock.lock();
        try {
            while (!isStopped() && !(queue.isClosed() && threads.isEmpty())) {
                changed.await();
            }
            return reason;
        } finally {
            lock.unlock();
        }
    }

    /** All tasks that had not ended when the crew was stopped; nobody else completes them. */
    List<LocalTask> removeStopped() {
        lock.lock();
        try {
            List<LocalTask> left = new ArrayList<>(givenUp);
            givenUp.clear();
            left.addAll(queue.removeAll());
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every thread is gone, after a stop for a grace period only; gives those that are still there. */
    List<ThreadWorker> awaitThreads() throws InterruptedException {
        long left = GRACE.toNanos();
        lock.lock();
        try {
            while (!threads.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return threads.all();
        } finally {
            lock.unlock();
        }
    }
}
