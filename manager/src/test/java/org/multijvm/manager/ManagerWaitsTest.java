package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedReentrantLock;
import org.multijvm.ipc.sync.SharedSemaphore;

/** What clients wait for, by each way of talking: queues, locks, conditions, semaphores, events, barriers. */
@Tag("integration")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagerWaitsTest {
    private static final int LONG_SECONDS = 60;

    private final AuthKey key = AuthKey.random();
    private Manager server;
    private Manager shared;
    private Manager unix;
    private Manager tcp;

    /** How the client talks. */
    enum Way {
        SHARED_MEMORY,
        UNIX_SOCKET,
        TCP
    }

    @BeforeAll
    void start() throws Exception {
        server = Manager.builder().key(key).trusted(true).listen(Address.tcp("127.0.0.1", 0));
        shared = Manager.builder().key(key).trusted(true).connect(server.address());
        tcp = Manager.builder().key(key).trusted(true).sharedMemory(false).connect(server.address());
        unix = Manager.builder().sharedMemory(false).start();
        assertThat(List.of(shared.transport(), unix.transport(), tcp.transport()))
                .containsExactly("shared memory", "Unix socket", "TCP");
    }

    @AfterAll
    void end() {
        List.of(shared, unix, tcp, server).forEach(Manager::close);
    }

    private Manager by(Way way) {
        return switch (way) {
            case SHARED_MEMORY -> shared;
            case UNIX_SOCKET -> unix;
            case TCP -> tcp;
        };
    }

    private interface Action<T> {
        T run() throws Exception;
    }

    /** Runs it in another thread, whose interrupt is in the caller's hands. */
    private static final class Other<T> extends Thread {
        private final Action<T> action;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Other(Action<T> action) {
            this.action = action;
            start();
        }

        @Override
        public void run() {
            try {
                result.complete(action.run());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }

        T get() throws Exception {
            return result.get(LONG_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Until a call waits in the server. */
    private static void awaitWaiting(Manager manager, int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG_SECONDS);
        while (manager.inspect().waiting() < count) {
            assertThat(System.nanoTime()).as("a call should wait").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aQueueBlocksWhatMustWait(Way way) throws Exception {
        ShutdownQueue<Integer> queue = by(way).queue(1);
        Other<Integer> taking = new Other<>(queue::take);
        awaitWaiting(by(way), 1);
        queue.put(1);
        assertThat(taking.get()).isEqualTo(1);
        queue.put(2);
        assertThat(queue.offer(3)).isFalse();
        assertThat(queue.offer(3, 1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(queue.remainingCapacity()).isZero();
        Other<Boolean> putting = new Other<>(() -> {
            queue.put(3);
            return true;
        });
        awaitWaiting(by(way), 1);
        assertThat(queue.peek()).isEqualTo(2);
        assertThat(queue.take()).isEqualTo(2);
        assertThat(putting.get()).isTrue();
        assertThat(queue).containsExactly(3);
        assertThat(queue.poll()).isEqualTo(3);
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
        assertThat(queue.poll(-1, TimeUnit.MILLISECONDS)).isNull();
        Other<Integer> interrupted = new Other<>(queue::take);
        awaitWaiting(by(way), 1);
        interrupted.interrupt();
        assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedException.class);
        queue.put(4);
        assertThat(queue.take()).isEqualTo(4);
        Other<Integer> last = new Other<>(queue::take);
        awaitWaiting(by(way), 1);
        queue.shutdown();
        assertThatThrownBy(last::get).hasCauseInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.put(5)).isInstanceOf(QueueShutDownException.class);
        assertThat(queue.isShutdown()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void queuesHaveTheirOrder(Way way) {
        BlockingQueue<String> lifo = by(way).lifoQueue();
        BlockingQueue<String> least = by(way).priorityQueue();
        for (String each : List.of("b", "c", "a")) {
            lifo.add(each);
            least.add(each);
        }
        List<String> drained = new ArrayList<>();
        assertThat(lifo.drainTo(drained)).isEqualTo(3);
        assertThat(drained).containsExactly("a", "c", "b");
        assertThat(least).containsExactly("a", "b", "c");
        assertThat(least.remove("b")).isTrue();
        assertThat(least.poll()).isEqualTo("a");
        assertThat(least.contains("c")).isTrue();
        least.clear();
        assertThat(least).isEmpty();
        BlockingQueue<Object> mixed = cast(by(way).priorityQueue());
        mixed.add(1);
        assertThatThrownBy(() -> mixed.add("x")).isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> mixed.add(List.of())).isInstanceOf(ClassCastException.class);
    }

    @SuppressWarnings("unchecked")
    private static BlockingQueue<Object> cast(Object queue) {
        return (BlockingQueue<Object>) queue;
    }

    @ParameterizedTest
    @EnumSource
    void aJoinableQueueKnowsWhatIsDone(Way way) throws Exception {
        JoinableQueue<Integer> queue = by(way).joinableQueue();
        queue.join();
        queue.put(1);
        queue.put(2);
        assertThat(queue.join(Duration.ZERO)).isFalse();
        Other<Boolean> joining = new Other<>(() -> queue.join(Duration.ofSeconds(LONG_SECONDS)));
        awaitWaiting(by(way), 1);
        queue.take();
        queue.taskDone();
        queue.take();
        queue.taskDone();
        assertThat(joining.get()).isTrue();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aLockIsHeldByOne(Way way) throws Exception {
        SharedLock lock = by(way).lock();
        try (var hold = lock.hold()) {
            assertThat(hold.wasAbandoned()).isFalse();
            assertThat(lock.tryLock()).isFalse();
            assertThat(lock.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
            Other<Boolean> waiting = new Other<>(() -> {
                lock.lockInterruptibly();
                return true;
            });
            awaitWaiting(by(way), 1);
            waiting.interrupt();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        }
        assertThat(lock.isLocked()).isFalse();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        lock.lock();
        Other<Boolean> next = new Other<>(() -> {
            lock.lock();
            return lock.isLocked();
        });
        awaitWaiting(by(way), 1);
        lock.unlock();
        assertThat(next.get()).isTrue();
        // any thread may release it
        lock.unlock();
    }

    @ParameterizedTest
    @EnumSource
    void aReentrantLockIsItsThreads(Way way) throws Exception {
        SharedReentrantLock lock = by(way).reentrantLock();
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.holdCount()).isEqualTo(2);
        assertThat(new Other<>(lock::tryLock).get()).isFalse();
        assertThat(new Other<>(lock::isHeldByCurrentThread).get()).isFalse();
        assertThatThrownBy(new Other<>(() -> {
                    lock.unlock();
                    return true;
                })::get)
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aConditionGivesTheLockUpAndHasItAgain(Way way) throws Exception {
        SharedReentrantLock lock = by(way).reentrantLock();
        SharedCondition condition = lock.newCondition();
        assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> condition.await(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(IllegalMonitorStateException.class);
        Other<Integer> waiting = new Other<>(() -> {
            lock.lock();
            lock.lock();
            condition.await();
            return lock.holdCount();
        });
        awaitWaiting(by(way), 1);
        lock.lock();
        assertThat(condition.waiting()).isEqualTo(1);
        assertThat(condition.signal(5)).isEqualTo(1);
        lock.unlock();
        assertThat(waiting.get()).isEqualTo(2);
        // the thread has ended with the lock, whose client lives
        assertThat(lock.isLocked()).isTrue();
        SharedCondition own = by(way).condition();
        own.lock().lock();
        assertThat(own.await(Duration.ofMillis(1))).isFalse();
        assertThat(own.awaitFor(() -> false, Duration.ofMillis(1))).isFalse();
        own.lock().unlock();
        Other<Boolean> interrupted = new Other<>(() -> {
            own.lock().lock();
            try {
                own.await();
                return false;
            } catch (InterruptedException e) {
                own.signalAll();
                own.lock().unlock();
                return true;
            }
        });
        awaitWaiting(by(way), 1);
        interrupted.interrupt();
        assertThat(interrupted.get()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aSemaphoreCounts(Way way) throws Exception {
        SharedSemaphore semaphore = by(way).semaphore(2);
        semaphore.acquire(2);
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(semaphore.tryAcquire(1, TimeUnit.MILLISECONDS)).isFalse();
        Other<Boolean> waiting = new Other<>(() -> semaphore.tryAcquire(Duration.ofSeconds(LONG_SECONDS)));
        awaitWaiting(by(way), 1);
        assertThat(semaphore.queueLength()).isEqualTo(1);
        semaphore.release(3);
        assertThat(waiting.get()).isTrue();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        assertThat(semaphore.drainPermits()).isEqualTo(2);
        SharedSemaphore bounded = by(way).boundedSemaphore(1);
        assertThatThrownBy(bounded::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> bounded.acquire(2)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void anEventWakesAll(Way way) throws Exception {
        SharedEvent event = by(way).event();
        assertThat(event.await(1, TimeUnit.MILLISECONDS)).isFalse();
        List<Other<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(new Other<>(() -> event.await(Duration.ofSeconds(LONG_SECONDS))));
        }
        awaitWaiting(by(way), 20);
        event.set();
        for (Other<Boolean> each : waiting) {
            assertThat(each.get()).isTrue();
        }
        assertThat(event.isSet()).isTrue();
        event.clear();
        assertThat(event.isSet()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aBarrierPassesAllOrBreaks(Way way) throws Exception {
        ManagedList<String> told = by(way).list();
        SharedBarrier barrier = by(way).barrier(2, () -> told.add("action"));
        for (int round = 0; round < 3; round++) {
            Other<Integer> first = new Other<>(barrier::await);
            awaitWaiting(by(way), 1);
            assertThat(barrier.waiting()).isEqualTo(1);
            assertThat(barrier.await()).isZero();
            assertThat(first.get()).isEqualTo(1);
            assertThat(told).hasSize(round + 1);
        }
        assertThatThrownBy(() -> barrier.await(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(barrier.isBroken()).isTrue();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        Other<Integer> aborted = new Other<>(barrier::await);
        awaitWaiting(by(way), 1);
        barrier.abort();
        assertThatThrownBy(aborted::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(BrokenBarrierException.class);
        SharedBarrier failing = by(way).barrier(2, () -> {
            throw new IllegalStateException("no");
        });
        Other<Integer> first = new Other<>(failing::await);
        awaitWaiting(by(way), 1);
        assertThatThrownBy(failing::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        assertThatThrownBy(first::get).hasCauseInstanceOf(BrokenBarrierException.class);
        assertThat(by(way).barrier(1).await()).isZero();
        assertThat(barrier.parties()).isEqualTo(2);
    }
}
