package org.multijvm.pool.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.pool.task.WorkerStartException;

@Tag("unit")
class StartFailuresTest {
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);
    private static final WorkerStartException FAILURE = new WorkerStartException("no such flag", null);

    private long now = Long.MAX_VALUE - 100;
    private final StartFailures failures = new StartFailures(PATIENCE, () -> now);

    @Test
    void givesUpAPoolThatNeverCameUpAfterThreeTriesWithTheWordsOfTheLast() {
        assertThat(failures.add(FAILURE, false, 0, false)).isNull();
        assertThat(failures.add(FAILURE, false, 0, false)).isNull();
        assertThat(failures.add(FAILURE, false, 0, false))
                .hasMessageContaining("no such flag")
                .hasMessageContaining("in a row=3");
    }

    @Test
    void waitsForAStartThatIsUnderWay() {
        for (int i = 0; i < 20; i++) {
            assertThat(failures.add(FAILURE, false, 0, true)).isNull();
        }
        assertThat(failures.add(FAILURE, false, 0, false)).isNotNull();
    }

    @Test
    void aPoolWhoseOtherWorkersCameUpIsUp() {
        failures.add(FAILURE, false, 0, true);
        failures.add(FAILURE, false, 0, true);
        failures.add(FAILURE, false, 0, true);
        assertThat(failures.reset()).isNotNull();
        for (int i = 0; i < 1000; i++) {
            assertThat(failures.add(FAILURE, false, 1, false)).isNull();
            now += failures.pause(1);
        }
    }

    @Test
    void neverGivesUpWhileAWorkerLives() {
        failures.reset();
        for (int i = 0; i < 10_000; i++) {
            assertThat(failures.add(FAILURE, false, 1, false)).isNull();
            now += failures.pause(1);
        }
    }

    @Test
    void givesUpWhenNoWorkerHasLivedForThePatienceAndNotMuchLater() {
        failures.reset();
        long begin = now;
        WorkerStartException reason = null;
        for (int tries = 0; reason == null; tries++) {
            assertThat(tries).as("never a storm").isLessThan(100);
            reason = failures.add(FAILURE, false, 0, false);
            now += reason == null ? failures.pause(0) : 0;
        }
        assertThat(now - begin).isBetween(PATIENCE, PATIENCE + StartFailures.LONGEST_ALONE_NANOS);
        assertThat(reason).hasMessageContaining("no worker has lived").hasMessageContaining("no such flag");
    }

    @Test
    void countsItsPatienceAgainFromWhenTheLastWorkerWasGone() {
        failures.reset();
        for (int i = 0; i < 50; i++) {
            failures.add(FAILURE, false, 1, false);
            now += failures.pause(1);
        }
        assertThat(failures.add(FAILURE, false, 0, false)).isNull();
        now += PATIENCE - 1;
        assertThat(failures.add(FAILURE, false, 0, false)).isNull();
        now += 1;
        assertThat(failures.add(FAILURE, false, 0, false)).isNotNull();
    }

    @Test
    void workersThatOthersKillAreNoReasonToGiveUpBeforeThePatienceIsOver() {
        for (int i = 0; i < 100; i++) {
            assertThat(failures.add(FAILURE, true, 0, false)).isNull();
        }
        now += PATIENCE;
        assertThat(failures.add(FAILURE, true, 0, false)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void triesTwiceAtOnceAndThenAfterPausesThatDoubleUpToALimit(int living) {
        failures.reset();
        long limit = living > 0 ? StartFailures.LONGEST_NANOS : StartFailures.LONGEST_ALONE_NANOS;
        failures.add(FAILURE, false, living, false);
        assertThat(failures.pause(living)).isZero();
        failures.add(FAILURE, false, living, false);
        assertThat(failures.pause(living)).isZero();
        for (long wanted = StartFailures.FIRST_PAUSE_NANOS; wanted < 100 * limit; wanted *= 2) {
            failures.add(FAILURE, false, living, false);
            assertThat(failures.pause(living)).isEqualTo(Math.min(limit, wanted));
        }
    }

    @Test
    void isOverAtMostAsLongAfterItsCauseAsThatLasted() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            failures.reset();
            long cause = (long) (random.nextDouble() * TimeUnit.SECONDS.toNanos(8));
            long begin = now;
            while (now - begin < cause) {
                failures.add(FAILURE, false, 1, false);
                // what a try takes
                now += 1_000_000 + failures.pause(1);
            }
            assertThat(now - begin).isLessThanOrEqualTo(2 * cause + 2 * StartFailures.FIRST_PAUSE_NANOS);
        }
    }

    @Test
    void tellsTheTroubleUntilItIsOver() {
        failures.reset();
        assertThat(failures.trouble()).isNull();
        failures.add(FAILURE, false, 1, false);
        failures.add(FAILURE, false, 1, false);
        assertThat(failures.trouble()).satisfies(trouble -> {
            assertThat(trouble.tries()).isEqualTo(2);
            assertThat(trouble.last()).isSameAs(FAILURE);
        });
        assertThat(failures.reset()).isNotNull();
        assertThat(failures.trouble()).isNull();
        assertThat(failures.reset()).isNull();
    }
}
