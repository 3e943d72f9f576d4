package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;

/** Kills readers and writers at random moments: the others go on, and no writer is ever beside another or beside a reader. */
@Tag("chaos")
@Timeout(3600)
class ReadWriteChaosTest {
    private static final int READS = 1;

    /** More than all readers together. */
    private static final int WRITES = 100;

    @Test
    void goesOnAndKeepsWritersAloneWhoeverIsKilled() throws Exception {
        try (SharedReadWriteLock lock = SharedReadWriteLock.create();
                SharedLongArray ledger = SharedArray.longs(ChaosLedger.LENGTH);
                ChaosRounds rounds = new ChaosRounds(User.class, lock, ledger, ChaosPlaces.of(lock))) {
            rounds.run();
            assertThat(lock.writeLock().tryLock(30, TimeUnit.SECONDS))
                    .as("%s, %s", lock, rounds)
                    .isTrue();
            assertThat(lock.readers()).isZero();
            if (!lock.wasAbandoned()) {
                assertThat(ledger.get(ChaosLedger.FIRST)).isEqualTo(ledger.get(ChaosLedger.SECOND));
            }
            lock.writeLock().unlock();
            assertThat(lock.isWriteLocked()).isFalse();
            rounds.assertRecoveries(ChaosPlaces.recoveries(lock), ChaosPlaces.IN_MONITOR, ChaosPlaces.DECIDED);
            rounds.report("read-write lock, recoveries=" + ChaosPlaces.recoveries(lock));
        }
    }

    /** Reads and writes in all ways, and sees that two numbers are equal, unless a dead writer left them so. */
    static final class User {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedReadWriteLock lock = (SharedReadWriteLock) given[0];
            SharedLongArray numbers = (SharedLongArray) given[1];
            ChaosLedger ledger = new ChaosLedger(numbers, (Integer) given[2]);
            ledger.setInside(0);
            Random random = new Random();
            while (true) {
                if (random.nextInt(4) == 0) {
                    acquire(lock.writeLock(), random.nextInt(8));
                    write(lock, numbers, ledger, random);
                } else {
                    acquire(lock.readLock(), random.nextInt(8));
                    read(lock, numbers, ledger, random);
                }
                ledger.progress();
                ChaosLedger.pauseOutside(random);
            }
        }

        private static void write(
                SharedReadWriteLock lock, SharedLongArray numbers, ChaosLedger ledger, Random random) {
            ledger.setInside(WRITES);
            if (ledger.insideOfAll() != WRITES && ledger.insideOfLiving() != WRITES) {
                ledger.error();
            }
            if (lock.wasAbandoned()) {
                ledger.abandoned();
                numbers.set(ChaosLedger.SECOND, numbers.get(ChaosLedger.FIRST));
            } else if (numbers.get(ChaosLedger.FIRST) != numbers.get(ChaosLedger.SECOND)) {
                ledger.error();
            }
            numbers.set(ChaosLedger.FIRST, numbers.get(ChaosLedger.FIRST) + 1);
            ChaosLedger.pause(random.nextInt(500));
            numbers.set(ChaosLedger.SECOND, numbers.get(ChaosLedger.SECOND) + 1);
            ledger.setInside(0);
            if (random.nextInt(3) == 0) {
                lock.readLock().lock();
                lock.writeLock().unlock();
                read(lock, numbers, ledger, random);
            } else {
                lock.writeLock().unlock();
            }
        }

        private static void read(SharedReadWriteLock lock, SharedLongArray numbers, ChaosLedger ledger, Random random) {
            ledger.setInside(READS);
            if (ledger.insideOfAll() >= WRITES && ledger.insideOfLiving() >= WRITES) {
                ledger.error();
            }
            long first = numbers.get(ChaosLedger.FIRST);
            ChaosLedger.pause(random.nextInt(500));
            if (first != numbers.get(ChaosLedger.SECOND) && !lock.wasAbandoned()) {
                ledger.error();
            }
            ledger.setInside(0);
            lock.readLock().unlock();
        }

        private static void acquire(Lock side, int way) throws InterruptedException {
            switch (way) {
                case 0:
                    while (!side.tryLock()) {
                        Thread.onSpinWait();
                    }
                    break;
                case 1:
                    while (!side.tryLock(100, TimeUnit.MICROSECONDS)) {}
                    break;
                default:
                    side.lock();
            }
        }
    }
}
