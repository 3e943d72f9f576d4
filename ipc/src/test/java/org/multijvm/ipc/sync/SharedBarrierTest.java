package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedValue;

/** What a barrier promises to the threads of one JVM: rule S10. */
@Tag("unit")
@Timeout(60)
class SharedBarrierTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void letsAllGoOnWithAnIndexEach() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(4)) {
            assertThat(barrier.parties()).isEqualTo(4);
            for (int round = 0; round < 3; round++) {
                Waiters<Integer> parties = Waiters.start(3, barrier::await);
                BarrierStates.awaitWaiting(barrier, 3);
                assertThat(barrier.waiting()).isEqualTo(3);
                assertThat(parties.done()).isZero();
                assertThat(barrier.await(LONG)).isEqualTo(3);
                assertThat(parties.all()).containsExactlyInAnyOrder(0, 1, 2);
                assertThat(barrier.waiting()).isZero();
            }
            assertThat(barrier.isBroken()).isFalse();
        }
    }

    @Test
    void neverBlocksASingleParty() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (SharedBarrier barrier = SharedBarrier.create(1);
                SharedBarrier busy = SharedBarrier.create(1, runs::incrementAndGet)) {
            for (int i = 0; i < 10; i++) {
                assertThat(barrier.await()).isZero();
                assertThat(barrier.await(Duration.ZERO)).isZero();
                assertThat(busy.await()).isZero();
            }
            assertThat(runs).hasValue(10);
        }
    }

    @Test
    void hasAtLeastOneParty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedBarrier.create(0))
                .withMessageContaining("parties=0");
        assertThatIllegalArgumentException().isThrownBy(() -> SharedBarrier.create(1 << 30));
    }

    @Test
    void isUsedAgainAThousandTimes() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(3)) {
            Waiters<Integer> parties = Waiters.start(3, () -> {
                int sum = 0;
                for (int i = 0; i < 1_000; i++) {
                    sum += barrier.await();
                }
                return sum;
            });
            assertThat(parties.all().stream().mapToInt(Integer::intValue).sum()).isEqualTo(3_000);
        }
    }

    @Test
    void runsTheActionOnceBeforeAnybodyGoesOn() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (SharedBarrier barrier = SharedBarrier.create(3, () -> {
            Thread.sleep(1);
            runs.incrementAndGet();
        })) {
            for (int round = 1; round <= 50; round++) {
                Waiters<Integer> parties = Waiters.start(3, () -> {
                    barrier.await();
                    return runs.get();
                });
                assertThat(parties.all()).containsOnly(round);
            }
        }
    }

    @Test
    void breaksWhenTheActionThrows() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2, () -> {
            throw new IOException("no");
        })) {
            Waiters<Integer> other = Waiters.start(1, barrier::await);
            BarrierStates.awaitWaiting(barrier, 1);
            assertThatThrownBy(barrier::await).isInstanceOf(IOException.class).hasMessage("no");
            assertBroken(() -> other.get(0), "the action threw");
            assertThat(barrier.isBroken()).isTrue();
        }
    }

    @Test
    void breaksForAllWhenOneTimesOut() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(4)) {
            Waiters<Integer> others = Waiters.start(2, barrier::await);
            BarrierStates.awaitWaiting(barrier, 2);
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> barrier.await(5, TimeUnit.MILLISECONDS))
                    .withMessageStartingWith("timed out");
            assertBroken(() -> others.get(0), "a party timed out");
            assertBroken(() -> others.get(1), "a party timed out");
            assertBroken(barrier::await, "a party timed out");
            assertThat(barrier.waiting()).isZero();
            assertThat(barrier.toString()).startsWith("SharedBarrier(parties=4, broken: a party timed out, pid=");
        }
    }

    @Test
    void hasATimeLimitForThoseWhoGiveNone() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2, null, Duration.ofMillis(5))) {
            SharedBarrier other = (SharedBarrier) ChildJvm.decode(ChildJvm.encode(barrier));
            assertBroken(other::await, "timed out");
            assertThat(barrier.isBroken()).isTrue();
            other.close();
        }
    }

    @Test
    void breaksWhenAPartyIsInterrupted() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(3)) {
            Waiters<Integer> others = Waiters.start(2, barrier::await);
            BarrierStates.awaitWaiting(barrier, 2);
            others.thread(0).interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> others.get(0));
            assertBroken(() -> others.get(1), "a party was interrupted");
            barrier.reset();
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(barrier::await);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(barrier.isBroken()).isTrue();
        }
    }

    @Test
    void beginsAnewAfterAReset() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2)) {
            barrier.reset();
            Waiters<Integer> one = Waiters.start(1, barrier::await);
            BarrierStates.awaitWaiting(barrier, 1);
            barrier.reset();
            assertBroken(() -> one.get(0), "it was reset");
            assertThat(barrier.isBroken()).isFalse();
            assertThat(barrier.waiting()).isZero();
            Waiters<Integer> both = Waiters.start(2, barrier::await);
            assertThat(both.all()).containsExactlyInAnyOrder(0, 1);
        }
    }

    @Test
    void isBrokenByAnAbortUntilAReset() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2)) {
            Waiters<Integer> one = Waiters.start(1, barrier::await);
            BarrierStates.awaitWaiting(barrier, 1);
            barrier.abort();
            barrier.abort();
            assertBroken(() -> one.get(0), "it was aborted");
            assertBroken(barrier::await, "it was aborted");
            barrier.reset();
            assertThat(Waiters.start(2, barrier::await).all()).containsExactlyInAnyOrder(0, 1);
        }
    }

    @Test
    void isAbortedAndResetWhileTheActionRuns() throws Exception {
        SharedEvent running = SharedEvent.create();
        SharedEvent goOn = SharedEvent.create();
        try (running;
                goOn;
                SharedBarrier barrier = SharedBarrier.create(2, () -> {
                    running.set();
                    goOn.await();
                })) {
            Waiters<Integer> parties = Waiters.start(2, barrier::await);
            running.await();
            barrier.reset();
            goOn.set();
            assertBroken(() -> parties.get(0), "it was reset");
            assertBroken(() -> parties.get(1), "it was reset");
            assertThat(barrier.isBroken()).isFalse();
        }
    }

    /** More threads than parties: who comes while the action runs belongs to the next generation. */
    @Test
    void makesThoseWhoComeTooEarlyWaitForTheNextGeneration() throws Exception {
        SharedEvent running = SharedEvent.create();
        SharedEvent goOn = SharedEvent.create();
        try (running;
                goOn;
                SharedBarrier barrier = SharedBarrier.create(2, () -> {
                    running.set();
                    goOn.await();
                })) {
            Waiters<Integer> first = Waiters.start(2, barrier::await);
            running.await();
            Waiters<Integer> early = Waiters.start(1, barrier::await);
            goOn.set();
            assertThat(first.all()).containsExactlyInAnyOrder(0, 1);
            BarrierStates.awaitWaiting(barrier, 1);
            assertThat(barrier.await()).isEqualTo(1);
            assertThat(early.get(0)).isZero();
        }
    }

    @Test
    void arrivesAsTheSameBarrierWithItsAction() throws Exception {
        SharedIntValue runs = SharedValue.ofInt(0);
        try (runs;
                SharedBarrier barrier = SharedBarrier.create(2, () -> runs.addAndGet(1))) {
            ValueWriter writer = new ValueWriter(Codec.java());
            writer.write(barrier);
            ValueReader reader = new ValueReader(Codec.java(), getClass().getClassLoader());
            SharedBarrier tagged =
                    (SharedBarrier) reader.over(writer.buffer().flip()).read();
            SharedBarrier serialized = (SharedBarrier) ChildJvm.decode(ChildJvm.encode(barrier));
            Waiters<Integer> other = Waiters.start(1, barrier::await);
            BarrierStates.awaitWaiting(barrier, 1);
            assertThat(tagged.await(LONG)).isEqualTo(1);
            assertThat(other.get(0)).isZero();
            Waiters<Integer> again = Waiters.start(1, barrier::await);
            BarrierStates.awaitWaiting(barrier, 1);
            assertThat(serialized.await(LONG)).isEqualTo(1);
            assertThat(again.get(0)).isZero();
            assertThat(runs.get()).isEqualTo(2);
        }
    }

    @Test
    void isOfNoUseAfterClose() {
        SharedBarrier barrier = SharedBarrier.create(2);
        String ticket = ChildJvm.encode(barrier);
        barrier.close();
        barrier.close();
        assertThatIllegalStateException()
                .isThrownBy(barrier::await)
                .withMessageStartingWith("the barrier is closed: file=");
        assertThatIllegalStateException().isThrownBy(barrier::reset);
        assertThatIllegalStateException().isThrownBy(barrier::isBroken);
        assertThatThrownBy(() -> ChildJvm.decode(ticket)).hasMessageContaining("the shared memory is gone");
    }

    interface Await {
        int await() throws Exception;
    }

    static void assertBroken(Await await, String why) {
        assertThatExceptionOfType(BrokenBarrierException.class)
                .isThrownBy(await::await)
                .withMessageContaining(why);
    }
}
