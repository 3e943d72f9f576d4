package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.ipc.ChaosKill;
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
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 2);
    private static final long SEED = Long.getLong("multijvm.chaos.seed", System.nanoTime());

    /** The first half produces, the other consumes. */
    private static final int USERS = 6;

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
        ChaosKill killer = new ChaosKill(random, ChaosPlaces.of(lock, List.of(notEmpty, notFull)));
        try (SharedLongArray ledger = SharedArray.longs(PROGRESS + 8 * USERS)) {
            try {
                for (int i = 0; i < USERS; i++) {
                    users[i] = start(random, notEmpty, notFull, ledger, i);
                }
                for (int round = 0; round < ROUNDS; round++) {
                    for (int i = 0; i < USERS; i++) {
                        awaitProgress(ledger, i, "round=" + round);
                    }
                    TimeUnit.NANOSECONDS.sleep(random.nextInt(2_000_000));
                    List<Integer> victims = victims(random);
                    for (int victim : victims) {
                        killer.kill(users[victim].pid());
                    }
                    for (int victim : victims) {
                        users[victim].close();
                    }
                    for (int i = 0; i < USERS; i++) {
                        if (!victims.contains(i)) {
                            awaitProgress(ledger, i, "round=" + round + ", killed=" + victims);
                        }
                    }
                    for (int victim : victims) {
                        users[victim] = start(random, notEmpty, notFull, ledger, victim);
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
            // those who are left at the end die as well
            assertThat(LockStates.core(lock).deaths())
                    .as("%s", killer)
                    .isBetween(killer.met(ChaosPlaces.HOLDING), killer.kills() + USERS);
            System.out.printf(
                    "condition of %s: %d items, %d abandoned, seed=%d, %s%n",
                    kind, ledger.get(TAKEN), ledger.get(ABANDONED), SEED, killer);
        }
        LockKind.close(lock);
    }

    /** One to four; one of each half is left, so that the others can go on. */
    private static List<Integer> victims(Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, USERS).boxed().toList());
        Collections.shuffle(order, random);
        List<Integer> victims = new ArrayList<>();
        int most = 1 + random.nextInt(USERS - 2);
        for (int user : order) {
            long ofItsHalf = victims.stream()
                    .filter(other -> other / (USERS / 2) == user / (USERS / 2))
                    .count();
            if (victims.size() < most && ofItsHalf < USERS / 2 - 1) {
                victims.add(user);
            }
        }
        return victims;
    }

    /** Slow ones are in the midst of something most of their time, fast ones make haste in between. */
    private static ChildJvm start(Random random, Object... given) {
        return random.nextBoolean() ? ChildJvm.start(User.class, given) : ChildJvm.startSlow(User.class, given);
    }

    private static void awaitProgress(SharedLongArray ledger, int user, String as) {
        int at = PROGRESS + 8 * user;
        long before = ledger.getVolatile(at);
        await("user " + user + " waits for ever: seed=" + SEED + ", " + as)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> ledger.getVolatile(at) > before + 3);
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
                // seldom with a limit: who looks for himself can make up for a notify that the others have lost
                switch (way) {
                    case 0:
                        own.await(Duration.ofNanos(200_000));
                        break;
                    case 1:
                    case 2:
                    case 3:
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
