package org.multijvm.manager.served;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads in which the calls of one client run that may run code of a user: functions, objects of the user's types, classes of values. Daemons, which end when idle. What comes when as many run as may
 * waits for one that ends. Thread-safe.
 */
final class UserThreads {
    private static final int MOST = 500;
    private static final int MOST_WAITING = 100_000;
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor threads;
    private final Map<Long, Work> works = new ConcurrentHashMap<>();
    /** What waits for a thread; guarded by itself. */
    private final Queue<Work> waiting = new ArrayDeque<>();
    /** How many threads run or are about to; guarded by {@link #waiting}. */
    private int busy;

    UserThreads(String client) {
        AtomicInteger made = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread =
                            new Thread(work, "multijvm-manager-user" + "-" + client + "-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** What is done for a call. */
    private final class Work {
        private final Call call;
        private final Runnable action;
        /** Guarded by this. */
        private @Nullable Thread thread;

        Work(Call call, Runnable action) {
            this.call = call;
            this.action = action;
        }

        void run() {
            synchronized (this) {
                thread = Thread.currentThread();
                if (call.isGivenUp()) {
                    thread.interrupt();
                }
            }
            try {
                action.run();
            } catch (Throwable e) {
                call.fail(e);
            } finally {
                works.remove(call.number, this);
                synchronized (this) {
                    thread = null;
                    // what was meant for this call does not reach the next
                    Thread.interrupted();
                }
            }
        }

        synchronized void giveUp() {
            call.giveUp();
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /**
     * Runs something; what it throws is the call's answer.
     *
     * @throws RejectedExecutionException if too much waits, or the client has ended; then it does not run
     */
    void run(Call call, Runnable action) {
        Work work = new Work(call, action);
        works.put(call.number, work);
        synchronized (waiting) {
            if (busy == MOST) {
                if (waiting.size() == MOST_WAITING) {
                    works.remove(call.number, work);
                    throw new RejectedExecutionException(
                            "too many calls of one client wait for a thread: most=" + MOST_WAITING);
                }
                waiting.add(work);
                return;
            }
            busy++;
        }
        boolean started = false;
        try {
            threads.execute(() -> runAll(work));
            started = true;
        } finally {
            if (!started) {
                works.remove(call.number, work);
                synchronized (waiting) {
                    busy--;
                }
            }
        }
    }

    private void runAll(Work first) {
        for (Work work = first; work != null; work = next()) {
            work.run();
        }
    }

    private @Nullable Work next() {
        synchronized (waiting) {
            Work work = waiting.poll();
            if (work == null) {
                busy--;
            }
            return work;
        }
    }

    /** The client wants a call to end, if it runs here or is about to. */
    void giveUp(long number) {
        Work work = works.get(number);
        if (work != null) {
            work.giveUp();
        }
    }

    /** Interrupts all; what waits for a thread still gets one. */
    void close() {
        threads.shutdownNow();
    }
}
