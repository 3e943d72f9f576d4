package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;

@Tag("unit")
@Timeout(60)
class SharedCountDownLatchTest {
    @Test
    void opensAtZeroForEver() throws Exception {
        try (SharedCountDownLatch latch = SharedCountDownLatch.create(2)) {
            assertThat(latch.count()).isEqualTo(2);
            assertThat(latch.await(Duration.ZERO)).isFalse();
            latch.countDown();
            assertThat(latch.await(1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(latch).hasToString("SharedCountDownLatch(count=1)");
            latch.countDown();
            latch.await();
            latch.countDown();
            assertThat(latch.count()).isZero();
            assertThat(latch.await(Duration.ofSeconds(-1))).isTrue();
        }
    }

    @Test
    void isOpenFromTheBeginningWithACountOfZero() throws Exception {
        try (SharedCountDownLatch latch = SharedCountDownLatch.create(0)) {
            latch.await();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedCountDownLatch.create(-1))
                .withMessageContaining("count=-1");
    }

    @Test
    void releasesAllWhoWait() throws Exception {
        try (SharedCountDownLatch latch = SharedCountDownLatch.create(3)) {
            Waiters<Boolean> waiters = Waiters.start(4, () -> latch.await(Duration.ofSeconds(30)));
            WordStates.awaitSleeper(latch);
            latch.countDown();
            latch.countDown();
            assertThat(waiters.done()).isZero();
            latch.countDown();
            assertThat(waiters.all()).containsOnly(true);
        }
    }

    @Test
    void countsEachThreadOnce() throws Exception {
        for (int round = 0; round < 50; round++) {
            try (SharedCountDownLatch latch = SharedCountDownLatch.create(4_000)) {
                Waiters<Boolean> counters = Waiters.start(4, () -> {
                    for (int i = 0; i < 1_000; i++) {
                        latch.countDown();
                    }
                    return latch.await(Duration.ofSeconds(30));
                });
                assertThat(counters.all()).containsOnly(true);
            }
        }
    }

    @Test
    void leavesAWaitWhenInterrupted() {
        try (SharedCountDownLatch latch = SharedCountDownLatch.create(1)) {
            Waiters<Boolean> waiters = Waiters.start(1, () -> latch.await(Duration.ofSeconds(30)));
            WordStates.awaitSleeper(latch);
            waiters.thread(0).interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> waiters.get(0));
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(latch::await);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    /** Who counted the last died before it woke anybody. */
    @Test
    void isNotWaitedForForeverWhenTheWakeIsLost() throws Exception {
        try (SharedCountDownLatch latch = SharedCountDownLatch.create(1)) {
            Waiters<Boolean> waiters = Waiters.start(3, () -> latch.await(Duration.ofSeconds(30)));
            WordStates.awaitSleeper(latch);
            WordStates.word(latch).set(0);
            assertThat(waiters.all()).containsOnly(true);
        }
    }

    @Test
    void arrivesAsTheSameLatch() throws Exception {
        try (SharedCountDownLatch latch = SharedCountDownLatch.create(1)) {
            SharedCountDownLatch other = (SharedCountDownLatch) ChildJvm.decode(ChildJvm.encode(latch));
            other.countDown();
            latch.await();
            other.close();
            assertThatIllegalStateException()
                    .isThrownBy(other::countDown)
                    .withMessageStartingWith("the latch is closed: file=");
            assertThatIllegalStateException().isThrownBy(other::await);
        }
    }
}
