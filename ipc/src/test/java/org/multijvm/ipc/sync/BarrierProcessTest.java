package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.multijvm.ipc.sync.SharedBarrierTest.assertBroken;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.test.Kill;

/** A barrier between JVMs, and what happens when one is killed, stopped, halts or ends. */
@Tag("process")
@Timeout(120)
class BarrierProcessTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void keepsThreeJvmsInStep() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(3);
                ChildJvm one = ChildJvm.start(Party.class, barrier, Party.TIMES, "return");
                ChildJvm two = ChildJvm.start(Party.class, barrier, Party.TIMES, "return")) {
            int sum = 0;
            for (int i = 0; i < Party.TIMES; i++) {
                sum += barrier.await(LONG);
            }
            sum += Integer.parseInt(one.line()) + Integer.parseInt(two.line());
            assertThat(sum).isEqualTo(3 * Party.TIMES);
            assertThat(one.exit()).isZero();
            assertThat(two.exit()).isZero();
            assertThat(barrier.isBroken()).as("both left in order").isFalse();
        }
    }

    /** Passes so often, tells the sum of its indexes, and ends in some way. */
    static final class Party {
        static final int TIMES = 2_000;

        public static void main(String[] args) throws Exception {
            Object[] given = ChildJvm.given(args);
            SharedBarrier barrier = (SharedBarrier) given[0];
            int sum = 0;
            for (int i = 0; i < (Integer) given[1]; i++) {
                sum += barrier.await();
            }
            System.out.println(sum);
            switch ((String) given[2]) {
                case "halt":
                    Runtime.getRuntime().halt(0);
                    break;
                case "wait":
                    barrier.await();
                    break;
                case "exit-while-waiting":
                    Thread waiter = new Thread(() -> {
                        try {
                            barrier.await();
                        } catch (InterruptedException | BrokenBarrierException e) {
                            Runtime.getRuntime().halt(3);
                        }
                    });
                    waiter.setDaemon(true);
                    waiter.start();
                    BarrierStates.awaitWaiting(barrier, 1);
                    break;
                case "sleep":
                    Thread.sleep(60_000);
                    break;
                default:
                    break;
            }
        }
    }

    @Test
    void breaksWhenAPartyIsKilledWhileItWaits() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(3);
                ChildJvm victim = ChildJvm.start(Party.class, barrier, 0, "wait")) {
            BarrierStates.awaitWaiting(barrier, 1);
            Waiters<Integer> other = Waiters.start(1, barrier::await);
            await().atMost(LONG).until(() -> barrier.waiting() == 2);
            victim.kill();
            assertBroken(() -> other.get(0), "a party died, pid=" + victim.pid());
            assertBroken(barrier::await, "a party died, pid=" + victim.pid());
            barrier.reset();
            assertThat(Waiters.start(3, barrier::await).all()).containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    @Test
    void breaksWhenAMemberIsKilledBeforeItArrives() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2);
                ChildJvm victim = ChildJvm.start(Party.class, barrier, 1, "sleep")) {
            barrier.await(LONG);
            Waiters<Integer> other = Waiters.start(1, barrier::await);
            BarrierStates.awaitWaiting(barrier, 1);
            victim.kill();
            assertBroken(() -> other.get(0), "a party died, pid=" + victim.pid());
        }
    }

    @Test
    void breaksForThoseWhoComeAfterAMemberHalted() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2);
                ChildJvm victim = ChildJvm.start(Party.class, barrier, 1, "halt")) {
            barrier.await(LONG);
            victim.exit();
            assertBroken(barrier::await, "a party died, pid=" + victim.pid());
        }
    }

    @Test
    void breaksWhenAMemberEndsInOrderWhileAThreadOfItWaits() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(3);
                ChildJvm victim = ChildJvm.start(Party.class, barrier, 0, "exit-while-waiting")) {
            assertThat(victim.line()).isEqualTo("0");
            assertThat(victim.exit()).isZero();
            assertBroken(barrier::await, "a party died, pid=" + victim.pid());
        }
    }

    @Test
    void staysWholeWhenAMemberEndsInOrder() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2);
                ChildJvm first = ChildJvm.start(Party.class, barrier, 1, "return")) {
            barrier.await(LONG);
            assertThat(first.exit()).isZero();
            assertThat(barrier.isBroken()).isFalse();
            try (ChildJvm second = ChildJvm.start(Party.class, barrier, 1, "return")) {
                barrier.await(LONG);
                assertThat(second.exit()).isZero();
            }
        }
    }

    @Test
    void breaksWhenTheOneIsKilledThatRunsTheAction() throws Exception {
        try (SharedEvent running = SharedEvent.create();
                SharedBarrier barrier = SharedBarrier.create(2, () -> {
                    running.set();
                    Thread.sleep(60_000);
                })) {
            Waiters<Integer> other = Waiters.start(1, barrier::await);
            BarrierStates.awaitWaiting(barrier, 1);
            try (ChildJvm victim = ChildJvm.start(Party.class, barrier, 0, "wait")) {
                assertThat(running.await(LONG)).isTrue();
                victim.kill();
                assertBroken(() -> other.get(0), "a party died, pid=" + victim.pid());
            }
        }
    }

    /** It wakes when its generation is history, and must still learn how that ended. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsOneWhoWakesLateHowItsGenerationEnded(boolean passes) throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2);
                ChildJvm late = ChildJvm.start(LateParty.class, barrier)) {
            BarrierStates.awaitWaiting(barrier, 1);
            Kill.stop(late.pid());
            if (passes) {
                assertThat(barrier.await(LONG)).isEqualTo(1);
                barrier.abort();
            } else {
                barrier.abort();
                barrier.reset();
                Waiters.start(2, () -> barrier.await(LONG)).all();
                barrier.abort();
            }
            barrier.reset();
            Waiters.start(2, () -> barrier.await(LONG)).all();
            Kill.resume(late.pid());
            assertThat(late.line()).isEqualTo(passes ? "0" : "broken");
        }
    }

    static final class LateParty {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            try {
                System.out.println(((SharedBarrier) given[0]).await());
            } catch (BrokenBarrierException e) {
                System.out.println("broken");
            }
        }
    }

    /** One that is stopped lives: a time limit is the only help. */
    @Test
    void waitsForOneThatIsStopped() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2);
                ChildJvm stopped = ChildJvm.start(Party.class, barrier, 2, "return")) {
            barrier.await(LONG);
            await().atMost(LONG).until(() -> barrier.waiting() == 1);
            Kill.stop(stopped.pid());
            assertThat(barrier.await(0, TimeUnit.SECONDS)).isEqualTo(1);
            Waiters<Integer> other = Waiters.start(1, barrier::await);
            BarrierStates.awaitWaiting(barrier, 1);
            assertThat(barrier.isBroken()).isFalse();
            Kill.resume(stopped.pid());
            assertThat(stopped.exit()).isZero();
            assertThat(other.isDone(0)).isFalse();
            assertThat(barrier.await()).isEqualTo(1);
            assertThat(other.get(0)).isZero();
        }
    }
}
