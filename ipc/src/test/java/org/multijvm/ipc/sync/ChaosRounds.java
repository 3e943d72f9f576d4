package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.multijvm.ipc.ChaosKill;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedLongArray;

/**
 * Six JVMs that use something, one to five of which are killed each round at a random moment, and begin anew.
 *
 * <p>{@code multijvm.chaos.rounds} says how many rounds, {@code multijvm.chaos.seed} makes the moments the same again as far as
 * the scheduler lets them.
 */
final class ChaosRounds implements AutoCloseable {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 2);
    private static final long SEED = Long.getLong("multijvm.chaos.seed", System.nanoTime());
    private static final long LONGEST_PAUSE_NANOS = 2_000_000;

    private final Class<?> main;
    private final Object subject;
    private final SharedLongArray ledger;
    private final ChildJvm[] users = new ChildJvm[ChaosLedger.USERS];
    private final Random random = new Random(SEED);
    private final ChaosKill killer;

    /**
     * @param main what the JVMs run; given the subject, the ledger and their number
     * @param where see {@link ChaosKill}
     */
    ChaosRounds(Class<?> main, Object subject, SharedLongArray ledger, LongFunction<String> where) {
        this.main = main;
        this.subject = subject;
        this.ledger = ledger;
        this.killer = new ChaosKill(random, where);
        for (int i = 0; i < users.length; i++) {
            start(i);
        }
    }

    /** Kills, and after each kill awaits progress of those who are left. */
    void run() throws Exception {
        run(true);
    }

    /** Kills, and awaits progress of all each time the dead have been replaced. */
    void runWithAll() throws Exception {
        run(false);
    }

    private void run(boolean othersGoOn) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String as = "round=" + round + ", " + this + ", " + subject;
            for (int user = 0; user < users.length; user++) {
                awaitProgressOf(user, as);
            }
            TimeUnit.NANOSECONDS.sleep(random.nextInt((int) LONGEST_PAUSE_NANOS));
            // often several at once, so that the heirs of the dead die as well
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, users.length).boxed().toList());
            Collections.shuffle(order, random);
            int victims = 1 + random.nextInt(users.length - 1);
            for (int user : order.subList(0, victims)) {
                killer.kill(users[user].pid());
            }
            for (int user : order.subList(0, victims)) {
                users[user].close();
            }
            for (int user : order.subList(victims, users.length)) {
                if (othersGoOn) {
                    awaitProgressOf(user, as + ", killed=" + order.subList(0, victims));
                }
            }
            for (int user : order.subList(0, victims)) {
                start(user);
            }
            assertThat(ledger.getVolatile(ChaosLedger.ERRORS)).as(as).isZero();
        }
        close();
        assertThat(ledger.getVolatile(ChaosLedger.ERRORS)).as("%s", this).isZero();
    }

    /**
     * It was recovered from all who were seen to die at such places, and from nobody who lives.
     *
     * @param inside where it was theirs; not as heirs of the dead, since one that dies at once has not counted yet
     */
    void assertRecoveries(int recoveries, String... inside) {
        int seen = 0;
        for (String place : inside) {
            seen += killer.met(place);
        }
        // those who are left at the end die as well
        assertThat(recoveries).as("%s", this).isBetween(seen, killer.kills() + users.length);
    }

    void report(String name) {
        long acquisitions = 0;
        for (int user = 0; user < users.length; user++) {
            acquisitions += ledger.get(ChaosLedger.PROGRESS + 8 * user);
        }
        System.out.printf(
                "%s: %d acquisitions, %d abandoned, %s%n", name, acquisitions, ledger.get(ChaosLedger.ABANDONED), this);
    }

    private void start(int user) {
        // slow ones are within the monitor most of their time, fast ones make haste in between
        users[user] = random.nextInt(3) == 0
                ? ChildJvm.start(main, subject, ledger, user)
                : ChildJvm.startSlow(main, subject, ledger, user);
    }

    private void awaitProgressOf(int user, String as) {
        int at = ChaosLedger.PROGRESS + 8 * user;
        long before = ledger.getVolatile(at);
        try {
            await("user " + user + " waits for ever: " + as)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> ledger.getVolatile(at) > before + 3);
        } catch (ConditionTimeoutException e) {
            // now, since its clean-up kills them
            throw new AssertionError(e.getMessage() + "\n" + evidence(user), e);
        }
    }

    /** What the hanging user does, and the words of the subject that are not 0. */
    private String evidence(int user) {
        String state = "user=" + user + ", pid=" + users[user].pid() + ", alive=" + users[user].isAlive() + ", subject="
                + subject + "\n" + ChaosPlaces.words(subject) + "\n";
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(users[user].pid()),
                            "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            jcmd.waitFor(20, TimeUnit.SECONDS);
            jcmd.destroyForcibly();
            return state + new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException | InterruptedException e) {
            return state + e;
        }
    }

    @Override
    public void close() {
        for (ChildJvm user : users) {
            user.close();
        }
    }

    @Override
    public String toString() {
        return "seed=" + SEED + ", " + killer;
    }
}
