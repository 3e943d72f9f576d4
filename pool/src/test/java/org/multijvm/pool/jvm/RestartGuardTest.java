package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class RestartGuardTest {
    private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);

    private long now = -5;
    private final RestartGuard guard = new RestartGuard(PATIENCE, () -> now);
    private final Slot slot = new Slot(1);

    @Test
    void startsAtOnceAfterTheFirstDeathsAndThenAfterPausesThatGrow() {
        assertThat(quickDeath(true)).isZero();
        assertThat(quickDeath(true)).isZero();
        assertThat(quickDeath(true)).isZero();
        long pause = quickDeath(true);
        assertThat(pause).isPositive();
        assertThat(quickDeath(true)).isEqualTo(2 * pause);
    }

    @Test
    void neverGivesUpBecauseOfTasksThatCrash() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(quickDeath(true)).isBetween(0L, TimeUnit.MILLISECONDS.toNanos(250));
        }
    }

    @Test
    void givesUpAfterTenDeathsWithoutATaskAndWhenItsPatienceIsOver() {
        for (int i = 0; i < 100; i++) {
            assertThat(quickDeath(false)).isBetween(0L, TimeUnit.SECONDS.toNanos(2));
        }
        now += PATIENCE;
        assertThat(quickDeath(false)).isEqualTo(RestartGuard.GIVE_UP);
    }

    @Test
    void goesOnWithFewerDeathsHoweverLongTheyTake() {
        for (int i = 1; i < RestartGuard.IDLE_DEATHS; i++) {
            assertThat(quickDeath(false)).isNotEqualTo(RestartGuard.GIVE_UP);
            now += PATIENCE;
        }
        assertThat(quickDeath(false)).isEqualTo(RestartGuard.GIVE_UP);
    }

    @Test
    void forgetsWhenAWorkerHasLivedForAWhile() {
        for (int i = 1; i < RestartGuard.IDLE_DEATHS; i++) {
            quickDeath(false);
        }
        assertThat(guard.afterDeath(slot, TimeUnit.HOURS.toNanos(1), 0, false, 0))
                .isZero();
        assertThat(quickDeath(false)).isZero();
    }

    @Test
    void forgetsWhenAWorkerHasEndedATask() {
        for (int i = 1; i < RestartGuard.IDLE_DEATHS; i++) {
            quickDeath(false);
        }
        assertThat(guard.afterDeath(slot, QUICK, 1, false, 1)).isZero();
        assertThat(quickDeath(false)).isZero();
    }

    @Test
    void doesNotGiveUpWhileAnotherWorkerIsOfUse() {
        for (int i = 1; i < 100; i++) {
            assertThat(guard.afterDeath(slot, QUICK, 0, false, i)).isNotEqualTo(RestartGuard.GIVE_UP);
        }
    }

    @Test
    void pausesOnlyForTheSlotThatHasTheTrouble() {
        Slot other = new Slot(2);
        for (int i = 0; i < 8; i++) {
            quickDeath(true);
        }
        assertThat(guard.afterDeath(other, QUICK, 0, true, 0)).isZero();
    }

    private long quickDeath(boolean atATask) {
        return guard.afterDeath(slot, QUICK, 0, atATask, 0);
    }
}
