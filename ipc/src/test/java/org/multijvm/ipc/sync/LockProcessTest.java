package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.ipc.memory.SharedValue;

@Tag("process")
@Timeout(120)
class LockProcessTest {
    @ParameterizedTest
    @EnumSource(LockKind.class)
    void keepsJvmsApart(LockKind kind) throws Exception {
        Lock lock = kind.create();
        try (SharedLongArray ledger = SharedArray.longs(2);
                ChildJvm one = ChildJvm.start(Adder.class, lock, ledger);
                ChildJvm two = ChildJvm.start(Adder.class, lock, ledger);
                ChildJvm three = ChildJvm.start(Adder.class, lock, ledger)) {
            assertThat(one.exit()).isZero();
            assertThat(two.exit()).isZero();
            assertThat(three.exit()).isZero();
            assertThat(ledger.toArray()).containsExactly(3 * Adder.TIMES, 3 * Adder.TIMES);
            assertThat(LockKind.isLocked(lock)).isFalse();
        }
        LockKind.close(lock);
    }

    /** Adds one to two numbers that must always be equal. */
    static final class Adder {
        static final long TIMES = 50_000;

        public static void main(String[] args) {
            Object[] given = ChildJvm.given(args);
            Lock lock = (Lock) given[0];
            SharedLongArray ledger = (SharedLongArray) given[1];
            for (long i = 0; i < TIMES; i++) {
                lock.lock();
                long before = ledger.get(0);
                if (ledger.get(1) != before) {
                    Runtime.getRuntime().halt(3);
                }
                ledger.set(0, before + 1);
                ledger.set(1, before + 1);
                lock.unlock();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void goesToTheOneWhoWaitsWhenItsHolderIsKilled(LockKind kind) throws Exception {
        Lock lock = kind.create();
        try (SharedIntValue acquired = SharedValue.ofInt(0);
                ChildJvm holder = ChildJvm.start(Holder.class, lock, acquired)) {
            awaitAtLeast(acquired, 1);
            assertThat(lock.tryLock()).isFalse();
            assertThat(lock.toString()).contains("held by pid=" + holder.pid());
            holder.shoot();
            lock.lock();
            assertThat(LockKind.wasAbandoned(lock)).isTrue();
            lock.unlock();
        }
        LockKind.close(lock);
    }

    /** The one who was to inherit the lock is killed with it; then the parent inherits from both. */
    @ParameterizedTest
    @EnumSource(LockKind.class)
    void goesOnWhenTheOneWhoRecoveredItIsKilledToo(LockKind kind) throws Exception {
        Lock lock = kind.create();
        try (SharedIntValue acquired = SharedValue.ofInt(0);
                ChildJvm holder = ChildJvm.start(Holder.class, lock, acquired)) {
            awaitAtLeast(acquired, 1);
            try (ChildJvm heir = ChildJvm.start(Holder.class, lock, acquired)) {
                LockStates.awaitWaiter(lock);
                holder.kill();
                awaitAtLeast(acquired, 2);
                assertThat(LockKind.wasAbandoned(lock))
                        .as("only its holder may say so")
                        .isFalse();
                assertThat(lock.toString())
                        .contains("held by pid=" + heir.pid())
                        .contains("abandoned by the holder before");
                heir.kill();
            }
            lock.lock();
            assertThat(LockKind.wasAbandoned(lock)).isTrue();
            lock.unlock();
        }
        LockKind.close(lock);
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void isHandedOnAmongThoseWhoLiveWhenAWaiterIsKilled(LockKind kind) throws Exception {
        Lock lock = kind.create();
        lock.lock();
        try (SharedIntValue acquired = SharedValue.ofInt(0);
                ChildJvm victim = ChildJvm.start(Holder.class, lock, acquired)) {
            LockStates.awaitWaiter(lock);
            try (ChildJvm other = ChildJvm.start(Holder.class, lock, acquired)) {
                victim.shoot();
                lock.unlock();
                // the victim may have got it before it died: then the other inherits
                awaitAtLeast(acquired, 1);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> lock.toString().contains("pid=" + other.pid()));
            }
        }
        assertThat(LockKind.tryLock(lock, Duration.ofSeconds(30))).isTrue();
        lock.unlock();
        LockKind.close(lock);
    }

    /** Acquires the lock, says so, and keeps it until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            ((Lock) given[0]).lock();
            ((SharedIntValue) given[1]).addAndGet(1);
            Thread.sleep(60_000);
        }
    }

    private static void awaitAtLeast(SharedIntValue value, int least) {
        await().atMost(Duration.ofSeconds(30)).until(() -> value.get() >= least);
    }
}
