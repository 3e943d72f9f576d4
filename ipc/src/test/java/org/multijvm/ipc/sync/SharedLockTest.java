package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SharedLockTest extends LockContract {
    SharedLockTest() {
        super(LockKind.PLAIN);
    }

    @Test
    void isNotReentrant() throws InterruptedException {
        try (SharedLock lock = SharedLock.create()) {
            lock.lock();
            assertThat(lock.tryLock()).isFalse();
            assertThat(lock.tryLock(5, TimeUnit.MILLISECONDS)).isFalse();
            lock.unlock();
        }
    }

    @Test
    void mayBeReleasedByAnotherThread() throws InterruptedException {
        try (SharedLock lock = SharedLock.create()) {
            lock.lock();
            Thread other = new Thread(lock::unlock, "other");
            other.start();
            other.join();
            assertThat(lock.isLocked()).isFalse();
        }
    }
}
