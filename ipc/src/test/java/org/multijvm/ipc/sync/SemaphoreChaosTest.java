package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;

/** Kills users of a semaphore at random moments: the others go on, never too many are inside, and no permit is lost. */
@Tag("chaos")
@Timeout(3600)
class SemaphoreChaosTest {
    private static final int PERMITS = 2;

    @Test
    void goesOnAndLosesNoPermitWhoeverIsKilled() throws Exception {
        try (SharedBoundedSemaphore semaphore = SharedBoundedSemaphore.create(PERMITS);
                SharedLongArray ledger = SharedArray.longs(ChaosLedger.LENGTH);
                ChaosRounds rounds = new ChaosRounds(User.class, semaphore, ledger)) {
            rounds.run();
            assertThat(semaphore.tryAcquire(PERMITS, Duration.ofSeconds(30)))
                    .as("%s, %s", semaphore, rounds)
                    .isTrue();
            assertThat(semaphore.permits()).isZero();
            semaphore.release(PERMITS);
            assertThat(semaphore.permits()).isEqualTo(PERMITS);
            rounds.report("semaphore");
        }
    }

    /** Acquires and releases in all ways, and sees that the living inside have no more permits than there are. */
    static final class User {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedBoundedSemaphore semaphore = (SharedBoundedSemaphore) given[0];
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
                ChaosLedger.pause(random.nextInt(500));
            }
        }

        private static void acquire(SharedBoundedSemaphore semaphore, int permits, int way)
                throws InterruptedException {
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
