package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.ipc.wait.LockLayout;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.launcher.ProcessIdentity;
import org.multijvm.test.Kill;

/** Each word that somebody may leave behind by dying between two instructions. */
@Tag("unit")
@Timeout(60)
class LockDeathTest {
    @ParameterizedTest
    @CsvSource({
        "PLAIN, 0",
        "PLAIN, 1",
        "PLAIN, 2",
        "PLAIN, 3",
        "REENTRANT, 0",
        "REENTRANT, 1",
        "REENTRANT, 2",
        "REENTRANT, 3"
    })
    void givesTheLockOfADeadHolderOrRecovererToTheNext(LockKind kind, long flags) throws Exception {
        Lock lock = kind.create();
        for (Acquire way : Acquire.values()) {
            LockStates.set(lock, LockStates.dead() | flags);
            assertThat(LockKind.isLocked(lock)).isTrue();

            way.acquire(lock);
            assertThat(LockKind.wasAbandoned(lock)).isTrue();
            assertThat(lock.toString()).contains("abandoned by the holder before");
            lock.unlock();

            lock.lock();
            assertThat(LockKind.wasAbandoned(lock)).isFalse();
            lock.unlock();
        }
        LockKind.close(lock);
    }

    private enum Acquire {
        LOCK {
            @Override
            void acquire(Lock lock) {
                lock.lock();
            }
        },
        INTERRUPTIBLY {
            @Override
            void acquire(Lock lock) throws InterruptedException {
                lock.lockInterruptibly();
            }
        },
        TIMED {
            @Override
            void acquire(Lock lock) throws InterruptedException {
                assertThat(LockKind.tryLock(lock, Duration.ofSeconds(30))).isTrue();
            }
        },
        NO_TIME {
            @Override
            void acquire(Lock lock) throws InterruptedException {
                assertThat(LockKind.tryLock(lock, Duration.ZERO)).isTrue();
            }
        },
        TRY {
            @Override
            void acquire(Lock lock) {
                while (!lock.tryLock()) {
                    Thread.onSpinWait();
                }
            }
        },
        HOLD {
            @Override
            void acquire(Lock lock) {
                assertThat(LockKind.hold(lock).wasAbandoned()).isTrue();
            }
        };

        abstract void acquire(Lock lock) throws InterruptedException;
    }

    /** The holder freed the lock, and died before it woke anybody: the waiters' flag went, and no wake came. */
    @ParameterizedTest
    @EnumSource(LockKind.class)
    void isNotWaitedForForeverWhenTheWakeIsLost(LockKind kind) throws Exception {
        Lock lock = kind.create();
        FutureTask<?>[] waiters = new FutureTask<?>[3];
        lock.lock();
        for (int i = 0; i < waiters.length; i++) {
            waiters[i] = new FutureTask<>(() -> {
                lock.lock();
                lock.unlock();
                return true;
            });
            new Thread(waiters[i], "waiter-" + i).start();
        }
        LockStates.awaitWaiter(lock);
        LockCore core = LockStates.core(lock);
        core.holds = 0;
        core.holder = null;
        LockStates.set(lock, 0);
        for (FutureTask<?> waiter : waiters) {
            assertThat(waiter.get()).isEqualTo(true);
        }
        LockKind.close(lock);
    }

    /** A waiter said that it sleeps, and died. */
    @ParameterizedTest
    @EnumSource(LockKind.class)
    void doesNotMindAWaitersFlagThatStandsForNobody(LockKind kind) throws Exception {
        Lock lock = kind.create();
        lock.lock();
        LockStates.set(lock, LockStates.core(lock).word().state() | LockLayout.WAITERS);
        lock.unlock();
        assertThat(LockKind.isLocked(lock)).isFalse();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        LockKind.close(lock);
    }

    /** A pid that was given away again is not the holder. */
    @ParameterizedTest
    @EnumSource(LockKind.class)
    void knowsAnotherProcessWithTheDeadOnesPid(LockKind kind) throws Exception {
        Process living = new ProcessBuilder("sleep", "60").start();
        Lock lock = kind.create();
        try {
            long state = ProcessKey.of(ProcessIdentity.of(living.pid()).orElseThrow());
            LockStates.set(lock, state);
            assertThat(LockKind.tryLock(lock, Duration.ofMillis(10))).isFalse();
            LockStates.set(lock, state - 4);
            assertThat(LockKind.tryLock(lock, Duration.ofMillis(10))).isTrue();
            lock.unlock();
        } finally {
            living.destroyForcibly().waitFor();
            LockKind.close(lock);
        }
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void countsAZombieAsDead(LockKind kind) throws Exception {
        Lock lock = kind.create();
        // the shell, which has become sleep, never asks for the exit of its child
        Process shell = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
        try {
            long pid = Long.parseLong(shell.inputReader().readLine());
            LockStates.set(lock, ProcessKey.of(ProcessIdentity.of(pid).orElseThrow()));
            Kill.kill(pid);
            lock.lock();
            assertThat(LockKind.wasAbandoned(lock)).isTrue();
            lock.unlock();
        } finally {
            shell.destroyForcibly().waitFor();
            LockKind.close(lock);
        }
    }
}
