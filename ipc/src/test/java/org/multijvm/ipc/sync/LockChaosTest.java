package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;

/**
 * Kills users of a lock at random moments and sees that the others go on and never meet.
 *
 * <p>{@code multijvm.chaos.rounds} says how many kills, {@code multijvm.chaos.seed} makes the moments the same again as far as
 * the scheduler lets them.
 */
@Tag("chaos")
@Timeout(3600)
class LockChaosTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 5);
    private static final long SEED = Long.getLong("multijvm.chaos.seed", System.nanoTime());
    private static final int USERS = 3;

    /** In the ledger: two counts that must be equal, who is inside, the errors, how often it was abandoned, and one count a user. */
    private static final int FIRST = 0;

    private static final int SECOND = 8;
    private static final int INSIDE = 16;
    private static final int ERRORS = 24;
    private static final int ABANDONED = 32;
    private static final int COUNTS = 40;

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void goesOnAndKeepsJvmsApartWhoeverIsKilled(LockKind kind) throws Exception {
        Random random = new Random(SEED);
        Lock lock = kind.create();
        ChildJvm[] users = new ChildJvm[USERS];
        try (SharedLongArray ledger = SharedArray.longs(COUNTS + 8 * USERS)) {
            for (int i = 0; i < USERS; i++) {
                users[i] = ChildJvm.start(User.class, lock, ledger, i);
            }
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    awaitProgressOf(ledger, -1);
                    TimeUnit.NANOSECONDS.sleep(random.nextInt(2_000_000));
                    int victim = random.nextInt(USERS);
                    users[victim].shoot();
                    // now and then two at once, so that the heir of the dead dies as well
                    int second = random.nextInt(3) == 0 ? (victim + 1) % USERS : victim;
                    users[second].shoot();
                    users[victim].close();
                    users[second].close();
                    awaitProgressOf(ledger, other(victim, second));
                    users[victim] = ChildJvm.start(User.class, lock, ledger, victim);
                    if (second != victim) {
                        users[second] = ChildJvm.start(User.class, lock, ledger, second);
                    }
                    assertThat(ledger.getVolatile(ERRORS))
                            .as("seed=%s, round=%s, lock=%s", SEED, round, lock)
                            .isZero();
                }
            } finally {
                for (ChildJvm user : users) {
                    user.close();
                }
            }
            assertThat(LockKind.tryLock(lock, Duration.ofSeconds(30))).isTrue();
            if (!LockKind.wasAbandoned(lock)) {
                assertThat(ledger.get(FIRST)).isEqualTo(ledger.get(SECOND));
                assertThat(ledger.get(INSIDE)).isZero();
            }
            lock.unlock();
            assertThat(ledger.get(ERRORS)).as("seed=%s", SEED).isZero();
            System.out.printf(
                    "%s: %d kills, %d acquisitions, %d abandoned, seed=%d%n",
                    kind, ROUNDS, ledger.get(FIRST), ledger.get(ABANDONED), SEED);
        }
        LockKind.close(lock);
    }

    private static int other(int one, int two) {
        for (int i = 0; i < USERS; i++) {
            if (i != one && i != two) {
                return i;
            }
        }
        throw new AssertionError();
    }

    /** Until this user, or each of them if it is -1, has had the lock some more times. */
    private static void awaitProgressOf(SharedLongArray ledger, int user) {
        for (int i = 0; i < USERS; i++) {
            if (user == -1 || user == i) {
                int at = COUNTS + 8 * i;
                long before = ledger.getVolatile(at);
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> ledger.getVolatile(at) > before + 10);
            }
        }
    }

    /** Takes the lock again and again, and checks that nobody else has it. */
    static final class User {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            Lock lock = (Lock) given[0];
            SharedLongArray ledger = (SharedLongArray) given[1];
            int own = COUNTS + 8 * (Integer) given[2];
            Random random = new Random();
            while (true) {
                acquire(lock, random.nextInt(8));
                inside(lock, ledger);
                pause(random.nextInt(1000));
                boolean alone =
                        ledger.getVolatile(INSIDE) == ProcessHandle.current().pid();
                if (!alone) {
                    ledger.getAndAdd(ERRORS, 1);
                }
                ledger.set(SECOND, ledger.get(SECOND) + 1);
                ledger.setVolatile(INSIDE, 0);
                lock.unlock();
                ledger.getAndAdd(own, 1);
                pause(random.nextInt(1000));
            }
        }

        private static void acquire(Lock lock, int way) throws InterruptedException {
            switch (way) {
                case 0:
                    while (!lock.tryLock()) {
                        Thread.onSpinWait();
                    }
                    break;
                case 1:
                    while (!lock.tryLock(100, TimeUnit.MICROSECONDS)) {}
                    break;
                default:
                    lock.lock();
            }
        }

        private static void inside(Lock lock, SharedLongArray ledger) {
            if (LockKind.wasAbandoned(lock)) {
                ledger.getAndAdd(ABANDONED, 1);
                ledger.set(SECOND, ledger.get(FIRST));
                ledger.setVolatile(INSIDE, 0);
            }
            if (!ledger.compareAndSet(INSIDE, 0, ProcessHandle.current().pid())
                    || ledger.get(FIRST) != ledger.get(SECOND)) {
                ledger.getAndAdd(ERRORS, 1);
            }
            ledger.set(FIRST, ledger.get(FIRST) + 1);
        }

        private static void pause(int turns) {
            for (int i = 0; i < turns; i++) {
                Thread.onSpinWait();
            }
        }
    }
}
