package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;

/** Events and latches between JVMs, and when the other side is killed. */
@Tag("process")
@Timeout(300)
class WordProcessTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 15);
    private static final long SEED = Long.getLong("multijvm.chaos.seed", System.nanoTime());

    @Test
    void playsBallBetweenTwoJvms() throws Exception {
        try (SharedEvent ping = SharedEvent.create();
                SharedEvent pong = SharedEvent.create();
                ChildJvm other = ChildJvm.start(Player.class, ping, pong)) {
            for (int i = 0; i < Player.TIMES; i++) {
                ping.set();
                assertThat(pong.await(Duration.ofSeconds(30))).as("ball %s", i).isTrue();
                pong.clear();
            }
            assertThat(other.exit()).isZero();
        }
    }

    static final class Player {
        static final int TIMES = 5_000;

        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedEvent ping = (SharedEvent) given[0];
            SharedEvent pong = (SharedEvent) given[1];
            for (int i = 0; i < TIMES; i++) {
                ping.await();
                ping.clear();
                pong.set();
            }
        }
    }

    @Test
    void releasesTheLivingWhenAWaiterIsKilled() throws Exception {
        try (SharedEvent event = SharedEvent.create();
                SharedCountDownLatch there = SharedCountDownLatch.create(2);
                SharedCountDownLatch out = SharedCountDownLatch.create(1);
                ChildJvm victim = ChildJvm.start(Waiter.class, event, there, out);
                ChildJvm other = ChildJvm.start(Waiter.class, event, there, out)) {
            assertThat(there.await(Duration.ofSeconds(60))).isTrue();
            WordStates.awaitSleeper(event);
            victim.kill();
            assertThat(out.count()).isEqualTo(1);
            event.set();
            assertThat(out.await(Duration.ofSeconds(30))).isTrue();
            assertThat(other.exit()).isZero();
        }
    }

    static final class Waiter {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            ((SharedCountDownLatch) given[1]).countDown();
            ((SharedEvent) given[0]).await();
            ((SharedCountDownLatch) given[2]).countDown();
        }
    }

    /** A setter, clearer and counter is killed anywhere: nobody who waits for what was done waits for ever. */
    @Test
    @Tag("chaos")
    void goesOnWhoeverIsKilled() throws Exception {
        Random random = new Random(SEED);
        try (SharedEvent event = SharedEvent.create();
                SharedEvent stop = SharedEvent.create();
                ChildJvm watcher = ChildJvm.start(Watcher.class, event, stop)) {
            for (int round = 0; round < ROUNDS; round++) {
                try (SharedCountDownLatch first = SharedCountDownLatch.create(1_000);
                        ChildJvm victim = ChildJvm.start(Toggler.class, event, first)) {
                    assertThat(first.await(Duration.ofSeconds(60)))
                            .as("seed=%s, round=%s", SEED, round)
                            .isTrue();
                    TimeUnit.NANOSECONDS.sleep(random.nextInt(3_000_000));
                    victim.kill();
                }
                event.set();
                assertThat(event.await(Duration.ZERO)).isTrue();
                event.clear();
                assertThat(event.await(Duration.ZERO)).isFalse();
                assertThat(watcher.isAlive()).isTrue();
            }
            stop.set();
            event.set();
            assertThat(watcher.exit()).isZero();
        }
    }

    static final class Toggler {
        public static void main(String[] args) {
            Object[] given = ChildJvm.given(args);
            SharedEvent event = (SharedEvent) given[0];
            SharedCountDownLatch first = (SharedCountDownLatch) given[1];
            while (true) {
                event.set();
                event.clear();
                first.countDown();
            }
        }
    }

    static final class Watcher {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            while (!((SharedEvent) given[1]).isSet()) {
                ((SharedEvent) given[0]).await();
            }
        }
    }
}
