package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedValue;

/** A condition between JVMs, and what happens to its notifies when one is killed. */
@Tag("process")
@Timeout(120)
class ConditionProcessTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void passesABallBetweenTwoJvms(LockKind kind) throws Exception {
        Lock lock = kind.create();
        SharedCondition condition = (SharedCondition) lock.newCondition();
        try (SharedIntValue ball = SharedValue.ofInt(0);
                ChildJvm other = ChildJvm.start(Player.class, condition, ball, 1)) {
            Player.play(condition, ball, 0);
            assertThat(other.exit()).isZero();
            assertThat(ball.get()).isEqualTo(2 * Player.TIMES);
        }
        LockKind.close(lock);
    }

    /** Adds one whenever the number has its parity. */
    static final class Player {
        static final int TIMES = 3_000;

        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            play((SharedCondition) given[0], (SharedIntValue) given[1], (Integer) given[2]);
        }

        static void play(SharedCondition condition, SharedIntValue ball, int parity) throws InterruptedException {
            for (int i = 0; i < TIMES; i++) {
                condition.lock().lock();
                condition.awaitFor(() -> ball.get() % 2 == parity);
                ball.set(ball.get() + 1);
                condition.signal();
                condition.lock().unlock();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void handsTheNotifyOnWhenASleeperWasKilledBefore(LockKind kind) throws Exception {
        Lock lock = kind.create();
        SharedCondition condition = (SharedCondition) lock.newCondition();
        try (ChildJvm victim = ChildJvm.start(Waiter.class, condition)) {
            ConditionStates.awaitWaiting(condition, 1);
            Waiters<Boolean> next = waiter(condition);
            victim.kill();
            signal(condition);
            assertThat(next.get(0)).isTrue();
            assertThat(condition.waiting()).isZero();
        }
        LockKind.close(lock);
    }

    /** It is stopped, so that it has certainly not seen the notify when it is killed. */
    @ParameterizedTest
    @EnumSource(LockKind.class)
    void handsTheNotifyOnWhenOneIsKilledThatWasNotified(LockKind kind) throws Exception {
        Lock lock = kind.create();
        SharedCondition condition = (SharedCondition) lock.newCondition();
        try (ChildJvm victim = ChildJvm.start(Waiter.class, condition)) {
            ConditionStates.awaitWaiting(condition, 1);
            Waiters<Boolean> next = waiter(condition);
            StoppedJvm.stop(victim.pid());
            signal(condition);
            assertThat(condition.waiting()).isEqualTo(1);
            assertThat(next.isDone(0)).isFalse();
            victim.kill();
            assertThat(next.get(0)).isTrue();
            assertThat(condition.waiting()).isZero();
        }
        LockKind.close(lock);
    }

    /** The lock is held while it is notified and killed: it dies awake, on its way to the lock. */
    @ParameterizedTest
    @EnumSource(LockKind.class)
    void handsTheNotifyOnWhenOneIsKilledThatIsOnItsWayToTheLock(LockKind kind) throws Exception {
        Lock lock = kind.create();
        SharedCondition condition = (SharedCondition) lock.newCondition();
        try (ChildJvm victim = ChildJvm.start(Waiter.class, condition)) {
            ConditionStates.awaitWaiting(condition, 1);
            Waiters<Boolean> next = waiter(condition);
            lock.lock();
            condition.signal();
            LockStates.awaitWaiter(lock);
            victim.kill();
            lock.unlock();
            assertThat(next.get(0)).isTrue();
        }
        LockKind.close(lock);
    }

    /** Waits once. */
    static final class Waiter {
        public static void main(String[] args) throws InterruptedException {
            SharedCondition condition = (SharedCondition) ChildJvm.given(args)[0];
            condition.lock().lock();
            condition.await();
            condition.lock().unlock();
        }
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void wakesThoseWhoWaitWhenTheHolderIsKilled(LockKind kind) throws Exception {
        Lock lock = kind.create();
        SharedCondition condition = (SharedCondition) lock.newCondition();
        Waiters<Boolean> waiters = Waiters.start(2, () -> {
            lock.lock();
            try {
                assertThat(condition.await(LONG)).isTrue();
                return LockKind.wasAbandoned(lock);
            } finally {
                lock.unlock();
            }
        });
        ConditionStates.awaitWaiting(condition, 2);
        try (ChildJvm holder = ChildJvm.start(Holder.class, condition)) {
            assertThat(holder.line()).isEqualTo("held");
            assertThat(waiters.done()).isZero();
            holder.kill();
            assertThat(waiters.all()).containsExactlyInAnyOrder(true, false);
        }
        LockKind.close(lock);
    }

    /** Takes the lock and keeps it: whom it should notify it never does. */
    static final class Holder {
        public static void main(String[] args) throws InterruptedException {
            SharedCondition condition = (SharedCondition) ChildJvm.given(args)[0];
            condition.lock().lock();
            System.out.println("held");
            Thread.sleep(60_000);
        }
    }

    /** One in this JVM that waits after the one that waits already. */
    private static Waiters<Boolean> waiter(SharedCondition condition) {
        Waiters<Boolean> waiter = Waiters.start(1, () -> {
            condition.lock().lock();
            try {
                return condition.await(LONG);
            } finally {
                condition.lock().unlock();
            }
        });
        ConditionStates.awaitWaiting(condition, 2);
        return waiter;
    }

    private static void signal(SharedCondition condition) {
        condition.lock().lock();
        condition.signal();
        condition.lock().unlock();
    }
}
