package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads, short time limits, resets and aborts at any time: a generation passes for all or for none. */
@Tag("stress")
@Timeout(3600)
class BarrierStressTest {
    private static final int ROUNDS = 100 * Integer.getInteger("multijvm.stress.rounds", 10);
    private static final int PARTIES = 4;
    private static final int MOST_PASSES = 20;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void passesForAllOrForNone(boolean action) throws Exception {
        long seed = System.nanoTime();
        AtomicInteger actions = new AtomicInteger();
        int[][] indexes = new int[PARTIES][MOST_PASSES];
        int[] passes = new int[PARTIES];
        try (SharedBarrier barrier =
                action ? SharedBarrier.create(PARTIES, actions::incrementAndGet) : SharedBarrier.create(PARTIES)) {
            CyclicBarrier start = new CyclicBarrier(PARTIES + 1);
            CyclicBarrier end = new CyclicBarrier(PARTIES + 1);
            Waiters<Boolean> parties = new Waiters<>();
            for (int i = 0; i < PARTIES; i++) {
                int number = i;
                parties.add(() -> {
                    Random random = new Random(seed + number);
                    for (int round = 0; round < ROUNDS; round++) {
                        start.await(60, TimeUnit.SECONDS);
                        passes[number] = pass(barrier, random, indexes[number]);
                        end.await(60, TimeUnit.SECONDS);
                    }
                    return true;
                });
            }
            for (int round = 0; round < ROUNDS; round++) {
                barrier.reset();
                actions.set(0);
                start.await(60, TimeUnit.SECONDS);
                end.await(60, TimeUnit.SECONDS);
                check(passes, indexes, "seed=" + seed + ", round=" + round);
                if (action) {
                    assertThat(actions.get()).isBetween(passes[0], passes[0] + 1);
                }
            }
            parties.all();
        }
    }

    /** Passes until it breaks. */
    private static int pass(SharedBarrier barrier, Random random, int[] indexes) throws InterruptedException {
        for (int passes = 0; ; passes++) {
            try {
                if (passes == MOST_PASSES || random.nextInt(100) == 0) {
                    barrier.abort();
                }
                int index = random.nextInt(20) == 0
                        ? barrier.await(random.nextInt(100_000), TimeUnit.NANOSECONDS)
                        : barrier.await();
                indexes[passes] = index;
            } catch (BrokenBarrierException | TimeoutException e) {
                return passes;
            }
        }
    }

    private static void check(int[] passes, int[][] indexes, String as) {
        for (int party = 1; party < PARTIES; party++) {
            assertThat(passes[party]).as(as).isEqualTo(passes[0]);
        }
        for (int i = 0; i < passes[0]; i++) {
            Set<Integer> distinct = new HashSet<>();
            for (int[] ofParty : indexes) {
                distinct.add(ofParty[i]);
            }
            assertThat(distinct).as(as).containsExactlyInAnyOrder(0, 1, 2, 3);
        }
    }

    /**
     * Resets while others wait, by a thread that is no party: those who wake late must not take a broken generation for a passed one. The other
     * way round is allowed to those who wake hundreds of generations late, see {@link BarrierHistory}.
     */
    @org.junit.jupiter.api.Test
    void tellsPassedFromBrokenAcrossResets() throws Exception {
        AtomicInteger passed = new AtomicInteger();
        AtomicInteger arrivalsAsLast = new AtomicInteger();
        try (SharedBarrier barrier = SharedBarrier.create(2)) {
            Waiters<Boolean> parties = Waiters.start(4, () -> {
                for (int i = 0; i < 20 * ROUNDS; i++) {
                    try {
                        int index = barrier.await(1, TimeUnit.SECONDS);
                        (index == 1 ? arrivalsAsLast : passed).incrementAndGet();
                    } catch (BrokenBarrierException e) {
                        // go on
                    } catch (TimeoutException lastOnesLeft) {
                        barrier.reset();
                    }
                }
                return true;
            });
            while (parties.done() < 3) {
                barrier.reset();
                Thread.sleep(0, 20_000);
            }
            barrier.abort();
            parties.all();
        }
        assertThat(passed.get()).isPositive().isLessThanOrEqualTo(arrivalsAsLast.get());
    }
}
