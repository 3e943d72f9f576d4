package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.ipc.memory.SharedValue;

/** Semaphores among several JVMs, some of which are killed. */
@Tag("process")
@Timeout(120)
class SemaphoreProcessTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void neverLetsInMoreThanItHasPermits() {
        try (SharedSemaphore semaphore = SharedSemaphore.create(2);
                SharedLongArray ledger = SharedArray.longs(3);
                ChildJvm one = ChildJvm.start(User.class, semaphore, ledger);
                ChildJvm two = ChildJvm.start(User.class, semaphore, ledger);
                ChildJvm three = ChildJvm.start(User.class, semaphore, ledger)) {
            assertThat(one.exit()).isZero();
            assertThat(two.exit()).isZero();
            assertThat(three.exit()).isZero();
            assertThat(ledger.toArray()).containsExactly(0, 3 * User.THREADS * User.TIMES, 0);
            assertThat(semaphore.availablePermits()).isEqualTo(2);
            assertThat(semaphore.queueLength()).isZero();
        }
    }

    /** Counts those inside, in two threads, by all kinds of acquisition. The ledger: who is inside, entries, errors. */
    static final class User {
        static final int THREADS = 2;
        static final int TIMES = 10_000;

        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedSemaphore semaphore = (SharedSemaphore) given[0];
            SharedLongArray ledger = (SharedLongArray) given[1];
            Thread[] threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                threads[i] = new Thread(() -> use(semaphore, ledger), "user-" + i);
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Runtime.getRuntime().halt(ledger.getVolatile(2) == 0 ? 0 : 3);
        }

        private static void use(SharedSemaphore semaphore, SharedLongArray ledger) {
            for (int i = 0; i < TIMES; i++) {
                int permits = i % 16 == 0 ? 2 : 1;
                acquire(semaphore, i, permits);
                if (ledger.getAndAdd(0, permits) + permits > 2) {
                    ledger.getAndAdd(2, 1);
                }
                ledger.getAndAdd(1, 1);
                ledger.getAndAdd(0, -permits);
                semaphore.release(permits);
            }
        }

        private static void acquire(SharedSemaphore semaphore, int round, int permits) {
            try {
                switch (round % 4) {
                    case 0:
                        while (!semaphore.tryAcquire(permits, Duration.ofNanos(50_000))) {}
                        break;
                    case 1:
                        semaphore.acquire(permits);
                        break;
                    default:
                        if (!semaphore.tryAcquire(permits)) {
                            semaphore.acquire(permits);
                        }
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void getsBackWhatADeadProcessHadAcquired() throws Exception {
        try (SharedSemaphore semaphore = SharedSemaphore.create(3);
                SharedIntValue acquired = SharedValue.ofInt(0);
                ChildJvm holder = ChildJvm.start(Holder.class, semaphore, acquired, 2)) {
            awaitAtLeast(acquired, 1);
            assertThat(semaphore.availablePermits()).isEqualTo(1);
            assertThat(semaphore.tryAcquire(2)).isFalse();
            holder.shoot();
            assertThat(semaphore.tryAcquire(3, LONG)).isTrue();
            semaphore.release(3);
            assertThat(semaphore.availablePermits()).isEqualTo(3);
        }
    }

    @Test
    void getsItBackAlsoForOneWhoOnlyTries() {
        try (SharedSemaphore semaphore = SharedSemaphore.bounded(1);
                SharedIntValue acquired = SharedValue.ofInt(0);
                ChildJvm holder = ChildJvm.start(BoundedHolder.class, semaphore, acquired)) {
            awaitAtLeast(acquired, 1);
            holder.kill();
            await().atMost(LONG).until(semaphore::tryAcquire);
            semaphore.release();
        }
    }

    @Test
    void goesOnWhenOneIsKilledWhoWaits() throws Exception {
        try (SharedSemaphore semaphore = SharedSemaphore.create(1);
                SharedIntValue acquired = SharedValue.ofInt(0)) {
            semaphore.acquire();
            try (ChildJvm victim = ChildJvm.start(Holder.class, semaphore, acquired, 1)) {
                awaitWaiting(semaphore, 1);
                try (ChildJvm other = ChildJvm.start(Holder.class, semaphore, acquired, 1)) {
                    awaitWaiting(semaphore, 2);
                    victim.kill();
                    // nobody has noticed, so it is granted to the dead first, or the other one looks in time
                    semaphore.release();
                    awaitAtLeast(acquired, 1);
                    assertThat(semaphore.availablePermits()).isZero();
                    other.kill();
                }
            }
            assertThat(semaphore.tryAcquire(LONG)).isTrue();
            semaphore.release();
            assertThat(semaphore.availablePermits()).isEqualTo(1);
        }
    }

    /** The front waiter is stopped, is granted, and is killed before it can run again. */
    @Test
    void getsBackWhatWasGrantedToOneWhoNeverWokeUp() throws Exception {
        try (SharedSemaphore semaphore = SharedSemaphore.create(1);
                SharedIntValue acquired = SharedValue.ofInt(0)) {
            semaphore.acquire();
            try (ChildJvm victim = ChildJvm.start(Holder.class, semaphore, acquired, 1)) {
                awaitWaiting(semaphore, 1);
                StoppedJvm.stopOutside(victim.pid(), semaphore);
                semaphore.release();
                assertThat(semaphore.availablePermits())
                        .as("it is the sleeper's")
                        .isZero();
                assertThat(semaphore.queueLength()).isZero();
                assertThat(semaphore.tryAcquire()).isFalse();
                victim.kill();
            }
            assertThat(acquired.get()).isZero();
            assertThat(semaphore.tryAcquire(LONG)).isTrue();
            semaphore.release();
            assertThat(semaphore.availablePermits()).isEqualTo(1);
        }
    }

    @Test
    void doesNotRepeatTheSignalsThatADeadProcessHasTaken() throws Exception {
        try (SharedSemaphore signal = SharedSemaphore.create(0);
                SharedIntValue acquired = SharedValue.ofInt(0);
                ChildJvm consumer = ChildJvm.start(Holder.class, signal, acquired, 3)) {
            signal.release(4);
            awaitAtLeast(acquired, 1);
            consumer.kill();
            assertThat(signal.tryAcquire(2, Duration.ofMillis(50))).isFalse();
            assertThat(signal.availablePermits()).isEqualTo(1);
        }
    }

    @Test
    void keepsTheSignalsOfADeadProcess() throws Exception {
        try (SharedSemaphore signal = SharedSemaphore.create(0);
                ChildJvm producer = ChildJvm.start(Signaller.class, signal)) {
            assertThat(producer.exit()).isEqualTo(5);
            assertThat(signal.tryAcquire(3, LONG)).isTrue();
            assertThat(signal.tryAcquire(Duration.ofMillis(20))).isFalse();
        }
    }

    /** Acquires so many, says so, and keeps them until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            ((SharedSemaphore) given[0]).acquire((Integer) given[2]);
            ((SharedIntValue) given[1]).addAndGet(1);
            Thread.sleep(60_000);
        }
    }

    /** As Holder. */
    static final class BoundedHolder {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            ((SharedSemaphore) given[0]).acquire();
            ((SharedIntValue) given[1]).addAndGet(1);
            Thread.sleep(60_000);
        }
    }

    /** Releases three and ends at once. */
    static final class Signaller {
        public static void main(String[] args) {
            SharedSemaphore signal = (SharedSemaphore) ChildJvm.given(args)[0];
            signal.release(2);
            signal.release();
            Runtime.getRuntime().halt(5);
        }
    }

    private static void awaitWaiting(SharedSemaphore semaphore, int count) {
        await().atMost(LONG).until(() -> semaphore.queueLength() == count);
    }

    private static void awaitAtLeast(SharedIntValue value, int least) {
        await().atMost(LONG).until(() -> value.get() >= least);
    }
}
