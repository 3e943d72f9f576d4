package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;

/** Kills users of a lock at random moments: the others go on, never meet, and learn of each holder that died, and of no other. */
@Tag("chaos")
@Timeout(3600)
class LockChaosTest {
    @ParameterizedTest
    @EnumSource(LockKind.class)
    void goesOnAndKeepsJvmsApartWhoeverIsKilled(LockKind kind) throws Exception {
        Lock lock = kind.create();
        try (SharedLongArray ledger = SharedArray.longs(ChaosLedger.LENGTH);
                ChaosRounds rounds = new ChaosRounds(User.class, lock, ledger, ChaosPlaces.of(lock))) {
            rounds.run();
            assertThat(LockKind.tryLock(lock, Duration.ofSeconds(30)))
                    .as("%s, %s", lock, rounds)
                    .isTrue();
            if (!LockKind.wasAbandoned(lock)) {
                assertThat(ledger.get(ChaosLedger.FIRST)).isEqualTo(ledger.get(ChaosLedger.SECOND));
            }
            lock.unlock();
            rounds.assertRecoveries(LockStates.core(lock).deaths(), ChaosPlaces.HOLDING);
            rounds.report("lock " + kind);
        }
        LockKind.close(lock);
    }

    /** Takes the lock again and again, and checks that nobody else has it. */
    static final class User {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            Lock lock = (Lock) given[0];
            SharedLongArray numbers = (SharedLongArray) given[1];
            ChaosLedger ledger = new ChaosLedger(numbers, (Integer) given[2]);
            ledger.setInside(0);
            Random random = new Random();
            while (true) {
                boolean again = acquire(lock, random.nextInt(8));
                inside(lock, numbers, ledger, random);
                if (again) {
                    lock.unlock();
                }
                lock.unlock();
                ledger.progress();
                ChaosLedger.pauseOutside(random);
            }
        }

        /** True if it was taken twice. */
        private static boolean acquire(Lock lock, int way) throws InterruptedException {
            switch (way) {
                case 0:
                    while (!lock.tryLock()) {
                        Thread.onSpinWait();
                    }
                    break;
                case 1:
                    while (!lock.tryLock(100, TimeUnit.MICROSECONDS)) {}
                    break;
                case 2:
                    lock.lockInterruptibly();
                    break;
                default:
                    lock.lock();
            }
            boolean again = lock instanceof SharedReentrantLock && way >= 6;
            if (again) {
                lock.lock();
            }
            return again;
        }

        private static void inside(Lock lock, SharedLongArray numbers, ChaosLedger ledger, Random random) {
            ledger.setInside(1);
            if (ledger.insideOfAll() != 1 && ledger.insideOfLiving() != 1) {
                ledger.error();
            }
            if (LockKind.wasAbandoned(lock)) {
                ledger.abandoned();
                numbers.set(ChaosLedger.SECOND, numbers.get(ChaosLedger.FIRST));
            } else if (numbers.get(ChaosLedger.FIRST) != numbers.get(ChaosLedger.SECOND)) {
                ledger.error();
            }
            numbers.set(ChaosLedger.FIRST, numbers.get(ChaosLedger.FIRST) + 1);
            ChaosLedger.pause(random.nextInt(1000));
            numbers.set(ChaosLedger.SECOND, numbers.get(ChaosLedger.SECOND) + 1);
            ledger.setInside(0);
        }
    }
}
