package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shortest times there are do not wait: what is left of them must not overflow to the longest. */
@Tag("unit")
@Timeout(60)
class LeastTimeTest {
    private static final Duration LEAST = Duration.ofSeconds(Long.MIN_VALUE);
    private static final Duration LEAST_NANOS = Duration.ofNanos(Long.MIN_VALUE);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doesNotWaitForALock(boolean reentrant) throws Exception {
        try (SharedLock plain = SharedLock.create();
                SharedReentrantLock again = SharedReentrantLock.create()) {
            Lock lock = reentrant ? again : plain;
            Thread holder = new Thread(lock::lock);
            holder.start();
            holder.join();
            assertThat(lock.tryLock(Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isFalse();
            assertThat(lock.tryLock(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
            assertThat(reentrant ? again.tryLock(LEAST) : plain.tryLock(LEAST)).isFalse();
            assertThat(reentrant ? again.tryLock(LEAST_NANOS) : plain.tryLock(LEAST_NANOS))
                    .isFalse();
        }
    }

    @Test
    void doesNotWaitForACondition() throws Exception {
        try (SharedCondition condition = SharedCondition.create()) {
            condition.lock().lock();
            assertThat(condition.await(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
            assertThat(condition.await(LEAST)).isFalse();
            assertThat(condition.await(LEAST_NANOS)).isFalse();
            assertThat(condition.awaitFor(() -> false, LEAST_NANOS)).isFalse();
            assertThat(condition.awaitNanos(Long.MIN_VALUE)).isLessThanOrEqualTo(0);
            assertThat(condition.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
            condition.lock().unlock();
        }
    }

    @Test
    void doesNotWaitForAnythingElse() throws Exception {
        try (SharedSemaphore semaphore = SharedSemaphore.create(0);
                SharedEvent event = SharedEvent.create();
                SharedCountDownLatch latch = SharedCountDownLatch.create(1);
                SharedBarrier barrier = SharedBarrier.create(2)) {
            assertThat(semaphore.tryAcquire(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
            assertThat(semaphore.tryAcquire(2, Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
            assertThat(semaphore.tryAcquire(LEAST_NANOS)).isFalse();
            assertThat(event.await(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
            assertThat(latch.await(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
            assertThatThrownBy(() -> barrier.await(Long.MIN_VALUE, TimeUnit.DAYS))
                    .isInstanceOf(TimeoutException.class);
        }
    }
}
