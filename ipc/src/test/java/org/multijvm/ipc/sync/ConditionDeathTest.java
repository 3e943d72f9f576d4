package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.launcher.ProcessIdentity;

/** Each word that somebody may leave in a condition, or in its lock, by dying between two instructions. */
@Tag("unit")
@Timeout(60)
class ConditionDeathTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private SharedCondition condition;
    private SharedReentrantLock lock;

    @BeforeEach
    void create() {
        condition = SharedCondition.create();
        lock = (SharedReentrantLock) condition.lock();
    }

    @AfterEach
    void close() {
        condition.close();
    }

    @Test
    void handsTheNotifyOfTheDeadToTheOldestWhoWaited() throws Exception {
        Waiters<Boolean> waiters = waiters(1, LONG);
        waiters.add(() -> awaitOnce(LONG));
        ConditionStates.awaitWaiting(condition, 2);
        ConditionStates.enter(condition, 7, LockStates.dead() | ConditionLayout.NOTIFIED);
        assertThat(waiters.get(0)).isTrue();
        assertThat(condition.waiting()).isEqualTo(1);
        assertThat(waiters.isDone(1)).isFalse();
        assertThat(ConditionStates.state(condition, 7)).isZero();
        signal();
        assertThat(waiters.get(1)).isTrue();
    }

    @Test
    void handsANotifyThatWentToADeadWaiterToTheNext() throws Exception {
        ConditionStates.enter(condition, 0, LockStates.dead() | ConditionLayout.WAITING);
        Waiters<Boolean> waiters = waiters(1, LONG, 2);
        signal();
        assertThat(waiters.get(0)).isTrue();
        assertThat(condition.waiting()).isZero();
        assertThat(ConditionStates.state(condition, 0)).isZero();
    }

    @Test
    void keepsNoNotifyOfTheDeadForThoseWhoComeLater() throws Exception {
        ConditionStates.enter(condition, 0, LockStates.dead() | ConditionLayout.NOTIFIED);
        // once is enough but where the time is over before the waiter gets to look
        do {
            assertThat(awaitOnce(Duration.ofMillis(100))).isFalse();
        } while (ConditionStates.state(condition, 0) != 0);
    }

    /** The heir dies as well, having put its name there: its own entry stays behind, and the notify goes on. */
    @Test
    void handsTheNotifyOnWhenItsHeirDiesToo() throws Exception {
        long dead = LockStates.dead();
        ConditionStates.enter(condition, 0, dead | ConditionLayout.WAITING);
        Waiters<Boolean> waiters = waiters(1, LONG, 2);
        ConditionStates.enter(condition, 5, dead | ConditionLayout.NOTIFIED);
        assertThat(waiters.get(0)).isTrue();
        assertThat(ConditionStates.state(condition, 5)).isZero();
    }

    @Test
    void wakesByItselfWhenTheWakeIsLost() throws Exception {
        Waiters<Boolean> waiters = waiters(1, LONG);
        long state = ConditionStates.state(condition, 0);
        ConditionStates.set(condition, 0, ProcessKey.bare(state) | ConditionLayout.NOTIFIED);
        assertThat(waiters.get(0)).isTrue();
    }

    /** It may have changed what they wait for, and owe them a notify: they find out by taking the lock. */
    @Test
    void wakesAllWhenTheHolderOfTheLockDies() throws Exception {
        Waiters<Boolean> abandoned = Waiters.start(3, () -> {
            lock.lock();
            try {
                assertThat(condition.await(LONG)).isTrue();
                return lock.wasAbandoned();
            } finally {
                lock.unlock();
            }
        });
        ConditionStates.awaitWaiting(condition, 3);
        LockStates.set(lock, LockStates.dead());
        assertThat(abandoned.all()).containsOnlyOnce(true);
        assertThat(condition.waiting()).isZero();
    }

    @Test
    void wakesAllWhenAnotherRecoversTheLockFromADeadHolder() throws Exception {
        lock.lock();
        Waiters<Boolean> waiters = new Waiters<>();
        lock.unlock();
        for (int i = 0; i < 3; i++) {
            waiters.add(() -> awaitOnce(LONG));
        }
        ConditionStates.awaitWaiting(condition, 3);
        LockStates.set(lock, LockStates.dead());
        lock.lock();
        lock.unlock();
        assertThat(waiters.all()).containsOnly(true);
    }

    @Test
    void freesTheEntriesOfTheDeadWhenThereIsNoRoom() throws Exception {
        long dead = LockStates.dead();
        for (int entry = 0; entry < ConditionLayout.ENTRIES; entry++) {
            ConditionStates.enter(condition, entry, dead | (entry % 2 == 0 ? 1 : 2));
        }
        // by the lock: while the dead are swept the count of all that wait is anything
        CountDownLatch holding = new CountDownLatch(2);
        Waiters<Boolean> waiters = Waiters.start(2, () -> {
            lock.lock();
            try {
                holding.countDown();
                return condition.await(LONG);
            } finally {
                lock.unlock();
            }
        });
        holding.await();
        signal();
        signal();
        assertThat(waiters.all()).containsOnly(true);
    }

    @Test
    void wakesByItselfWhereThereIsNoRoomToWait() throws Exception {
        Process living = new ProcessBuilder("sleep", "60").start();
        try {
            long state = ProcessKey.of(ProcessIdentity.of(living.pid()).orElseThrow());
            for (int entry = 0; entry < ConditionLayout.ENTRIES; entry++) {
                ConditionStates.enter(condition, entry, state | ConditionLayout.WAITING);
            }
            assertThat(awaitOnce(LONG)).isTrue();
            assertThat(awaitOnce(Duration.ZERO)).isFalse();
        } finally {
            living.destroyForcibly().waitFor();
        }
    }

    private Waiters<Boolean> waiters(int count, Duration time) {
        return waiters(count, time, count);
    }

    private Waiters<Boolean> waiters(int count, Duration time, int waiting) {
        Waiters<Boolean> waiters = Waiters.start(count, () -> awaitOnce(time));
        ConditionStates.awaitWaiting(condition, waiting);
        return waiters;
    }

    private boolean awaitOnce(Duration time) throws InterruptedException {
        lock.lock();
        try {
            return condition.await(time);
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            condition.signal();
        } finally {
            lock.unlock();
        }
    }
}
