package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedLongArray;

/**
 * Three JVMs that use something, one or two of which are killed each round at a random moment, and begin anew.
 *
 * <p>{@code multijvm.chaos.rounds} says how many rounds, {@code multijvm.chaos.seed} makes the moments the same again as far as
 * the scheduler lets them.
 */
final class ChaosRounds implements AutoCloseable {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 15);
    private static final long SEED = Long.getLong("multijvm.chaos.seed", System.nanoTime());
    private static final long LONGEST_PAUSE_NANOS = 2_000_000;

    private final Class<?> main;
    private final Object subject;
    private final SharedLongArray ledger;
    private final ChildJvm[] users = new ChildJvm[ChaosLedger.USERS];
    private final Random random = new Random(SEED);
    private int kills;

    ChaosRounds(Class<?> main, Object subject, SharedLongArray ledger) {
        this.main = main;
        this.subject = subject;
        this.ledger = ledger;
        for (int i = 0; i < users.length; i++) {
            start(i);
        }
    }

    /** Kills, and after each kill awaits progress of those who are left. */
    void run() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            for (int user = 0; user < users.length; user++) {
                awaitProgressOf(user);
            }
            TimeUnit.NANOSECONDS.sleep(random.nextInt((int) LONGEST_PAUSE_NANOS));
            int victim = random.nextInt(users.length);
            users[victim].shoot();
            // now and then two at once, so that the heir of the dead dies as well
            int second = random.nextInt(3) == 0 ? (victim + 1) % users.length : victim;
            users[second].shoot();
            users[victim].close();
            users[second].close();
            kills += second == victim ? 1 : 2;
            awaitProgressOf(victim == second ? (victim + 1) % users.length : 3 - victim - second);
            start(victim);
            if (second != victim) {
                start(second);
            }
            assertThat(ledger.getVolatile(ChaosLedger.ERRORS))
                    .as("round=%s, %s, %s", round, this, subject)
                    .isZero();
        }
        close();
        assertThat(ledger.getVolatile(ChaosLedger.ERRORS)).as("%s", this).isZero();
    }

    void report(String name) {
        long acquisitions = 0;
        for (int user = 0; user < users.length; user++) {
            acquisitions += ledger.get(ChaosLedger.PROGRESS + 8 * user);
        }
        System.out.printf("%s: %d kills, %d acquisitions, %s%n", name, kills, acquisitions, this);
    }

    private void start(int user) {
        // slow ones are within the monitor most of their time, fast ones make haste in between
        users[user] = random.nextInt(3) == 0
                ? ChildJvm.start(main, subject, ledger, user)
                : ChildJvm.startSlow(main, subject, ledger, user);
    }

    private void awaitProgressOf(int user) {
        int at = ChaosLedger.PROGRESS + 8 * user;
        long before = ledger.getVolatile(at);
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> ledger.getVolatile(at) > before + 10);
    }

    @Override
    public void close() {
        for (ChildJvm user : users) {
            user.close();
        }
    }

    @Override
    public String toString() {
        return "seed=" + SEED;
    }
}
