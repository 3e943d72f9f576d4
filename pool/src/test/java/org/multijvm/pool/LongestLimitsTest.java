package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;

/** The longest durations that there are, before and after zero, wherever a limit is taken. */
@Tag("unit")
class LongestLimitsTest {
    private static final Duration PAST = Duration.ofSeconds(Long.MIN_VALUE);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    @Test
    void saturateAtBothEnds() {
        assertThat(AsyncResult.nanos(PAST)).isZero();
        assertThat(AsyncResult.nanos(Duration.ofNanos(-1))).isZero();
        assertThat(AsyncResult.nanos(Duration.ofNanos(1))).isEqualTo(1);
        assertThat(AsyncResult.nanos(FOREVER)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @Timeout(60)
    void theLongestPastOnlyLooks() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Pool pool = Pool.builder().threads().workers(1).start()) {
            AsyncResult<Integer> result = pool.applyAsync(() -> {
                gate.await(1, TimeUnit.MINUTES);
                return 1;
            });
            assertThat(result.await(PAST)).isFalse();
            assertThatThrownBy(() -> result.get(PAST)).isInstanceOf(TimeoutException.class);
            try (ResultIterator<Integer> results = pool.imap(x -> x, List.of(1))) {
                assertThatThrownBy(() -> results.next(PAST)).isInstanceOf(TimeoutException.class);
            }
            pool.shutdown();
            assertThat(pool.join(PAST)).isFalse();
            gate.countDown();
            assertThat(result.get(FOREVER)).isEqualTo(1);
        }
        try (SharedLock lock = SharedLock.create();
                SharedEvent event = SharedEvent.create();
                SimpleQueue<Integer> queue = SimpleQueue.create();
                OneWayPipe pipe = Pipe.oneWay()) {
            lock.lock();
            Thread other = new Thread(() -> {
                try {
                    assertThat(lock.tryLock(PAST)).isFalse();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            other.start();
            other.join();
            lock.unlock();
            assertThat(event.await(PAST)).isFalse();
            assertThat(queue.poll(PAST)).isNull();
            assertThat(pipe.reader().poll(PAST)).isFalse();
            assertThat(Connection.waitAny(List.of(pipe.reader()), PAST)).isEmpty();
        }
    }
}
