package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.ChildJvm;

class SharedReentrantLockTest extends LockContract {
    SharedReentrantLockTest() {
        super(LockKind.REENTRANT);
    }

    @Test
    void isFreeAfterAsManyReleasesAsAcquisitions() throws InterruptedException {
        try (SharedReentrantLock lock = SharedReentrantLock.create()) {
            lock.lock();
            lock.lockInterruptibly();
            assertThat(lock.tryLock()).isTrue();
            assertThat(lock.tryLock(0, TimeUnit.SECONDS)).isTrue();
            assertThat(lock.holdCount()).isEqualTo(4);
            for (int i = 0; i < 4; i++) {
                assertThat(lock.isLocked()).isTrue();
                assertThat(lock.isHeldByCurrentThread()).isTrue();
                lock.unlock();
            }
            assertThat(lock.isLocked()).isFalse();
            assertThat(lock.holdCount()).isZero();
        }
    }

    @Test
    void isReleasedByItsHolderOnly() {
        try (SharedReentrantLock lock = SharedReentrantLock.create()) {
            lock.lock();
            CompletableFuture<Void> other = CompletableFuture.runAsync(lock::unlock);
            assertThatThrownBy(other::join)
                    .hasCauseInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("only the thread that holds a lock may release it");
            assertThat(CompletableFuture.supplyAsync(lock::holdCount).join()).isZero();
            assertThat(lock.holdCount()).isEqualTo(1);
            lock.unlock();
        }
    }

    @Test
    void countsTheHoldsOfAllHandlesTogether() {
        try (SharedReentrantLock lock = SharedReentrantLock.create()) {
            SharedReentrantLock same = (SharedReentrantLock) ChildJvm.decode(ChildJvm.encode(lock));
            lock.lock();
            same.lock();
            assertThat(lock.holdCount()).isEqualTo(2);
            lock.unlock();
            same.unlock();
            assertThat(lock.isLocked()).isFalse();
        }
    }
}
