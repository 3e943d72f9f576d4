package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.wait.VirtualThreads;

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

    @Test
    void doesNotHoldTheCarriersOfVirtualThreadsThatWait() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "no virtual threads");
        try (SharedLock lock = SharedLock.create()) {
            lock.lock();
            List<FutureTask<Boolean>> waiters = new ArrayList<>();
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 8; i++) {
                waiters.add(virtually(() -> {
                    lock.lock();
                    lock.unlock();
                    return VirtualThreads.isCurrent();
                }));
            }
            LockStates.awaitWaiter(lock);
            assertThat(virtually(VirtualThreads::isCurrent).get(30, TimeUnit.SECONDS))
                    .isTrue();
            lock.unlock();
            for (FutureTask<Boolean> waiter : waiters) {
                assertThat(waiter.get(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    static FutureTask<Boolean> virtually(Callable<Boolean> action) throws ReflectiveOperationException {
        FutureTask<Boolean> task = new FutureTask<>(action);
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        return task;
    }
}
