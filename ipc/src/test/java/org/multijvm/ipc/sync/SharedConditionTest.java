package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;

/** What a condition promises to the threads of one JVM, with both locks. */
@Tag("unit")
@Timeout(60)
class SharedConditionTest {
    private Lock lock;
    private SharedCondition condition;

    private void create(LockKind kind) {
        lock = kind.create();
        condition = (SharedCondition) lock.newCondition();
    }

    @AfterEach
    void close() throws Exception {
        if (lock != null) {
            LockKind.close(lock);
        }
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void refusesWaitsAndNotifiesWithoutTheLock(LockKind kind) throws Exception {
        create(kind);
        for (ThrowingCallable call : calls()) {
            assertThatExceptionOfType(IllegalMonitorStateException.class)
                    .isThrownBy(call)
                    .withMessageContaining(
                            "lock=" + lock.getClass().getSimpleName().replace("Cell", "Shared") + "(free)");
        }
        Waiters<Boolean> holder = Waiters.start(1, () -> {
            lock.lock();
            return true;
        });
        assertThat(holder.get(0)).isTrue();
        for (ThrowingCallable call : calls()) {
            assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(call);
        }
    }

    private List<ThrowingCallable> calls() {
        return List.of(
                condition::await,
                condition::awaitUninterruptibly,
                () -> condition.awaitNanos(1),
                () -> condition.await(1, TimeUnit.SECONDS),
                () -> condition.await(Duration.ZERO),
                () -> condition.awaitUntil(new Date(0)),
                () -> condition.awaitFor(() -> true, Duration.ZERO),
                condition::signal,
                condition::signalAll,
                () -> condition.signal(1));
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void givesUpTheLockWhileItWaitsAndHasItAfter(LockKind kind) throws Exception {
        create(kind);
        Waiters<Boolean> waiters = start(1, () -> {
            condition.await();
            return LockKind.isLocked(lock);
        });
        lock.lock();
        assertThat(condition.waiting()).isEqualTo(1);
        condition.signal();
        assertThat(waiters.isDone(0)).isFalse();
        lock.unlock();
        assertThat(waiters.get(0)).isTrue();
        assertThat(LockKind.isLocked(lock)).isFalse();
        assertThat(condition.waiting()).isZero();
    }

    @Test
    void givesUpAllLevelsOfAReentrantLockAndHasThemAfter() throws Exception {
        create(LockKind.REENTRANT);
        SharedReentrantLock again = (SharedReentrantLock) lock;
        Waiters<Integer> waiters = start(1, () -> {
            again.lock();
            again.lock();
            condition.await();
            int holds = again.holdCount();
            again.unlock();
            again.unlock();
            return holds;
        });
        assertThat(LockKind.tryLock(lock, Duration.ofSeconds(30))).isTrue();
        condition.signal();
        lock.unlock();
        assertThat(waiters.get(0)).isEqualTo(3);
        assertThat(again.isLocked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void notifiesTheLongestWaitingFirst(LockKind kind) throws Exception {
        create(kind);
        List<Integer> order = new ArrayList<>();
        Waiters<Boolean> waiters = new Waiters<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            waiters.add(() -> underLock(() -> {
                condition.await();
                return order.add(number);
            }));
            ConditionStates.awaitWaiting(condition, i + 1);
        }
        for (int i = 1; i <= 5; i++) {
            underLock(() -> condition.signal(1));
            waiters.awaitDone(i);
        }
        waiters.all();
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void notifiesAsManyAsIsSaid(LockKind kind) throws Exception {
        create(kind);
        Waiters<Boolean> waiters = start(10, () -> condition.await(Duration.ofSeconds(30)));
        assertThat(underLock(() -> condition.signal(3))).isEqualTo(3);
        waiters.awaitDone(3);
        assertThat(condition.waiting()).isEqualTo(7);
        assertThat(waiters.done()).isEqualTo(3);
        assertThat(underLock(() -> condition.signal(0))).isZero();
        assertThat(underLock(() -> condition.signal(2))).isEqualTo(2);
        waiters.awaitDone(5);
        underLock(() -> {
            condition.signalAll();
            return true;
        });
        assertThat(waiters.all()).containsOnly(true);
        assertThatIllegalArgumentException().isThrownBy(() -> condition.signal(-1));
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void keepsNoNotifyForThoseWhoComeLater(LockKind kind) throws Exception {
        create(kind);
        assertThat(underLock(() -> condition.signal(5))).isZero();
        assertThat(underLock(() -> condition.await(20, TimeUnit.MILLISECONDS))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void tellsWhetherTheTimeIsOver(LockKind kind) throws Exception {
        create(kind);
        assertThat(underLock(() -> condition.await(Duration.ZERO))).isFalse();
        assertThat(underLock(() -> condition.await(-5, TimeUnit.DAYS))).isFalse();
        assertThat(underLock(() -> condition.awaitNanos(1_000_000))).isNotPositive();
        assertThat(underLock(() -> condition.awaitUntil(new Date(0)))).isFalse();
        assertThat(underLock(() -> condition.awaitUntil(new Date(System.currentTimeMillis() + 5))))
                .isFalse();
        assertThat(LockKind.isLocked(lock)).isFalse();
        Waiters<Boolean> waiters = start(1, () -> condition.awaitNanos(Long.MAX_VALUE) > 0);
        waiters.add(() -> underLock(() -> condition.awaitUntil(new Date(Long.MAX_VALUE))));
        ConditionStates.awaitWaiting(condition, 2);
        underLock(() -> condition.signal(2));
        assertThat(waiters.all()).containsOnly(true);
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void asksThePredicateWithTheLockHeld(LockKind kind) throws Exception {
        create(kind);
        int[] value = new int[1];
        Waiters<Boolean> waiters = start(
                1,
                () -> condition.awaitFor(
                        () -> {
                            condition.signal(0);
                            return value[0] == 7;
                        },
                        Duration.ofSeconds(30)));
        underLock(() -> {
            value[0] = 6;
            return condition.signal(1);
        });
        ConditionStates.awaitWaiting(condition, 1);
        assertThat(waiters.isDone(0)).isFalse();
        underLock(() -> {
            value[0] = 7;
            return condition.signal(1);
        });
        assertThat(waiters.get(0)).isTrue();
        assertThat(underLock(() -> condition.awaitFor(() -> false, Duration.ofMillis(5))))
                .isFalse();
        assertThat(underLock(() -> condition.awaitFor(() -> true, Duration.ofSeconds(-1))))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void leavesAnInterruptibleWaitWithTheLock(LockKind kind) throws Exception {
        create(kind);
        Waiters<Boolean> waiters = start(1, () -> {
            try {
                condition.await();
                return false;
            } catch (InterruptedException e) {
                return LockKind.isLocked(lock);
            }
        });
        waiters.thread(0).interrupt();
        assertThat(waiters.get(0)).isTrue();
        assertThat(condition.waiting()).isZero();
        lock.lock();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(condition::await);
        assertThat(LockKind.isLocked(lock)).isTrue();
        lock.unlock();
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void keepsAnInterruptPendingInAPlainWait(LockKind kind) throws Exception {
        create(kind);
        Waiters<Boolean> waiters = start(1, () -> {
            condition.awaitUninterruptibly();
            return Thread.currentThread().isInterrupted();
        });
        waiters.thread(0).interrupt();
        underLock(() -> condition.signal(1));
        assertThat(waiters.get(0)).isTrue();
    }

    /** A notify is not lost to an interrupt: who got both has been notified. */
    @ParameterizedTest
    @EnumSource(LockKind.class)
    void countsAsNotifiedWhoGotANotifyAndAnInterrupt(LockKind kind) throws Exception {
        create(kind);
        Waiters<Boolean> waiters = start(1, () -> {
            condition.await();
            return Thread.currentThread().isInterrupted();
        });
        lock.lock();
        condition.signal();
        waiters.thread(0).interrupt();
        lock.unlock();
        assertThat(waiters.get(0)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(LockKind.class)
    void arrivesAsTheSameConditionWithItsLock(LockKind kind) throws Exception {
        create(kind);
        ValueWriter writer = new ValueWriter(Codec.java());
        writer.write(condition);
        ValueReader reader = new ValueReader(Codec.java(), getClass().getClassLoader());
        for (SharedCondition other :
                List.of((SharedCondition) ChildJvm.decode(ChildJvm.encode(condition)), (SharedCondition)
                        reader.over(writer.buffer().flip()).read())) {
            assertThat(other.lock()).isInstanceOf(lock.getClass());
            Waiters<Boolean> waiters = start(1, () -> condition.await(Duration.ofSeconds(30)));
            other.lock().lock();
            assertThat(LockKind.isLocked(lock)).isTrue();
            other.signal();
            other.lock().unlock();
            assertThat(waiters.get(0)).isTrue();
            other.close();
            assertThatIllegalStateException()
                    .isThrownBy(other::await)
                    .withMessageStartingWith("the condition is closed: file=");
        }
    }

    @Test
    void hasAReentrantLockOfItsOwnByDefault() throws Exception {
        SharedCondition own = SharedCondition.create();
        assertThat(own.lock()).isInstanceOf(SharedReentrantLock.class);
        String ticket = ChildJvm.encode(own);
        String lockTicket = ChildJvm.encode(own.lock());
        own.lock().lock();
        assertThat(own).hasToString("SharedCondition(waiting=0, lock=" + own.lock() + ")");
        own.lock().unlock();
        own.close();
        assertThatThrownBy(() -> ChildJvm.decode(ticket)).hasMessageContaining("the shared memory is gone");
        assertThatThrownBy(() -> ChildJvm.decode(lockTicket)).hasMessageContaining("the shared memory is gone");
    }

    /** Conservation: each item goes to exactly one consumer, and nobody is left asleep with work to do. */
    @ParameterizedTest
    @EnumSource(LockKind.class)
    @Tag("stress")
    void losesNoNotifyAmongManyThreads(LockKind kind) throws Exception {
        create(kind);
        SharedCondition notFull = (SharedCondition) lock.newCondition();
        int items = 1_000 * Integer.getInteger("multijvm.stress.rounds", 10);
        int[] buffer = new int[1];
        Waiters<Integer> workers = new Waiters<>();
        for (int i = 0; i < 3; i++) {
            workers.add(() -> work(items, () -> {
                while (buffer[0] == 2) {
                    notFull.await(Duration.ofSeconds(30));
                }
                buffer[0]++;
                condition.signal();
            }));
            workers.add(() -> work(items, () -> {
                while (buffer[0] == 0) {
                    condition.await(Duration.ofSeconds(30));
                }
                buffer[0]--;
                notFull.signal();
            }));
        }
        assertThat(workers.all()).containsOnly(items);
        assertThat(buffer[0]).isZero();
        assertThat(condition.waiting()).isZero();
        assertThat(notFull.waiting()).isZero();
    }

    private int work(int times, ThrowingRunnable once) throws Exception {
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                once.run();
            } finally {
                lock.unlock();
            }
        }
        return times;
    }

    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    /** Threads that take the lock and do something that waits; returns when all wait. */
    private <T> Waiters<T> start(int count, Callable<T> call) {
        Waiters<T> waiters = Waiters.start(count, () -> underLock(call));
        ConditionStates.awaitWaiting(condition, count);
        return waiters;
    }

    private <T> T underLock(Callable<T> call) throws Exception {
        lock.lock();
        try {
            return call.call();
        } finally {
            lock.unlock();
        }
    }
}
