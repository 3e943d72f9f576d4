package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;

/**
 * Kills parties of a barrier at random moments. The others must all learn that it is broken, after the same generation, and the generations that
 * passed must have passed for all, with an index for each.
 *
 * <p>{@code multijvm.chaos.rounds} says how many kills, {@code multijvm.chaos.seed} makes the moments the same again as far as
 * the scheduler lets them.
 */
@Tag("chaos")
@Timeout(7200)
class BarrierChaosTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 8);
    private static final long SEED = Long.getLong("multijvm.chaos.seed", System.nanoTime());
    private static final int PARTIES = 3;
    private static final int REMEMBERED = 512;

    /** In the ledger: the phase that may begin, the actions that were run, then for each party: ready for a phase, passes, indexes. */
    private static final int PHASE = 0;

    private static final int ACTIONS = 8;
    private static final int PARTY = 16;
    private static final int PASSES_IN_PARTY = 8;
    private static final int INDEXES_IN_PARTY = 16;
    private static final int PARTY_LENGTH = INDEXES_IN_PARTY + REMEMBERED;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void passesForAllOrBreaksForAllWhoeverIsKilled(boolean action) throws Exception {
        Random random = new Random(SEED);
        ChildJvm[] parties = new ChildJvm[PARTIES];
        long generations = 0;
        try (SharedLongArray ledger = SharedArray.longs(PARTY + PARTIES * PARTY_LENGTH);
                SharedBarrier barrier = action
                        ? SharedBarrier.create(PARTIES, () -> ledger.getAndAdd(ACTIONS, 1))
                        : SharedBarrier.create(PARTIES)) {
            try {
                for (int i = 0; i < PARTIES; i++) {
                    parties[i] = ChildJvm.start(Party.class, barrier, ledger, i);
                }
                for (int round = 1; round <= ROUNDS; round++) {
                    awaitReady(ledger, round, -1);
                    barrier.reset();
                    ledger.setVolatile(ACTIONS, 0);
                    for (int i = 0; i < PARTIES; i++) {
                        // not by the parties: one may be killed before it gets there
                        ledger.setVolatile(party(i) + PASSES_IN_PARTY, 0);
                    }
                    ledger.setVolatile(PHASE, round);
                    int victim = random.nextInt(PARTIES);
                    await().atMost(Duration.ofSeconds(60))
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> ledger.getVolatile(party(victim) + PASSES_IN_PARTY) > 100);
                    TimeUnit.NANOSECONDS.sleep(random.nextInt(3_000_000));
                    parties[victim].shoot();
                    parties[victim].close();
                    awaitReady(ledger, round + 1, victim);
                    generations += check(ledger, victim, action, "seed=" + SEED + ", round=" + round);
                    ledger.setVolatile(party(victim), 0);
                    parties[victim] = ChildJvm.start(Party.class, barrier, ledger, victim);
                }
            } finally {
                for (ChildJvm party : parties) {
                    if (party != null) {
                        party.close();
                    }
                }
            }
        }
        System.out.printf("barrier: %d kills, %d generations, action=%s, seed=%d%n", ROUNDS, generations, action, SEED);
    }

    private static long check(SharedLongArray ledger, int victim, boolean action, String as) {
        int one = (victim + 1) % PARTIES;
        int two = (victim + 2) % PARTIES;
        long passes = ledger.getVolatile(party(one) + PASSES_IN_PARTY);
        assertThat(ledger.getVolatile(party(two) + PASSES_IN_PARTY)).as(as).isEqualTo(passes);
        long victims = ledger.getVolatile(party(victim) + PASSES_IN_PARTY);
        assertThat(victims).as(as).isBetween(passes - 1, passes);
        for (long i = Math.max(0, passes - REMEMBERED); i < passes; i++) {
            long first = ledger.getVolatile(index(one, i));
            long second = ledger.getVolatile(index(two, i));
            assertThat(first).as(as).isBetween(0L, 2L).isNotEqualTo(second);
            assertThat(second).as(as).isBetween(0L, 2L);
            if (i < victims) {
                assertThat(ledger.getVolatile(index(victim, i))).as(as).isEqualTo(3 - first - second);
            }
        }
        if (action) {
            // one more where its runner was killed after it
            assertThat(ledger.getVolatile(ACTIONS)).as(as).isBetween(passes, passes + 1);
        }
        return passes;
    }

    private static void awaitReady(SharedLongArray ledger, int phase, int except) {
        for (int i = 0; i < PARTIES; i++) {
            int at = party(i);
            if (i != except) {
                await("party " + i + " waits for the dead, seed=" + SEED + ", phase=" + phase)
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> except == -1 ? ledger.getVolatile(at) != 0 : ledger.getVolatile(at) == phase);
            }
        }
    }

    private static int party(int number) {
        return PARTY + number * PARTY_LENGTH;
    }

    private static int index(int party, long generation) {
        return party(party) + INDEXES_IN_PARTY + (int) (generation % REMEMBERED);
    }

    /** In each phase passes the barrier until it breaks. */
    static final class Party {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedBarrier barrier = (SharedBarrier) given[0];
            SharedLongArray ledger = (SharedLongArray) given[1];
            int number = (Integer) given[2];
            int at = party(number);
            long phase = ledger.getVolatile(PHASE) + 1;
            ledger.setVolatile(at, phase);
            while (true) {
                while (ledger.getVolatile(PHASE) < phase) {
                    Thread.sleep(0, 200_000);
                }
                play(barrier, ledger, number, at + PASSES_IN_PARTY);
                phase++;
                ledger.setVolatile(at, phase);
            }
        }

        private static void play(SharedBarrier barrier, SharedLongArray ledger, int number, int passesAt)
                throws InterruptedException {
            Random random = new Random();
            try {
                for (long passes = 0; ; passes++) {
                    if (random.nextInt(64) == 0) {
                        Thread.sleep(0, 50_000);
                    }
                    int index = barrier.await();
                    ledger.setVolatile(index(number, passes), index);
                    ledger.setVolatile(passesAt, passes + 1);
                }
            } catch (BrokenBarrierException e) {
                // as it should be
            }
        }
    }
}
