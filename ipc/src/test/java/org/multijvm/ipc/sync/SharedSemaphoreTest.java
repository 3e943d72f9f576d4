package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.wait.VirtualThreads;

/** What semaphores promise to the threads of one JVM. */
@Tag("unit")
@Timeout(60)
class SharedSemaphoreTest {
    private final SharedSemaphore semaphore = SharedSemaphore.create(2);
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Thread thread : threads) {
            thread.join();
        }
        semaphore.close();
    }

    @Test
    void givesAsManyPermitsAsItHas() throws Exception {
        semaphore.acquire();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        assertThat(semaphore.isLocked()).isFalse();
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.isLocked()).isTrue();
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(semaphore.tryAcquire(Duration.ofMillis(5))).isFalse();
        assertThat(semaphore.tryAcquire(-1, TimeUnit.DAYS)).isFalse();
        semaphore.release();
        assertThat(semaphore.tryAcquire(Duration.ZERO)).isTrue();
        assertThat(semaphore).hasToString("SharedSemaphore(permits=0, initial=2)");
        assertThat(semaphore.queueLength()).isZero();
    }

    @Test
    void growsByWhatIsReleased() throws Exception {
        semaphore.release();
        semaphore.release(3);
        assertThat(semaphore.availablePermits()).isEqualTo(6);
        semaphore.acquire(6);
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    void refusesToGrowBeyondAnInt() {
        assertThatIllegalStateException()
                .isThrownBy(() -> semaphore.release(Integer.MAX_VALUE))
                .withMessage("the semaphore was released too many times: available=2, released=2147483647, most="
                        + Integer.MAX_VALUE);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void isBoundedIfItIsToBe() {
        try (SharedSemaphore bounded = SharedSemaphore.bounded(1)) {
            assertThatIllegalStateException()
                    .isThrownBy(bounded::release)
                    .withMessage("the semaphore was released too many times: available=1, released=1, most=1");
            assertThat(bounded.tryAcquire()).isTrue();
            bounded.release();
            assertThat(bounded.availablePermits()).isEqualTo(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bounded.acquire(2))
                    .withMessage("there will never be so many permits: asked=2, most=1");
            assertThat(bounded).hasToString("SharedSemaphore(permits=1, most=1)");
        }
    }

    @Test
    void answersFalseWhereThereWillNeverBeAPermit() throws Exception {
        try (SharedSemaphore none = SharedSemaphore.bounded(0);
                SharedSemaphore signal = SharedSemaphore.create(0)) {
            assertThat(none.tryAcquire()).isFalse();
            assertThat(none.tryAcquire(3)).isFalse();
            assertThat(none.tryAcquire(Duration.ofMillis(1))).isFalse();
            assertThat(none.isLocked()).isTrue();
            assertThatIllegalStateException().isThrownBy(none::release);
            assertThatIllegalArgumentException().isThrownBy(none::acquire);
            assertThat(signal.tryAcquire()).isFalse();
            assertThat(signal.tryAcquire(Duration.ofMillis(1))).isFalse();
            signal.release();
            assertThat(signal.tryAcquire()).isTrue();
        }
    }

    @Test
    void refusesCountsThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> SharedSemaphore.create(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> semaphore.acquire(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> semaphore.tryAcquire(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> semaphore.release(-1));
    }

    /** As in java.util.concurrent, where a number of permits is often computed. */
    @Test
    void takesAndGivesNoneIfThatIsAsked() throws Exception {
        semaphore.acquire(2);
        semaphore.acquire(0);
        semaphore.acquireUninterruptibly(0);
        assertThat(semaphore.tryAcquire(0)).isTrue();
        semaphore.release(0);
        assertThat(semaphore.availablePermits()).isZero();
        FutureTask<Boolean> first = start(() -> semaphore.tryAcquire(2, Duration.ofSeconds(60)));
        awaitWaiting(1);
        FutureTask<Boolean> none = start(() -> semaphore.tryAcquire(0, Duration.ofSeconds(60)));
        awaitWaiting(2);
        semaphore.release(2);
        assertThat(first.get()).isTrue();
        assertThat(none.get()).as("needs none, but waits its turn").isTrue();
    }

    @Test
    void givesAllThatIsThereAlsoWhileSomebodyWaitsForMore() throws Exception {
        assertThat(semaphore.drainPermits()).isEqualTo(2);
        assertThat(semaphore.drainPermits()).isZero();
        FutureTask<Boolean> greedy = start(() -> semaphore.tryAcquire(3, Duration.ofSeconds(60)));
        awaitWaiting(1);
        semaphore.release(2);
        assertThat(semaphore.drainPermits()).isEqualTo(2);
        assertThat(semaphore.availablePermits()).isZero();
        assertThat(greedy.isDone()).isFalse();
        semaphore.release(3);
        assertThat(greedy.get()).isTrue();
        try (SharedSemaphore bounded = SharedSemaphore.bounded(4)) {
            bounded.acquire();
            assertThat(bounded.drainPermits()).isEqualTo(3);
            bounded.release(4);
            assertThat(bounded.availablePermits()).isEqualTo(4);
        }
    }

    @Test
    void isReleasedByTheEndOfATry() {
        SemaphoreHold kept;
        try (SemaphoreHold hold = semaphore.hold()) {
            assertThat(semaphore.availablePermits()).isEqualTo(1);
            kept = hold;
        }
        kept.close();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void servesWhoeverComesFirstAlsoIfALaterOneAsksForLess() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        semaphore.acquire(2);
        int[] asks = {2, 1, 1, 2};
        for (int i = 0; i < asks.length; i++) {
            int number = i;
            start(() -> {
                semaphore.acquire(asks[number]);
                order.add(number);
                semaphore.release(asks[number]);
            });
            awaitWaiting(i + 1);
        }
        semaphore.release();
        assertThat(semaphore.tryAcquire()).as("somebody waits").isFalse();
        assertThat(order).isEmpty();
        semaphore.release();
        await().atMost(Duration.ofSeconds(30)).until(() -> order.size() == asks.length);
        assertThat(order.get(0)).isZero();
        // 1 and 2 get their permits at the same time
        assertThat(order.subList(1, 3)).containsExactlyInAnyOrder(1, 2);
        assertThat(order.get(3)).isEqualTo(3);
    }

    @Test
    void letsTheNextOnesGoOnWhenTheFrontOneGivesUp() throws Exception {
        semaphore.acquire();
        FutureTask<Boolean> greedy = start(() -> semaphore.tryAcquire(2, Duration.ofMillis(300)));
        // on a slow machine it may have given up before we see it wait
        await().atMost(Duration.ofSeconds(30)).until(() -> semaphore.queueLength() == 1 || greedy.isDone());
        FutureTask<Boolean> modest = start(() -> {
            semaphore.acquire();
            return true;
        });
        assertThat(modest.get()).isTrue();
        assertThat(greedy.get()).isFalse();
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    void endsTheWaitOfOneWhoIsInterrupted() throws Exception {
        semaphore.acquire(2);
        FutureTask<Object> waiter = start(() -> {
            assertThatThrownBy(semaphore::acquire)
                    .isInstanceOf(InterruptedException.class)
                    .hasMessageMatching(
                            "interrupted while waiting: waited=\\d+ms, waited_for=SharedSemaphore\\(permits=0, initial=2\\)");
            return Thread.currentThread().isInterrupted();
        });
        awaitWaiting(1);
        threads.get(0).interrupt();
        assertThat(waiter.get()).isEqualTo(false);
        assertThat(semaphore.queueLength()).isZero();
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void keepsTheInterruptOfOneWhoWaitsUninterruptibly() throws Exception {
        semaphore.acquire(2);
        FutureTask<Boolean> waiter = start(() -> {
            semaphore.acquireUninterruptibly();
            return Thread.interrupted();
        });
        awaitWaiting(1);
        threads.get(0).interrupt();
        semaphore.release();
        assertThat(waiter.get()).isTrue();
    }

    @Test
    void givesSeveralPermitsToOneWhoWaitsUninterruptibly() throws Exception {
        semaphore.acquire(2);
        FutureTask<Integer> waiter = start(() -> {
            semaphore.acquireUninterruptibly(2);
            return semaphore.availablePermits();
        });
        awaitWaiting(1);
        semaphore.release();
        semaphore.release();
        assertThat(waiter.get()).isZero();
    }

    @Test
    void refusesToWaitForOneWhoIsInterruptedAlready() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(semaphore::acquire).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void acquiresNoMoreAfterItsEndButReleases() throws Exception {
        SharedSemaphore handle = SharedSemaphore.create(1);
        handle.acquire();
        handle.close();
        handle.close();
        handle.release();
        assertThat(handle.availablePermits()).isEqualTo(1);
        assertThatIllegalStateException()
                .isThrownBy(handle::acquire)
                .withMessage("the semaphore is closed: semaphore=SharedSemaphore(initial=1)");
        assertThatIllegalStateException().isThrownBy(handle::writeReplace);
    }

    @Test
    void arrivesAsTheSameSemaphore() throws Exception {
        SharedSemaphore copy = (SharedSemaphore) ChildJvm.decode(ChildJvm.encode(semaphore));
        copy.acquire(2);
        assertThat(semaphore.availablePermits()).isZero();
        try (SharedSemaphore bounded = SharedSemaphore.bounded(3)) {
            SharedSemaphore same = (SharedSemaphore) ChildJvm.decode(ChildJvm.encode(bounded));
            same.acquire();
            assertThat(bounded.availablePermits()).isEqualTo(2);
        }
    }

    /** More threads than the queue has entries: those without one poll, and all get their turn. */
    @Test
    void servesMoreThreadsThanTheQueueHasPlaces() throws Exception {
        semaphore.acquire(2);
        AtomicInteger served = new AtomicInteger();
        int count = MonitorLayout.WAITERS + 20;
        for (int i = 0; i < count; i++) {
            start(() -> {
                semaphore.acquire();
                served.incrementAndGet();
                semaphore.release();
            });
        }
        awaitWaiting(MonitorLayout.WAITERS);
        assertThat(semaphore.tryAcquire(Duration.ofMillis(20))).isFalse();
        semaphore.release(2);
        await().atMost(Duration.ofSeconds(30)).until(() -> served.get() == count);
        await().atMost(Duration.ofSeconds(30)).until(() -> semaphore.availablePermits() == 2);
    }

    @Test
    void doesNotHoldTheCarriersOfVirtualThreadsThatWait() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "no virtual threads");
        semaphore.acquire(2);
        List<FutureTask<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiters.add(SharedLockTest.virtually(() -> {
                semaphore.acquire();
                semaphore.release();
                return VirtualThreads.isCurrent();
            }));
        }
        awaitWaiting(waiters.size());
        assertThat(SharedLockTest.virtually(VirtualThreads::isCurrent).get(30, TimeUnit.SECONDS))
                .isTrue();
        semaphore.release();
        for (FutureTask<Boolean> waiter : waiters) {
            assertThat(waiter.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void awaitWaiting(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> semaphore.queueLength() == count);
    }

    private interface Task {
        void run() throws Exception;
    }

    private void start(Task task) {
        start(() -> {
            task.run();
            return true;
        });
    }

    private <T> FutureTask<T> start(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "user-" + threads.size());
        threads.add(thread);
        thread.start();
        return future;
    }
}
