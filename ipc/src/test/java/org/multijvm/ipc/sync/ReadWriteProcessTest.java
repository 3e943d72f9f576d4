package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.ipc.memory.SharedValue;

/** The read-write lock among several JVMs, some of which are killed. */
@Tag("process")
@Timeout(120)
class ReadWriteProcessTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void neverLetsAWriterInBesideAnyOther() {
        try (SharedReadWriteLock lock = SharedReadWriteLock.create();
                SharedLongArray ledger = SharedArray.longs(4);
                ChildJvm one = ChildJvm.start(User.class, lock, ledger);
                ChildJvm two = ChildJvm.start(User.class, lock, ledger);
                ChildJvm three = ChildJvm.start(User.class, lock, ledger)) {
            assertThat(one.exit()).isZero();
            assertThat(two.exit()).isZero();
            assertThat(three.exit()).isZero();
            long writes = 3 * User.THREADS * User.WRITES;
            assertThat(ledger.toArray()).containsExactly(writes, writes, 0, 0);
            assertThat(lock.readers()).isZero();
            assertThat(lock.isWriteLocked()).isFalse();
            assertThat(lock.queueLength()).isZero();
        }
    }

    /** The ledger: two numbers that a writer adds one to, how many read, errors. */
    static final class User {
        static final int THREADS = 2;
        static final int TIMES = 10_000;
        static final int WRITE_EVERY = 5;
        static final int WRITES = TIMES / WRITE_EVERY;

        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedReadWriteLock lock = (SharedReadWriteLock) given[0];
            SharedLongArray ledger = (SharedLongArray) given[1];
            Thread[] threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                threads[i] = new Thread(() -> use(lock, ledger), "user-" + i);
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Runtime.getRuntime().halt(ledger.getVolatile(3) == 0 ? 0 : 3);
        }

        private static void use(SharedReadWriteLock lock, SharedLongArray ledger) {
            for (int i = 0; i < TIMES; i++) {
                if (i % WRITE_EVERY == 0) {
                    acquire(lock.writeLock(), i);
                    write(ledger);
                    if (i % 3 == 0) {
                        lock.readLock().lock();
                        lock.writeLock().unlock();
                        read(ledger);
                        lock.readLock().unlock();
                    } else {
                        lock.writeLock().unlock();
                    }
                } else {
                    acquire(lock.readLock(), i);
                    read(ledger);
                    lock.readLock().unlock();
                }
            }
        }

        private static void write(SharedLongArray ledger) {
            long before = ledger.get(0);
            if (ledger.getVolatile(2) != 0 || ledger.get(1) != before) {
                ledger.getAndAdd(3, 1);
            }
            ledger.set(0, before + 1);
            Thread.onSpinWait();
            ledger.set(1, before + 1);
        }

        private static void read(SharedLongArray ledger) {
            ledger.getAndAdd(2, 1);
            if (ledger.get(0) != ledger.get(1)) {
                ledger.getAndAdd(3, 1);
            }
            ledger.getAndAdd(2, -1);
        }

        private static void acquire(Lock side, int round) {
            try {
                switch (round % 7) {
                    case 0:
                        while (!side.tryLock(50, TimeUnit.MICROSECONDS)) {}
                        break;
                    case 1:
                        side.lockInterruptibly();
                        break;
                    default:
                        side.lock();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void endsTheReadingOfADeadProcess() throws Exception {
        try (SharedReadWriteLock lock = SharedReadWriteLock.create();
                SharedIntValue acquired = SharedValue.ofInt(0);
                ChildJvm reader = ChildJvm.start(Holder.class, lock, acquired, false)) {
            awaitAtLeast(acquired, 1);
            assertThat(lock.readers()).isEqualTo(1);
            assertThat(lock.writeLock().tryLock()).isFalse();
            reader.shoot();
            lock.writeLock().lock();
            assertThat(lock.wasAbandoned()).as("it only read").isFalse();
            assertThat(lock.readers()).isZero();
            lock.writeLock().unlock();
        }
    }

    @Test
    void endsTheWritingOfADeadProcessAndTellsTheOthersUntilOneHasWritten() throws Exception {
        try (SharedReadWriteLock lock = SharedReadWriteLock.create();
                SharedIntValue acquired = SharedValue.ofInt(0);
                ChildJvm writer = ChildJvm.start(Holder.class, lock, acquired, true)) {
            awaitAtLeast(acquired, 1);
            assertThat(lock.isWriteLocked()).isTrue();
            assertThat(lock.readLock().tryLock()).isFalse();
            writer.shoot();
            try (LockHold hold = lock.holdRead()) {
                assertThat(hold.wasAbandoned()).isTrue();
            }
            assertThat(lock.toString()).contains("abandoned by a dead writer");
            assertThat(lock.writeLock().tryLock(30, TimeUnit.SECONDS)).isTrue();
            assertThat(lock.wasAbandoned()).isTrue();
            lock.writeLock().unlock();
            try (LockHold hold = lock.holdWrite()) {
                assertThat(hold.wasAbandoned()).isFalse();
            }
        }
    }

    @Test
    void endsBothOfOneWhoReadsWhileItWrites() throws Exception {
        try (SharedReadWriteLock lock = SharedReadWriteLock.create();
                SharedIntValue acquired = SharedValue.ofInt(0);
                ChildJvm writer = ChildJvm.start(DoubleHolder.class, lock, acquired)) {
            awaitAtLeast(acquired, 1);
            assertThat(lock.readers()).isEqualTo(1);
            writer.shoot();
            lock.writeLock().lockInterruptibly();
            assertThat(lock.wasAbandoned()).isTrue();
            assertThat(lock.readers()).isZero();
            lock.writeLock().unlock();
        }
    }

    /** A dead writer that waits before a living reader, with the lock read by others: it holds nothing, and yet stands in the way. */
    @Test
    void goesOnWhenOneIsKilledWhoWaitsAtTheFront() throws Exception {
        try (SharedReadWriteLock lock = SharedReadWriteLock.create();
                SharedIntValue acquired = SharedValue.ofInt(0)) {
            lock.readLock().lock();
            try (ChildJvm victim = ChildJvm.start(Holder.class, lock, acquired, true)) {
                await().atMost(LONG).until(() -> lock.queueLength() == 1);
                try (ChildJvm reader = ChildJvm.start(Holder.class, lock, acquired, false)) {
                    await().atMost(LONG).until(() -> lock.queueLength() == 2);
                    victim.shoot();
                    awaitAtLeast(acquired, 1);
                    assertThat(lock.readers()).isEqualTo(2);
                    assertThat(reader.isAlive()).isTrue();
                }
            }
            lock.readLock().unlock();
            lock.writeLock().lock();
            assertThat(lock.wasAbandoned()).isFalse();
            lock.writeLock().unlock();
        }
    }

    /** The writer is stopped, is granted the lock, and is killed before it can run again. */
    @Test
    void takesTheLockFromAWriterWhoNeverWokeUp() throws Exception {
        try (SharedReadWriteLock lock = SharedReadWriteLock.create();
                SharedIntValue acquired = SharedValue.ofInt(0)) {
            lock.readLock().lock();
            try (ChildJvm victim = ChildJvm.start(Holder.class, lock, acquired, true)) {
                await().atMost(LONG).until(() -> lock.queueLength() == 1);
                StoppedJvm.stopOutside(victim.pid(), lock);
                lock.readLock().unlock();
                assertThat(lock.isWriteLocked()).as("it is the sleeper's").isTrue();
                victim.kill();
            }
            assertThat(acquired.get()).isZero();
            try (LockHold hold = lock.holdRead()) {
                assertThat(hold.wasAbandoned()).isTrue();
            }
        }
    }

    /** Begins to read or to write, says so, and does not end until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedReadWriteLock lock = (SharedReadWriteLock) given[0];
            if ((Boolean) given[2]) {
                lock.writeLock().lock();
            } else {
                lock.readLock().lock();
            }
            ((SharedIntValue) given[1]).addAndGet(1);
            Thread.sleep(60_000);
        }
    }

    /** Reads while it writes. */
    static final class DoubleHolder {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedReadWriteLock lock = (SharedReadWriteLock) given[0];
            lock.writeLock().lock();
            lock.readLock().lock();
            ((SharedIntValue) given[1]).addAndGet(1);
            Thread.sleep(60_000);
        }
    }

    private static void awaitAtLeast(SharedIntValue value, int least) {
        await().atMost(LONG).until(() -> value.get() >= least);
    }
}
