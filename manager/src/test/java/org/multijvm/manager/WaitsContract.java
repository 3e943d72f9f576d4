package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedReentrantLock;
import org.multijvm.ipc.sync.SharedSemaphore;

/** What queues, locks, conditions, semaphores, events and barriers promise at which threads of two programs wait, whoever keeps them. */
abstract class WaitsContract extends ObjectsContract {
    WaitsContract(ObjectPlace place) {
        super(place);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(LONG_SECONDS)).until(condition);
    }

    @Test
    void aQueueBlocksWhatMustWait() throws Exception {
        ShutdownQueue<Integer> queue = one.queue(name, 1);
        ShutdownQueue<Integer> same = other.queue(name, 1);
        Soon<Integer> taking = soon(queue::take);
        place.awaitWaiting(1);
        same.put(1);
        assertThat(taking.get()).isEqualTo(1);
        queue.put(2);
        assertThat(same.offer(3)).isFalse();
        assertThat(queue.offer(3, 1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(queue.remainingCapacity()).isZero();
        Soon<Boolean> putting = soon(() -> {
            queue.put(3);
            return true;
        });
        place.awaitWaiting(1);
        assertThat(same.peek()).isEqualTo(2);
        assertThat(same.take()).isEqualTo(2);
        assertThat(putting.get()).isTrue();
        assertThat(queue).containsExactly(3).contains(3);
        assertThat(queue.remove(3)).isTrue();
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
        assertThat(queue.poll(-1, TimeUnit.MILLISECONDS)).isNull();
        Soon<Integer> interrupted = soon(queue::take);
        place.awaitWaiting(1);
        interrupted.interrupt();
        assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedException.class);
        queue.put(4);
        assertThat(queue.take()).isEqualTo(4);
    }

    @Test
    void aQueueThatIsShutDownLetsWhoWaitsGo() throws Exception {
        ShutdownQueue<Integer> queue = one.queue(name, 0);
        ShutdownQueue<Integer> same = other.queue(name, 0);
        Soon<Integer> last = soon(same::take);
        place.awaitWaiting(1);
        queue.shutdown();
        assertThatThrownBy(last::get).hasCauseInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.put(5)).isInstanceOf(QueueShutDownException.class);
        assertThat(same.isShutdown()).isTrue();
    }

    @Test
    void queuesHaveTheirOrder() throws Exception {
        ShutdownQueue<String> fifo = one.queue(name, 0);
        ShutdownQueue<String> lifo = one.lifoQueue(name + " lifo");
        for (String each : List.of("b", "c", "a")) {
            fifo.add(each);
            lifo.add(each);
        }
        assertThat(other.<String>lifoQueue(name + " lifo").take()).isEqualTo("a");
        List<String> drained = new ArrayList<>();
        assertThat(lifo.drainTo(drained)).isEqualTo(2);
        assertThat(other.<String>queue(name, 0).drainTo(drained)).isEqualTo(3);
        assertThat(drained).containsExactly("c", "b", "b", "c", "a");
        assertThat(fifo).isEmpty();
    }

    @Test
    void eachElementOfAQueueIsTakenOnce() throws Exception {
        List<Soon<List<Integer>>> taking = new ArrayList<>();
        for (ObjectClient each : List.of(one, other)) {
            ShutdownQueue<Integer> queue = each.queue(name, 0);
            taking.add(soon(() -> {
                List<Integer> taken = new ArrayList<>();
                for (int next = queue.take(); next >= 0; next = queue.take()) {
                    taken.add(next);
                }
                return taken;
            }));
        }
        ShutdownQueue<Integer> queue = one.queue(name, 0);
        for (int i = 0; i < 100; i++) {
            queue.put(i);
        }
        queue.put(-1);
        queue.put(-1);
        List<Integer> all = new ArrayList<>();
        for (Soon<List<Integer>> each : taking) {
            List<Integer> taken = each.get();
            assertThat(taken).isSorted();
            all.addAll(taken);
        }
        assertThat(all).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void aJoinableQueueKnowsWhatIsDone() throws Exception {
        JoinableQueue<String> queue = one.joinableQueue(name);
        JoinableQueue<String> same = other.joinableQueue(name);
        queue.join();
        queue.put("a");
        queue.put("b");
        assertThat(queue.join(Duration.ZERO)).isFalse();
        assertThat(same.take()).isEqualTo("a");
        assertThatThrownBy(queue::taskDone).as("nothing is in its hand").isInstanceOf(IllegalStateException.class);
        Soon<Boolean> joining = soon(() -> queue.join(Duration.ofSeconds(LONG_SECONDS)));
        place.awaitWaiting(1);
        same.taskDone();
        assertThat(same.take()).isEqualTo("b");
        assertThat(joining.isDone()).isFalse();
        same.taskDone();
        assertThat(joining.get()).isTrue();
        assertThatThrownBy(same::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLockIsHeldByOne() throws Exception {
        SharedLock lock = one.lock(name);
        SharedLock same = other.lock(name);
        try (var hold = lock.hold()) {
            assertThat(hold.wasAbandoned()).isFalse();
            assertThat(same.tryLock()).isFalse();
            assertThat(same.isLocked()).isTrue();
            assertThat(same.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
            Soon<Boolean> waiting = soon(() -> {
                same.lockInterruptibly();
                return true;
            });
            place.awaitWaiting(1);
            waiting.interrupt();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        }
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.wasAbandoned()).isFalse();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        lock.lock();
        Soon<Boolean> next = soon(() -> {
            Thread.currentThread().interrupt();
            same.lock();
            return Thread.interrupted();
        });
        place.awaitWaiting(1);
        lock.unlock();
        assertThat(next.get()).as("the interrupt is still there").isTrue();
        // any thread may release it
        lock.unlock();
        assertThat(same.isLocked()).isFalse();
    }

    @Test
    void aLockGuardsWhatIsReadAndWritten() throws Exception {
        List<Soon<Boolean>> counting = new ArrayList<>();
        for (ObjectClient each : List.of(one, other, one)) {
            SharedLock lock = each.lock(name);
            ManagedDict<String, Integer> dict = each.dict(name + " dict");
            counting.add(soon(() -> {
                for (int i = 0; i < 30; i++) {
                    lock.lock();
                    try {
                        dict.put("n", dict.getOrDefault("n", 0) + 1);
                    } finally {
                        lock.unlock();
                    }
                }
                return true;
            }));
        }
        for (Soon<Boolean> each : counting) {
            assertThat(each.get()).isTrue();
        }
        assertThat(one.<String, Integer>dict(name + " dict").get("n")).isEqualTo(90);
    }

    @Test
    void aReentrantLockIsItsThreads() throws Exception {
        SharedReentrantLock lock = one.reentrantLock(name);
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.holdCount()).isEqualTo(2);
        assertThat(soon(lock::tryLock).get()).isFalse();
        assertThat(soon(lock::isHeldByCurrentThread).get()).isFalse();
        assertThatThrownBy(soon(() -> {
                    lock.unlock();
                    return true;
                })::get)
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
        SharedReentrantLock same = other.reentrantLock(name);
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        assertThat(same.tryLock()).isFalse();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
        assertThat(same.tryLock()).isTrue();
        same.unlock();
    }

    @Test
    void aConditionGivesTheLockUpAndHasItAgain() throws Exception {
        SharedReentrantLock lock = one.reentrantLock(name);
        SharedCondition condition = lock.newCondition();
        assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> condition.await(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(IllegalMonitorStateException.class);
        Soon<Integer> waiting = soon(() -> {
            lock.lock();
            lock.lock();
            condition.await();
            return lock.holdCount();
        });
        await(() -> condition.waiting() == 1);
        lock.lock();
        assertThat(condition.signal(5)).isEqualTo(1);
        assertThat(condition.waiting()).isZero();
        lock.unlock();
        assertThat(waiting.get()).isEqualTo(2);
        // the thread has ended with the lock, whose program lives
        assertThat(lock.isLocked()).isTrue();
    }

    @Test
    void aConditionIsToldByAnotherProgram() throws Exception {
        SharedCondition condition = one.condition(name);
        SharedCondition same = other.condition(name);
        List<Integer> seen = new ArrayList<>();
        Soon<Boolean> waiting = soon(() -> {
            condition.lock().lock();
            try {
                condition.awaitFor(() -> !seen.isEmpty());
                return ((SharedReentrantLock) condition.lock()).isHeldByCurrentThread();
            } finally {
                condition.lock().unlock();
            }
        });
        await(() -> same.waiting() == 1);
        same.lock().lock();
        try {
            seen.add(1);
            assertThat(same.signal(3)).isEqualTo(1);
            assertThat(waiting.isDone()).isFalse();
        } finally {
            same.lock().unlock();
        }
        assertThat(waiting.get()).isTrue();
    }

    @Test
    void aWaitAtAConditionEndsByTimeAndInterrupt() throws Exception {
        SharedCondition own = one.condition(name);
        own.lock().lock();
        assertThat(own.await(Duration.ofMillis(1))).isFalse();
        assertThat(own.awaitNanos(Long.MIN_VALUE)).isNotPositive();
        assertThat(own.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
        assertThat(own.awaitFor(() -> false, Duration.ofMillis(1))).isFalse();
        assertThat(((SharedReentrantLock) own.lock()).holdCount()).isEqualTo(1);
        own.lock().unlock();
        Soon<Boolean> interrupted = soon(() -> {
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
        await(() -> own.waiting() == 1);
        interrupted.interrupt();
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void aSemaphoreCounts() throws Exception {
        SharedSemaphore semaphore = one.semaphore(name, 2);
        SharedSemaphore same = other.semaphore(name, 2);
        semaphore.acquire(2);
        assertThat(same.tryAcquire()).isFalse();
        assertThat(same.tryAcquire(1, TimeUnit.MILLISECONDS)).isFalse();
        Soon<Boolean> waiting = soon(() -> same.tryAcquire(2, Duration.ofSeconds(LONG_SECONDS)));
        await(() -> semaphore.queueLength() == 1);
        semaphore.release();
        assertThat(semaphore.tryAcquire()).as("first come, first served").isFalse();
        semaphore.release(3);
        assertThat(waiting.get()).isTrue();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        assertThat(semaphore.drainPermits()).isEqualTo(2);
        SharedSemaphore bounded = one.boundedSemaphore(name + " bounded", 1);
        assertThatThrownBy(bounded::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> bounded.acquire(2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEventWakesAll() throws Exception {
        SharedEvent event = one.event(name);
        assertThat(event.await(1, TimeUnit.MILLISECONDS)).isFalse();
        List<Soon<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            SharedEvent each = (i % 2 == 0 ? one : other).event(name);
            waiting.add(soon(() -> each.await(Duration.ofSeconds(LONG_SECONDS))));
        }
        place.awaitWaiting(20);
        event.set();
        for (Soon<Boolean> each : waiting) {
            assertThat(each.get()).isTrue();
        }
        assertThat(other.event(name).isSet()).isTrue();
        event.clear();
        assertThat(event.isSet()).isFalse();
    }

    @Test
    void aBarrierPassesAllOrBreaks() throws Exception {
        SharedBarrier barrier = one.barrier(name, 3);
        SharedBarrier same = other.barrier(name, 3);
        for (int round = 0; round < 2; round++) {
            Soon<Integer> first = soon(barrier::await);
            await(() -> same.waiting() == 1);
            Soon<Integer> second = soon(same::await);
            await(() -> same.waiting() == 2);
            int own = same.await();
            assertThat(List.of(first.get(), second.get(), own))
                    .as("how many had arrived before")
                    .containsExactly(0, 1, 2);
        }
        Soon<Integer> broken = soon(barrier::await);
        await(() -> same.waiting() == 1);
        assertThatThrownBy(() -> same.await(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(broken::get).hasCauseInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        same.reset();
        assertThat(barrier.isBroken()).isFalse();
        Soon<Integer> aborted = soon(barrier::await);
        await(() -> same.waiting() == 1);
        same.abort();
        assertThatThrownBy(aborted::get).hasCauseInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.parties()).isEqualTo(3);
        assertThat(one.barrier(name + " alone", 1).await()).isZero();
    }
}
