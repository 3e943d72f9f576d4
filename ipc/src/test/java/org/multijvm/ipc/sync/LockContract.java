package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;

/** What both locks promise to the threads of one JVM. */
@Tag("unit")
@Timeout(60)
abstract class LockContract {
    private final LockKind kind;
    private Lock lock;

    LockContract(LockKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void create() {
        lock = kind.create();
    }

    @AfterEach
    void close() throws Exception {
        LockKind.close(lock);
    }

    @Test
    void isHeldFromLockToUnlock() {
        assertThat(LockKind.isLocked(lock)).isFalse();
        lock.lock();
        assertThat(LockKind.isLocked(lock)).isTrue();
        assertThat(LockKind.wasAbandoned(lock)).isFalse();
        lock.unlock();
        assertThat(LockKind.isLocked(lock)).isFalse();
    }

    @Test
    void isReleasedByTheEndOfATry() {
        LockHold kept;
        try (LockHold hold = LockKind.hold(lock)) {
            assertThat(LockKind.isLocked(lock)).isTrue();
            assertThat(hold.wasAbandoned()).isFalse();
            kept = hold;
        }
        assertThat(LockKind.isLocked(lock)).isFalse();
        kept.close();
    }

    @Test
    void refusesAReleaseTooMany() {
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(lock::unlock)
                .withMessageContaining("(free)");
        lock.lock();
        lock.unlock();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    @Test
    void isNotGivenToAnotherThreadWhileHeld() throws Exception {
        lock.lock();
        assertThat(elsewhere(lock::tryLock)).isFalse();
        assertThat(elsewhere(() -> lock.tryLock(5, TimeUnit.MILLISECONDS))).isFalse();
        assertThat(elsewhere(() -> lock.tryLock(-1, TimeUnit.SECONDS))).isFalse();
        assertThat(elsewhere(() -> LockKind.tryLock(lock, Duration.ofMillis(30))))
                .isFalse();
        lock.unlock();
        assertThat(elsewhere(() -> {
                    boolean got = LockKind.tryLock(lock, Duration.ofSeconds(Long.MAX_VALUE));
                    lock.unlock();
                    return got;
                }))
                .isTrue();
    }

    @Test
    void isGivenToTheOneWhoWaits() throws Exception {
        lock.lock();
        FutureTask<Boolean> waiter = start(() -> {
            lock.lock();
            lock.unlock();
            return true;
        });
        awaitWaiter();
        lock.unlock();
        assertThat(waiter.get()).isTrue();
        assertThat(LockKind.isLocked(lock)).isFalse();
    }

    @Test
    void keepsThreadsOfOneJvmApart() throws Exception {
        int[] count = new int[1];
        FutureTask<?>[] tasks = new FutureTask<?>[4];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = start(() -> {
                for (int n = 0; n < 20_000; n++) {
                    lock.lock();
                    count[0]++;
                    lock.unlock();
                }
                return true;
            });
        }
        for (FutureTask<?> task : tasks) {
            task.get();
        }
        assertThat(count[0]).isEqualTo(80_000);
        assertThat(LockKind.isLocked(lock)).isFalse();
    }

    @Test
    void leavesAnInterruptibleWaitWhenInterrupted() throws Exception {
        lock.lock();
        Thread[] thread = new Thread[1];
        FutureTask<Boolean> waiter = new FutureTask<>(() -> {
            lock.lockInterruptibly();
            return true;
        });
        thread[0] = new Thread(waiter, "waiter");
        thread[0].start();
        awaitWaiter();
        thread[0].interrupt();
        assertThatThrownBy(waiter::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        lock.unlock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    @Test
    void keepsAnInterruptPendingInAPlainWait() throws Exception {
        lock.lock();
        FutureTask<Boolean> waiter = new FutureTask<>(() -> {
            lock.lock();
            lock.unlock();
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(waiter, "waiter");
        thread.start();
        awaitWaiter();
        thread.interrupt();
        assertThat(waiter.isDone()).isFalse();
        lock.unlock();
        assertThat(waiter.get()).isTrue();
    }

    @Test
    void refusesToWaitWhenInterruptedBefore() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(lock::lockInterruptibly);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> lock.tryLock(1, TimeUnit.SECONDS));
        assertThat(Thread.interrupted()).isFalse();
        assertThat(LockKind.isLocked(lock)).isFalse();
    }

    @Test
    void arrivesAsTheSameLock() throws Exception {
        Lock serialized = (Lock) ChildJvm.decode(ChildJvm.encode(lock));
        ValueWriter writer = new ValueWriter(Codec.java());
        writer.write(lock);
        ValueReader reader = new ValueReader(Codec.java(), LockContract.class.getClassLoader());
        Lock tagged = (Lock) reader.over(writer.buffer().flip()).read();

        serialized.lock();
        assertThat(elsewhere(lock::tryLock)).isFalse();
        assertThat(elsewhere(tagged::tryLock)).isFalse();
        lock.unlock();
        assertThat(elsewhere(tagged::tryLock)).isTrue();
    }

    @Test
    void namesItsHolder() {
        assertThat(lock.toString()).isEqualTo(lock.getClass().getSimpleName().replace("Cell", "Shared") + "(free)");
        lock.lock();
        assertThat(lock.toString())
                .startsWith(lock.getClass().getSimpleName().replace("Cell", "Shared") + "(held by pid="
                        + ProcessHandle.current().pid() + ", thread="
                        + Thread.currentThread().getId());
        lock.unlock();
    }

    @Test
    void acquiresNoMoreButReleasesAfterClose() throws Exception {
        Lock other = (Lock) ChildJvm.decode(ChildJvm.encode(lock));
        other.lock();
        LockKind.close(other);
        LockKind.close(other);
        assertThatIllegalStateException().isThrownBy(other::lock).withMessageStartingWith("the lock is closed: file=");
        assertThatIllegalStateException().isThrownBy(other::tryLock);
        assertThatIllegalStateException().isThrownBy(() -> other.tryLock(1, TimeUnit.SECONDS));
        assertThatIllegalStateException().isThrownBy(() -> ChildJvm.encode(other));
        other.unlock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    @Test
    void endsForNewcomersWhenItsCreatorClosesIt() throws Exception {
        String ticket = ChildJvm.encode(lock);
        LockKind.close(lock);
        assertThatThrownBy(() -> ChildJvm.decode(ticket)).hasMessageContaining("the shared memory is gone");
    }

    @Test
    void hasConditionsThatEndWithIt() throws Exception {
        String ticket = ChildJvm.encode(lock.newCondition());
        SharedCondition condition = (SharedCondition) ChildJvm.decode(ticket);
        condition.lock().lock();
        assertThat(condition.await(Duration.ZERO)).isFalse();
        assertThat(LockKind.isLocked(lock)).isTrue();
        condition.lock().unlock();
        LockKind.close(lock);
        assertThatThrownBy(() -> ChildJvm.decode(ticket)).hasMessageContaining("the shared memory is gone");
    }

    /** Until somebody has said that he sleeps. */
    private void awaitWaiter() {
        LockStates.awaitWaiter(lock);
    }

    private static FutureTask<Boolean> start(Callable<Boolean> action) {
        FutureTask<Boolean> task = new FutureTask<>(action);
        new Thread(task, "other").start();
        return task;
    }

    private static boolean elsewhere(Callable<Boolean> action) throws Exception {
        return start(action).get();
    }
}
