package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;

/** What the read-write lock promises to the threads of one JVM. */
@Tag("unit")
@Timeout(60)
class SharedReadWriteLockTest {
    private final SharedReadWriteLock lock = SharedReadWriteLock.create();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Thread thread : threads) {
            thread.join();
        }
        lock.close();
    }

    @Test
    void letsManyReadAtATime() throws Exception {
        lock.readLock().lock();
        FutureTask<Boolean> other = start(() -> {
            boolean got = lock.readLock().tryLock();
            assertThat(lock.readers()).isEqualTo(2);
            assertThat(lock.writeLock().tryLock()).isFalse();
            lock.readLock().unlock();
            return got;
        });
        assertThat(other.get()).isTrue();
        assertThat(lock.readers()).isEqualTo(1);
        lock.readLock().unlock();
        assertThat(lock).hasToString("SharedReadWriteLock(readers=0, writing=false)");
    }

    @Test
    void letsOneWriteAlone() throws Exception {
        lock.writeLock().lock();
        assertThat(lock.isWriteLocked()).isTrue();
        assertThat(lock.isWriteLockedByCurrentThread()).isTrue();
        FutureTask<Boolean> other = start(() -> lock.readLock().tryLock()
                || lock.writeLock().tryLock()
                || lock.readLock().tryLock(5, TimeUnit.MILLISECONDS)
                || lock.writeLock().tryLock(5, TimeUnit.MILLISECONDS)
                || lock.isWriteLockedByCurrentThread());
        assertThat(other.get()).isFalse();
        lock.writeLock().unlock();
        assertThat(lock.isWriteLocked()).isFalse();
    }

    @Test
    void isReentrantOnBothSides() throws Exception {
        lock.writeLock().lock();
        assertThat(lock.writeLock().tryLock()).isTrue();
        lock.writeLock().lockInterruptibly();
        lock.writeLock().unlock();
        lock.writeLock().unlock();
        assertThat(lock.isWriteLocked()).isTrue();
        lock.writeLock().unlock();
        assertThat(lock.isWriteLocked()).isFalse();

        lock.readLock().lock();
        FutureTask<Boolean> writer = start(() -> {
            lock.writeLock().lock();
            lock.writeLock().unlock();
            return true;
        });
        awaitWaiting(1);
        // who reads already goes on although a writer waits
        lock.readLock().lock();
        assertThat(lock.readers()).isEqualTo(1);
        lock.readLock().unlock();
        assertThat(lock.readers()).isEqualTo(1);
        lock.readLock().unlock();
        assertThat(writer.get()).isTrue();
    }

    @Test
    void goesFromWritingToReading() throws Exception {
        lock.writeLock().lock();
        lock.readLock().lock();
        FutureTask<Boolean> reader = start(() -> {
            lock.readLock().lock();
            boolean beside = lock.readers() == 2;
            lock.readLock().unlock();
            return beside;
        });
        awaitWaiting(1);
        lock.writeLock().unlock();
        assertThat(reader.get()).isTrue();
        assertThat(lock.isWriteLocked()).isFalse();
        assertThat(lock.readers()).isEqualTo(1);
        lock.readLock().unlock();
    }

    @Test
    void refusesToGoFromReadingToWriting() throws Exception {
        lock.readLock().lock();
        assertThat(lock.writeLock().tryLock()).isFalse();
        assertThat(lock.writeLock().tryLock(3, TimeUnit.MILLISECONDS)).isFalse();
        assertThatThrownBy(() -> lock.writeLock().lock())
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("a thread that reads cannot ask to write");
        assertThatThrownBy(() -> lock.writeLock().lockInterruptibly()).isInstanceOf(IllegalMonitorStateException.class);
        lock.readLock().unlock();
    }

    @Test
    void refusesAnUnlockByOneWhoDoesNotHoldIt() throws Exception {
        assertThatThrownBy(() -> lock.readLock().unlock()).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> lock.writeLock().unlock()).isInstanceOf(IllegalMonitorStateException.class);
        lock.readLock().lock();
        FutureTask<Boolean> other = start(() -> {
            assertThatThrownBy(() -> lock.readLock().unlock()).isInstanceOf(IllegalMonitorStateException.class);
            return true;
        });
        assertThat(other.get()).isTrue();
        lock.readLock().unlock();
    }

    /** Neither side starves: readers who come after a writer wait behind it, writers behind the readers before them. */
    @Test
    void servesFirstComeFirstServedAndNeighbouringReadersAtOnce() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch bothRead = new CountDownLatch(2);
        lock.writeLock().lock();
        String[] users = {"r1", "r2", "w1", "r3", "w2"};
        for (int i = 0; i < users.length; i++) {
            String user = users[i];
            boolean reads = user.startsWith("r");
            start(() -> {
                Lock side = reads ? lock.readLock() : lock.writeLock();
                side.lock();
                order.add(user);
                if (reads && bothRead.getCount() > 0) {
                    bothRead.countDown();
                    bothRead.await();
                }
                side.unlock();
                return true;
            });
            awaitWaiting(i + 1);
        }
        lock.writeLock().unlock();
        await().atMost(Duration.ofSeconds(30)).until(() -> order.size() == users.length);
        assertThat(order.subList(0, 2)).containsExactlyInAnyOrder("r1", "r2");
        assertThat(order.subList(2, 5)).containsExactly("w1", "r3", "w2");
    }

    @Test
    void letsTheReadersGoOnWhenTheWriterBeforeThemGivesUp() throws Exception {
        lock.readLock().lock();
        FutureTask<Boolean> writer = start(() -> {
            try {
                return lock.writeLock().tryLock(1, TimeUnit.HOURS);
            } catch (InterruptedException givenUp) {
                return false;
            }
        });
        awaitWaiting(1);
        Thread writing = threads.get(threads.size() - 1);
        FutureTask<Boolean> reader = start(() -> {
            lock.readLock().lock();
            lock.readLock().unlock();
            return true;
        });
        awaitWaiting(2);
        writing.interrupt();
        assertThat(reader.get()).isTrue();
        assertThat(writer.get()).isFalse();
        lock.readLock().unlock();
    }

    @Test
    void endsTheWaitOfOneWhoIsInterrupted() throws Exception {
        lock.writeLock().lock();
        FutureTask<Boolean> waiter = start(() -> {
            assertThatThrownBy(() -> lock.readLock().lockInterruptibly()).isInstanceOf(InterruptedException.class);
            return lock.isWriteLockedByCurrentThread();
        });
        awaitWaiting(1);
        threads.get(0).interrupt();
        assertThat(waiter.get()).isFalse();
        lock.writeLock().unlock();
        assertThat(lock.readers()).isZero();
    }

    @Test
    void isReleasedByTheEndOfATry() {
        try (LockHold hold = lock.holdWrite()) {
            assertThat(hold.wasAbandoned()).isFalse();
            assertThat(lock.isWriteLocked()).isTrue();
        }
        try (LockHold hold = lock.holdRead()) {
            assertThat(hold.wasAbandoned()).isFalse();
            assertThat(lock.readers()).isEqualTo(1);
        }
        assertThat(lock.readers()).isZero();
        assertThat(lock.isWriteLocked()).isFalse();
    }

    @Test
    void arrivesAsTheSameLockAlsoForItsThread() throws Exception {
        SharedReadWriteLock copy = (SharedReadWriteLock) ChildJvm.decode(ChildJvm.encode(lock));
        copy.writeLock().lock();
        assertThat(lock.isWriteLockedByCurrentThread()).isTrue();
        lock.writeLock().unlock();
        assertThat(copy.isWriteLocked()).isFalse();
    }

    @Test
    void locksNoMoreAfterItsEndButUnlocks() {
        SharedReadWriteLock handle = SharedReadWriteLock.create();
        handle.readLock().lock();
        handle.close();
        handle.readLock().unlock();
        assertThat(handle.readers()).isZero();
        assertThatIllegalStateException()
                .isThrownBy(() -> handle.readLock().lock())
                .withMessageContaining("the lock is closed");
        assertThatIllegalStateException().isThrownBy(() -> handle.writeLock().tryLock());
    }

    private void awaitWaiting(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> lock.queueLength() == count);
    }

    private <T> FutureTask<T> start(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "user-" + threads.size());
        threads.add(thread);
        thread.start();
        return future;
    }

    @Test
    void saysWhoReadsAndWhoWrites() throws Exception {
        long pid = ProcessHandle.current().pid();
        try (LockHold hold = lock.holdRead()) {
            assertThat(hold.wasAbandoned()).isFalse();
            assertThat(lock).hasToString("SharedReadWriteLock(readers=1, writing=false, read by pid=" + pid + " x 1)");
            assertThat(lock.readLock()).hasToString("ReadLock(readers=1, writing=false, read by pid=" + pid + " x 1)");
        }
        try (LockHold hold = lock.holdWrite()) {
            assertThat(hold.wasAbandoned()).isFalse();
            Thread self = Thread.currentThread();
            assertThat(lock.writeLock())
                    .hasToString("WriteLock(readers=0, writing=true, written by pid=" + pid + ", thread=" + self.getId()
                            + " \"" + self.getName() + "\")");
        }
    }
}
