package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.queue.SimpleQueue;

/**
 * Very many virtual threads wait for one thing: they cost little while they wait, and each of them gets what it waits for. {@code
 * -Dmultijvm.virtual.threads=100000} has so many.
 */
@Tag("unit")
@Timeout(300)
class ManyVirtualThreadsTest {
    private static final int COUNT = Integer.getInteger("multijvm.virtual.threads", 10_000);
    private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Of one processor. Polling on their own, 10,000 threads take all there are. */
    private static final double MOST = 0.5;

    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger passed = new AtomicInteger();

    @BeforeEach
    void needThem() {
        assumeTrue(Runtime.version().feature() >= 21, "no virtual threads");
    }

    @Test
    void waitForAnEvent() throws Exception {
        try (SharedEvent event = SharedEvent.create()) {
            waitCheaply(event::await, event::set);
        }
    }

    @Test
    void waitForAnEventThatIsSetForAMoment() throws Exception {
        try (SharedEvent event = SharedEvent.create()) {
            waitCheaply(event::await, () -> {
                event.set();
                event.clear();
            });
        }
    }

    @Test
    void waitForALatch() throws Exception {
        try (SharedCountDownLatch latch = SharedCountDownLatch.create(1)) {
            waitCheaply(latch::await, latch::countDown);
        }
    }

    @Test
    void waitAtABarrier() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(COUNT + 1)) {
            waitCheaply(barrier::await, barrier::await);
        }
    }

    @Test
    void waitForALock() throws Exception {
        try (SharedLock lock = SharedLock.create()) {
            waitForALock(lock);
        }
    }

    @Test
    void waitForAReentrantLock() throws Exception {
        try (SharedReentrantLock lock = SharedReentrantLock.create()) {
            waitForALock(lock);
        }
    }

    @Test
    void waitToWrite() throws Exception {
        try (SharedReadWriteLock lock = SharedReadWriteLock.create()) {
            waitForALock(lock.writeLock());
        }
    }

    @Test
    void waitToRead() throws Exception {
        try (SharedReadWriteLock lock = SharedReadWriteLock.create()) {
            lock.writeLock().lock();
            waitCheaply(
                    () -> {
                        lock.readLock().lockInterruptibly();
                        lock.readLock().unlock();
                    },
                    lock.writeLock()::unlock);
        }
    }

    private void waitForALock(Lock lock) throws Exception {
        lock.lock();
        waitCheaply(
                () -> {
                    lock.lockInterruptibly();
                    lock.unlock();
                },
                lock::unlock);
    }

    @Test
    void waitForASemaphore() throws Exception {
        try (SharedSemaphore semaphore = SharedSemaphore.create(0)) {
            waitCheaply(semaphore::acquire, () -> semaphore.release(COUNT));
        }
    }

    @Test
    void waitForAConditionWithRoomForFew() throws Exception {
        try (SharedReentrantLock lock = SharedReentrantLock.create();
                SharedCondition condition = lock.newCondition()) {
            boolean[] open = {false};
            waitCheaply(
                    () -> {
                        lock.lock();
                        try {
                            while (!open[0]) {
                                condition.await();
                            }
                        } finally {
                            lock.unlock();
                        }
                    },
                    () -> {
                        lock.lock();
                        open[0] = true;
                        condition.signalAll();
                        lock.unlock();
                    });
        }
    }

    /** A single notify after the other, more of them than the condition has room for waiting threads. */
    @Test
    void areNotifiedOneByOne() throws Exception {
        int threads = Math.min(COUNT, 1_000);
        try (SharedReentrantLock lock = SharedReentrantLock.create();
                SharedCondition condition = lock.newCondition()) {
            int[] tokens = {0};
            List<FutureTask<Void>> waiters = start(threads, () -> {
                lock.lock();
                try {
                    while (tokens[0] == 0) {
                        condition.await();
                    }
                    tokens[0]--;
                } finally {
                    lock.unlock();
                }
            });
            awaitArrival(threads);
            for (int i = 0; i < threads; i++) {
                lock.lock();
                tokens[0]++;
                condition.signal();
                lock.unlock();
            }
            awaitAll(waiters);
            assertThat(tokens[0]).isZero();
        }
    }

    @Test
    void waitForTheElementsOfAQueue() throws Exception {
        try (SimpleQueue<Integer> queue = SimpleQueue.create()) {
            waitCheaply(queue::take, () -> {
                for (int i = 0; i < COUNT; i++) {
                    queue.put(i);
                }
            });
        }
    }

    @Test
    void waitForTheMessagesOfAPipe() throws Exception {
        try (OneWayPipe pipe = Pipe.oneWay()) {
            waitCheaply(() -> pipe.reader().recv(), () -> {
                for (int i = 0; i < COUNT; i++) {
                    pipe.writer().send(i);
                }
            });
        }
    }

    @Test
    void thatAreInterruptedGiveUpAndTheOthersGoOn() throws Exception {
        try (SharedLock lock = SharedLock.create()) {
            lock.lock();
            List<Thread> threads = new ArrayList<>();
            CountDownLatch gaveUp = new CountDownLatch(COUNT / 2);
            for (int i = 0; i < COUNT; i++) {
                threads.add(virtual(() -> {
                    arrived.incrementAndGet();
                    try {
                        lock.lockInterruptibly();
                        passed.incrementAndGet();
                        lock.unlock();
                    } catch (InterruptedException e) {
                        gaveUp.countDown();
                    }
                }));
            }
            awaitArrival(COUNT);
            for (int i = 0; i < COUNT; i += 2) {
                threads.get(i).interrupt();
            }
            gaveUp.await();
            lock.unlock();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(passed).hasValue(COUNT / 2);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private void waitCheaply(Step waiting, Step opening) throws Exception {
        List<FutureTask<Void>> waiters = start(COUNT, waiting);
        awaitArrival(COUNT);
        double used = processorsUsed();
        assertThat(passed).hasValue(0);
        opening.run();
        awaitAll(waiters);
        assertThat(passed).hasValue(COUNT);
        assertThat(used).isLessThan(MOST);
    }

    private List<FutureTask<Void>> start(int count, Step waiting) throws Exception {
        List<FutureTask<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Callable<Void> body = () -> {
                arrived.incrementAndGet();
                waiting.run();
                passed.incrementAndGet();
                return null;
            };
            FutureTask<Void> waiter = new FutureTask<>(body);
            virtual(waiter);
            waiters.add(waiter);
        }
        return waiters;
    }

    private void awaitArrival(int count) throws InterruptedException {
        while (arrived.get() < count) {
            Thread.sleep(1);
        }
    }

    private static void awaitAll(List<FutureTask<Void>> waiters) throws Exception {
        for (FutureTask<Void> waiter : waiters) {
            waiter.get();
        }
    }

    /** After the last of them has fallen asleep, as far as one can tell: the least of several looks. */
    private static double processorsUsed() throws InterruptedException {
        double least = Double.MAX_VALUE;
        for (int look = 0; look < 5 && least >= MOST / 5; look++) {
            long cpu = cpuNanos();
            long start = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(WATCHED_NANOS);
            least = Math.min(least, (double) (cpuNanos() - cpu) / (System.nanoTime() - start));
        }
        System.out.printf("%d virtual threads wait: %.3f processors%n", COUNT, least);
        return least;
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static Thread virtual(Runnable task) throws ReflectiveOperationException {
        return (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }
}
