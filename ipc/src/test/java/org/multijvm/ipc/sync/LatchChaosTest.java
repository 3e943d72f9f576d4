package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChaosKill;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;

/**
 * Kills one to five of six who count a latch down and wait for it, at a random moment: the count is right but for the countdowns in which they may have
 * died, nobody passes before zero, and all who live pass then.
 */
@Tag("chaos")
@Timeout(3600)
class LatchChaosTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 2);
    private static final long SEED = Long.getLong("multijvm.chaos.seed", System.nanoTime());
    private static final int USERS = 6;

    /** How often each user counts. */
    private static final int SHARE = 1_000;

    /** In the ledger: whether they may begin, then for each user: whether it is there, countdowns begun, and over, and passes. */
    private static final int GO = 0;

    private static final int USER = 8;
    private static final int BEGUN = 8;
    private static final int OVER = 16;
    private static final int PASSED = 24;
    private static final int USER_LENGTH = 32;

    private final Random random = new Random(SEED);

    @Test
    void countsRightAndReleasesAllWhoeverIsKilled() throws Exception {
        int ambiguous = 0;
        SharedLongArray[] current = new SharedLongArray[1];
        ChildJvm[] users = new ChildJvm[USERS];
        ChaosKill killer = new ChaosKill(random, pid -> placeOf(pid, users, current[0]));
        for (int round = 0; round < ROUNDS; round++) {
            String as = "seed=" + SEED + ", round=" + round + ", " + killer;
            try (SharedCountDownLatch latch = SharedCountDownLatch.create(USERS * SHARE);
                    SharedLongArray ledger = SharedArray.longs(USER + USERS * USER_LENGTH)) {
                current[0] = ledger;
                for (int i = 0; i < USERS; i++) {
                    users[i] = random.nextInt(3) == 0
                            ? ChildJvm.start(User.class, latch, ledger, i)
                            : ChildJvm.startSlow(User.class, latch, ledger, i);
                }
                try {
                    ambiguous += play(latch, ledger, users, killer, as);
                } finally {
                    for (ChildJvm user : users) {
                        user.close();
                    }
                }
            }
        }
        System.out.printf("latch: died within a countdown=%d, seed=%d, %s%n", ambiguous, SEED, killer);
    }

    /** Returns how many died in a countdown, so that nobody but the latch knows whether it was done. */
    private int play(SharedCountDownLatch latch, SharedLongArray ledger, ChildJvm[] users, ChaosKill killer, String as)
            throws Exception {
        for (int i = 0; i < USERS; i++) {
            awaitWord(ledger, user(i), 1, as);
        }
        List<Integer> order = new ArrayList<>(IntStream.range(0, USERS).boxed().toList());
        Collections.shuffle(order, random);
        int kills = 1 + random.nextInt(USERS - 1);
        ledger.setVolatile(GO, 1);
        for (int victim : order.subList(0, kills)) {
            TimeUnit.NANOSECONDS.sleep(random.nextInt(2_000_000));
            killer.kill(users[victim].pid());
        }
        long least = 0;
        long most = 0;
        for (int victim : order.subList(0, kills)) {
            users[victim].close();
            least += SHARE - ledger.getVolatile(user(victim) + BEGUN);
            most += SHARE - ledger.getVolatile(user(victim) + OVER);
        }
        List<Integer> living = order.subList(kills, USERS);
        for (int i : living) {
            awaitWord(ledger, user(i) + OVER, SHARE, as);
        }
        long left = latch.count();
        assertThat(left).as(as).isBetween(least, most);
        for (int i = 0; i < USERS; i++) {
            assertThat(left > 0 && ledger.getVolatile(user(i) + PASSED) > 0)
                    .as("passed before zero: left=%s, %s", left, as)
                    .isFalse();
        }
        for (long i = 0; i < left; i++) {
            latch.countDown();
        }
        for (int i : living) {
            assertThat(users[i].exit()).as("an exit, %s", as).isZero();
            assertThat(ledger.getVolatile(user(i) + PASSED)).as(as).isEqualTo(1);
        }
        assertThat(latch.count()).as(as).isZero();
        return (int) (most - least);
    }

    private static String placeOf(long pid, ChildJvm[] users, SharedLongArray ledger) {
        for (int i = 0; i < USERS; i++) {
            if (users[i].pid() == pid) {
                long over = ledger.getVolatile(user(i) + OVER);
                if (ledger.getVolatile(user(i) + BEGUN) != over) {
                    return "in countDown";
                }
                return over == SHARE ? ChaosPlaces.WAITING : ChaosKill.OUTSIDE;
            }
        }
        throw new AssertionError("no such user: pid=" + pid);
    }

    private static void awaitWord(SharedLongArray ledger, int at, long value, String as) {
        await(as)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> ledger.getVolatile(at) == value);
    }

    private static int user(int number) {
        return USER + USER_LENGTH * number;
    }

    static final class User {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedCountDownLatch latch = (SharedCountDownLatch) given[0];
            SharedLongArray ledger = (SharedLongArray) given[1];
            int own = user((Integer) given[2]);
            ledger.setVolatile(own, 1);
            while (ledger.getVolatile(GO) == 0) {
                Thread.sleep(0, 200_000);
            }
            for (int i = 1; i <= SHARE; i++) {
                ledger.setVolatile(own + BEGUN, i);
                latch.countDown();
                ledger.setVolatile(own + OVER, i);
            }
            latch.await();
            ledger.setVolatile(own + PASSED, 1);
            System.exit(latch.count() == 0 ? 0 : 1);
        }
    }
}
