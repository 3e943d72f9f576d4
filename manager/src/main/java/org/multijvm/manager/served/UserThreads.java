package org.multijvm.manager.served;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads in which the calls of one client run that may run code of a user: functions, objects of the user's types, classes of values. Daemons, which end when idle. Thread-safe. */
final class UserThreads {
    private static final int MOST = 500;
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor threads;
    private final Map<Long, Thread> running = new ConcurrentHashMap<>();

    UserThreads(String client) {
        AtomicInteger made = new AtomicInteger();
        threads = new ThreadPoolExecutor(0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "multijvm-manager-user" + "-" + client + "-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs something; what it throws is the call's answer. */
    void run(Call call, Runnable work) {
        try {
            threads.execute(() -> {
                running.put(call.number, Thread.currentThread());
                try {
                    work.run();
                } catch (Throwable e) {
                    call.fail(e);
                } finally {
                    running.remove(call.number);
                    // what was meant for this call does not reach the next
                    Thread.interrupted();
                }
            });
        } catch (RejectedExecutionException e) {
            throw new RejectedExecutionException("too many calls of one client run at once: most=" + MOST, e);
        }
    }

    /** The client wants the call to end. */
    void interrupt(long number) {
        Thread thread = running.get(number);
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Interrupts all. */
    void close() {
        threads.shutdownNow();
    }
}
