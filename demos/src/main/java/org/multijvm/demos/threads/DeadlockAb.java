package org.multijvm.demos.threads;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multijvm.demos.kit.Demo;

/** Two threads take two locks in opposite order. The JVM itself finds which thread waits for which; then both take them in the same order. */
public final class DeadlockAb extends Demo {
    private final ReentrantLock a = new ReentrantLock();
    private final ReentrantLock b = new ReentrantLock();

    @Override
    public int run() throws InterruptedException {
        CountDownLatch bothHaveOne = new CountDownLatch(2);
        List<Thread> threads = List.of(
                new Thread(() -> takeBoth(a, b, bothHaveOne), "a-then-b"),
                new Thread(() -> takeBoth(b, a, bothHaveOne), "b-then-a"));
        threads.forEach(Thread::start);
        report(awaitDeadlock());
        threads.get(0).interrupt();
        for (Thread thread : threads) {
            thread.join();
        }
        List<Thread> ordered = List.of(
                new Thread(() -> takeBoth(a, b, null), "first"), new Thread(() -> takeBoth(a, b, null), "second"));
        ordered.forEach(Thread::start);
        for (Thread thread : ordered) {
            thread.join();
        }
        return 0;
    }

    /** With a latch it takes the second lock only when both threads have their first. */
    private static void takeBoth(ReentrantLock first, ReentrantLock second, @Nullable CountDownLatch bothHaveOne) {
        String name = Thread.currentThread().getName();
        first.lock();
        try {
            if (bothHaveOne != null) {
                bothHaveOne.countDown();
                bothHaveOne.await();
            }
            second.lockInterruptibly();
            second.unlock();
            System.out.println(name + " has had both locks");
        } catch (InterruptedException e) {
            System.out.println(name + " gives up");
        } finally {
            first.unlock();
        }
    }

    private static ThreadInfo[] awaitDeadlock() throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] found = threads.findDeadlockedThreads();
        while (found == null) {
            Thread.sleep(1);
            found = threads.findDeadlockedThreads();
        }
        return threads.getThreadInfo(found);
    }

    private static void report(ThreadInfo[] deadlocked) {
        System.out.println("deadlock of " + deadlocked.length + " threads:");
        Stream.of(deadlocked)
                .sorted(Comparator.comparing(ThreadInfo::getThreadName))
                .forEach(thread -> System.out.println("  " + thread.getThreadName() + " waits for a lock that "
                        + thread.getLockOwnerName() + " holds"));
    }
}
