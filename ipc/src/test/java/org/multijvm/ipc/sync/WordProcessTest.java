package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;

/** Events and latches between JVMs, and when the other side is killed. */
@Tag("process")
@Timeout(300)
class WordProcessTest {
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
}
