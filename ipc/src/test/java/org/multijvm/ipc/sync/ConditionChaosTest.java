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
 * Kills producers and consumers of a buffer of one at random moments; each of them notifies one other and waits without a limit, so that a
 * notify that gets lost is a stall.
 *
 * <p>{@code multijvm.chaos.rounds} says how many kills, {@code multijvm.chaos.seed} makes the moments the same again as far as
 * the scheduler lets them.
 */
@Tag("chaos")
@Timeout(7200)
class ConditionChaosTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 15);
    private static final long SEED = Long.getLong("multijvm.chaos.seed", System.nanoTime());

    /** The first half produces, the other consumes. */
    private static final int USERS = 4;

    /** Of one, so that a single notify that is lost leaves all of them asleep. */
    private static final int CAPACITY = 1;

    /** In the ledger: how much was ever put and taken, the errors, how often the lock was abandoned, and the progress of each user. */
    private static final int PUT = 0;

    private static final int TAKEN = 8;
    private static final int ERRORS = 16;
    private static final int ABANDONED = 24;
    private static final int PROGRESS = 32;

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void losesNoWakeUpWhoeverIsKilled(LockKind kind) throws Exception {
        Random random = new Random(SEED);
        Lock lock = kind.create();
        SharedCondition notEmpty = (SharedCondition) lock.newCondition();
        SharedCondition notFull = (SharedCondition) lock.newCondition();
        ChildJvm[] users = new ChildJvm[USERS];
        try (SharedLongArray ledger = SharedArray.longs(PROGRESS + 8 * USERS)) {
            try {
                for (int i = 0; i < USERS; i++) {
                    users[i] = ChildJvm.start(User.class, notEmpty, notFull, ledger, i);
                }
                for (int round = 0; round < ROUNDS; round++) {
                    for (int i = 0; i < USERS; i++) {
                        awaitProgress(ledger, i, "round=" + round);
                    }
                    TimeUnit.NANOSECONDS.sleep(random.nextInt(2_000_000));
                    // one of each half is left, or two of one
                    int victim = random.nextInt(USERS);
                    int second = random.nextBoolean() ? (victim + USERS / 2) % USERS : victim;
                    users[victim].shoot();
                    users[second].shoot();
                    users[victim].close();
                    users[second].close();
                    for (int i = 0; i < USERS; i++) {
                        if (i != victim && i != second) {
                            awaitProgress(ledger, i, "round=" + round + ", killed=" + victim + " and " + second);
                        }
                    }
                    users[victim] = ChildJvm.start(User.class, notEmpty, notFull, ledger, victim);
                    if (second != victim) {
                        users[second] = ChildJvm.start(User.class, notEmpty, notFull, ledger, second);
                    }
                }
            } finally {
                for (ChildJvm user : users) {
                    if (user != null) {
                        user.close();
                    }
                }
            }
            assertThat(ledger.getVolatile(ERRORS)).as("seed=%s", SEED).isZero();
            assertThat(ledger.getVolatile(PUT) - ledger.getVolatile(TAKEN)).isBetween(0L, (long) CAPACITY);
            System.out.printf(
                    "condition of %s: %d kills, %d items, %d abandoned, seed=%d%n",
                    kind, ROUNDS, ledger.get(TAKEN), ledger.get(ABANDONED), SEED);
        }
        LockKind.close(lock);
    }

    private static void awaitProgress(SharedLongArray ledger, int user, String as) {
        int at = PROGRESS + 8 * user;
        long before = ledger.getVolatile(at);
        await("user " + user + " waits for ever: seed=" + SEED + ", " + as)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> ledger.getVolatile(at) > before + 10);
    }

    static final class User {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedCondition notEmpty = (SharedCondition) given[0];
            SharedCondition notFull = (SharedCondition) given[1];
            SharedLongArray ledger = (SharedLongArray) given[2];
            int user = (Integer) given[3];
            Side side = user < USERS / 2 ? new Side(notFull, notEmpty, PUT) : new Side(notEmpty, notFull, TAKEN);
            Random random = new Random();
            while (true) {
                move(side, ledger, random.nextInt(32));
                ledger.getAndAdd(PROGRESS + 8 * user, 1);
                pause(random.nextInt(2_000));
            }
        }

        /** What one waits for, what he tells the others, and what he counts. */
        private record Side(SharedCondition own, SharedCondition others, int counter) {}

        /** Counts one of the two up, as soon as the buffer allows it; that is one store, so that a death leaves it right. */
        private static void move(Side side, SharedLongArray ledger, int way) throws InterruptedException {
            SharedCondition own = side.own();
            int counter = side.counter();
            own.lock().lock();
            look(own.lock(), ledger);
            while (ledger.getVolatile(PUT) - ledger.getVolatile(TAKEN) == (counter == PUT ? CAPACITY : 0)) {
                switch (way % 8) {
                    case 0:
                        own.await(Duration.ofNanos(200_000));
                        break;
                    case 1:
                        own.awaitUninterruptibly();
                        break;
                    default:
                        own.await();
                }
                look(own.lock(), ledger);
            }
            ledger.setVolatile(counter, ledger.getVolatile(counter) + 1);
            if (way >= 24) {
                // so that many die here: the work is done, and nobody has been told
                Thread.sleep(1);
            }
            side.others().signal();
            own.lock().unlock();
        }

        private static void look(Lock lock, SharedLongArray ledger) {
            long filled = ledger.getVolatile(PUT) - ledger.getVolatile(TAKEN);
            if (filled < 0 || filled > CAPACITY) {
                ledger.getAndAdd(ERRORS, 1);
            }
            if (LockKind.wasAbandoned(lock)) {
                ledger.getAndAdd(ABANDONED, 1);
            }
        }

        private static void pause(int turns) {
            for (int i = 0; i < turns; i++) {
                Thread.onSpinWait();
            }
        }
    }
}
