package org.multijvm.demos.threads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.sync.SharedLock;
import picocli.CommandLine.Option;

/** What a lock is for: ten threads and a number, with and without one; and what happens to a thread that takes its lock twice. */
public final class ThreadLock extends Demo {
    private static final int START = 50;
    private static final int TAKERS = 10;

    @Option(names = "--adders", paramLabel = "N", description = "how many threads add 1")
    private int adders = 10_000;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private int sum;

    @Override
    public int run() throws InterruptedException {
        takeWithoutLock();
        takeWithLock();
        for (Thread adder : start(adders, this::addOne)) {
            adder.join();
        }
        System.out.println(adders + " threads have added 1: " + sum);
        nest();
        takeTwice();
        return 0;
    }

    /** Each takes its own before anybody prints: the article sleeps until that has surely happened. */
    private void takeWithoutLock() throws InterruptedException {
        AtomicInteger left = new AtomicInteger(START);
        CountDownLatch taken = new CountDownLatch(TAKERS);
        List<Thread> takers = start(TAKERS, () -> {
            left.decrementAndGet();
            taken.countDown();
            taken.await();
            System.out.println("without a lock: " + left);
        });
        for (Thread taker : takers) {
            taker.join();
        }
    }

    private void takeWithLock() throws InterruptedException {
        AtomicInteger left = new AtomicInteger(START);
        List<Thread> takers = start(TAKERS, () -> {
            lock.lock();
            try {
                left.decrementAndGet();
                Thread.sleep(delay);
                System.out.println("with a lock: " + left);
            } finally {
                lock.unlock();
            }
        });
        for (Thread taker : takers) {
            taker.join();
        }
    }

    private void addOne() {
        lock.lock();
        try {
            sum++;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // that the lock is taken three times is what is shown
    private void nest() {
        lock.lock();
        lock.lock();
        lock.lock();
        System.out.println("a reentrant lock, taken three deep: " + lock.getHoldCount());
        lock.unlock();
        lock.unlock();
        lock.unlock();
        System.out.println("given back as often: locked=" + lock.isLocked());
    }

    /** Java's own locks are all reentrant; this library's {@link SharedLock} is what Python's {@code Lock} is. */
    @SuppressWarnings("LockNotBeforeTry") // that the lock is taken twice is what is shown
    private void takeTwice() throws InterruptedException {
        try (SharedLock once = SharedLock.create()) {
            once.lock();
            boolean again = once.tryLock(Duration.ofMillis(delay));
            System.out.println(
                    "a plain lock, taken twice: " + (again ? "it went well" : "a deadlock, but for the time limit"));
            once.unlock();
        }
        lock.lock();
        boolean again = lock.tryLock();
        System.out.println("a reentrant lock, taken twice: " + (again ? "it goes well" : "a deadlock"));
        lock.unlock();
        lock.unlock();
    }

    /** What a thread does. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private static List<Thread> start(int threads, Work work) {
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            started.add(thread);
        }
        return started;
    }
}
