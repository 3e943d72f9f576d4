package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;

/**
 * Kills users of a semaphore at random moments: the others go on, never too many are inside, and no permit is lost or doubled.
 */
@Tag("chaos")
@Timeout(3600)
class SemaphoreChaosTest {
    private static final int PERMITS = 2;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnAndLosesNoPermitWhoeverIsKilled(boolean bounded) throws Exception {
        SharedSemaphore semaphore = bounded ? SharedSemaphore.bounded(PERMITS) : SharedSemaphore.create(PERMITS);
        try (SharedLongArray ledger = SharedArray.longs(ChaosLedger.LENGTH);
                ChaosRounds rounds = new ChaosRounds(User.class, semaphore, ledger, ChaosPlaces.of(semaphore))) {
            rounds.run();
            assertThat(semaphore.tryAcquire(PERMITS, Duration.ofSeconds(30)))
                    .as("%s, %s", semaphore, rounds)
                    .isTrue();
            // those who were killed last have nothing more that could come back
            assertThat(semaphore.tryAcquire(1, Duration.ofMillis(100))).isFalse();
            assertThat(semaphore.availablePermits()).isZero();
            semaphore.release(PERMITS);
            assertThat(semaphore.availablePermits()).isEqualTo(PERMITS);
            rounds.assertRecoveries(ChaosPlaces.recoveries(semaphore), ChaosPlaces.IN_MONITOR, ChaosPlaces.DECIDED);
            rounds.report("semaphore, bounded=" + bounded + ", recoveries=" + ChaosPlaces.recoveries(semaphore));
        }
        semaphore.close();
    }

    /** Acquires and releases in all ways, and sees that the living inside have no more permits than there are. */
    static final class User {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedSemaphore semaphore = (SharedSemaphore) given[0];
            ChaosLedger ledger = new ChaosLedger((SharedLongArray) given[1], (Integer) given[2]);
            ledger.setInside(0);
            Random random = new Random();
            while (true) {
                int permits = random.nextInt(8) == 0 ? 2 : 1;
                acquire(semaphore, permits, random.nextInt(8));
                ledger.setInside(permits);
                if (ledger.insideOfAll() > PERMITS && ledger.insideOfLiving() > PERMITS) {
                    ledger.error();
                }
                ChaosLedger.pause(random.nextInt(500));
                ledger.setInside(0);
                semaphore.release(permits);
                ledger.progress();
                ChaosLedger.pauseOutside(random);
            }
        }

        private static void acquire(SharedSemaphore semaphore, int permits, int way) throws InterruptedException {
            switch (way) {
                case 0:
                    while (!semaphore.tryAcquire(permits)) {
                        Thread.onSpinWait();
                    }
                    break;
                case 1:
                    while (!semaphore.tryAcquire(permits, Duration.ofNanos(100_000))) {}
                    break;
                default:
                    semaphore.acquire(permits);
            }
        }
    }
}
