package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.cluster.shared.ClusterManager;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedReentrantLock;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.manager.ManagedDict;

/** The queues, locks and what else threads of two programs wait at in a cluster. */
@Tag("integration")
@Timeout(120)
class ClusterSyncTest extends TwoPrograms {
    @Test
    void aQueueBlocksAndIsEnded() throws Exception {
        ShutdownQueue<Integer> queue = one.queue("queue", 2);
        ShutdownQueue<Integer> same = other.queue("queue", 2);
        queue.put(1);
        assertThat(same.offer(2)).isTrue();
        assertThat(same.offer(3)).isFalse();
        assertThat(queue.offer(3, 20, TimeUnit.MILLISECONDS)).isFalse();
        CompletableFuture<Boolean> put = soon(() -> {
            queue.put(3);
            return true;
        });
        assertThat(same).hasSize(2);
        assertThat(same.peek()).isEqualTo(1);
        assertThat(same.take()).isEqualTo(1);
        assertThat(get(put)).isTrue();
        assertThat(queue).containsExactly(2, 3).contains(3);
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue.remove(2)).isTrue();
        List<Integer> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained)).isEqualTo(1);
        assertThat(drained).containsExactly(3);
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(20, TimeUnit.MILLISECONDS)).isNull();
        CompletableFuture<Integer> taken = soon(same::take);
        queue.put(7);
        assertThat(get(taken)).isEqualTo(7);
        CompletableFuture<Integer> released = soon(same::take);
        queue.shutdown();
        assertThatThrownBy(() -> get(released)).hasCauseInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.put(1)).isInstanceOf(QueueShutDownException.class);
        assertThat(same.isShutdown()).isTrue();

        ShutdownQueue<String> newestFirst = one.lifoQueue("lifo");
        newestFirst.addAll(List.of("a", "b", "c"));
        assertThat(other.<String>lifoQueue("lifo").take()).isEqualTo("c");
    }

    @Test
    void eachElementOfAQueueIsTakenOnce() throws Exception {
        List<CompletableFuture<List<Integer>>> taking = new ArrayList<>();
        for (ClusterManager each : List.of(one, other)) {
            ShutdownQueue<Integer> queue = each.queue("shared work");
            taking.add(soon(() -> {
                List<Integer> taken = new ArrayList<>();
                for (int next = queue.take(); next >= 0; next = queue.take()) {
                    taken.add(next);
                }
                return taken;
            }));
        }
        ShutdownQueue<Integer> queue = one.queue("shared work");
        for (int i = 0; i < 100; i++) {
            queue.put(i);
        }
        queue.put(-1);
        queue.put(-1);
        List<Integer> all = new ArrayList<>();
        for (CompletableFuture<List<Integer>> each : taking) {
            List<Integer> taken = get(each);
            assertThat(taken).isSorted();
            all.addAll(taken);
        }
        assertThat(all).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void aJoinableQueueKnowsWhenAllIsDone() throws Exception {
        JoinableQueue<String> queue = one.joinableQueue("joined");
        JoinableQueue<String> same = other.joinableQueue("joined");
        queue.put("a");
        queue.put("b");
        assertThat(queue.join(Duration.ofMillis(20))).isFalse();
        assertThat(same.take()).isEqualTo("a");
        assertThatIllegalStateException().isThrownBy(queue::taskDone).withMessageContaining("too many times");
        CompletableFuture<Boolean> joined = soon(() -> {
            queue.join();
            return true;
        });
        same.taskDone();
        assertThat(same.take()).isEqualTo("b");
        assertThat(joined).isNotDone();
        same.taskDone();
        assertThat(get(joined)).isTrue();
    }

    @Test
    void aLockIsHeldByOneAndWaitsEndByTimeAndInterrupt() throws Exception {
        SharedLock lock = one.lock("lock");
        SharedLock same = other.lock("lock");
        lock.lock();
        assertThat(same.tryLock()).isFalse();
        assertThat(same.isLocked()).isTrue();
        assertThat(same.tryLock(20, TimeUnit.MILLISECONDS)).isFalse();
        CompletableFuture<Thread> started = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = soon(() -> {
            started.complete(Thread.currentThread());
            same.lockInterruptibly();
            return true;
        });
        get(started).interrupt();
        assertThatThrownBy(() -> get(interrupted)).hasCauseInstanceOf(InterruptedException.class);
        CompletableFuture<Boolean> pending = soon(() -> {
            Thread.currentThread().interrupt();
            same.lock();
            same.unlock();
            return Thread.interrupted();
        });
        lock.unlock();
        assertThat(get(pending)).as("the interrupt is still there").isTrue();
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.wasAbandoned()).isFalse();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void aLockGuardsWhatIsReadAndWritten() throws Exception {
        List<CompletableFuture<Boolean>> counting = new ArrayList<>();
        for (ClusterManager each : List.of(one, other, one)) {
            SharedLock lock = each.lock("guard");
            ManagedDict<String, Integer> dict = each.dict("guarded");
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
        for (CompletableFuture<Boolean> each : counting) {
            get(each);
        }
        assertThat(one.<String, Integer>dict("guarded").get("n")).isEqualTo(90);
    }

    @Test
    void aReentrantLockBelongsToItsThread() throws Exception {
        SharedReentrantLock lock = one.reentrantLock("reentrant");
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.holdCount()).isEqualTo(2);
        assertThat(get(soon(() -> lock.isHeldByCurrentThread()))).isFalse();
        assertThatThrownBy(() -> get(soon(() -> {
                    lock.unlock();
                    return true;
                })))
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
        SharedReentrantLock same = other.reentrantLock("reentrant");
        assertThat(same.tryLock()).isFalse();
        lock.unlock();
        assertThat(same.tryLock()).isTrue();
        same.unlock();
    }

    @Test
    void aConditionIsWaitedForAndTold() throws Exception {
        SharedCondition condition = one.condition("condition");
        SharedCondition same = other.condition("condition");
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Boolean> waiting = soon(() -> {
            condition.lock().lock();
            try {
                condition.awaitFor(() -> !seen.isEmpty());
                return ((SharedReentrantLock) condition.lock()).isHeldByCurrentThread();
            } finally {
                condition.lock().unlock();
            }
        });
        Awaitility.await().atMost(Duration.ofSeconds(LONG_SECONDS)).until(() -> same.waiting() == 1);
        same.lock().lock();
        try {
            seen.add(1);
            assertThat(same.signal(3)).isEqualTo(1);
            assertThat(waiting).isNotDone();
        } finally {
            same.lock().unlock();
        }
        assertThat(get(waiting)).isTrue();
        assertThatThrownBy(same::signal).isInstanceOf(IllegalMonitorStateException.class);
        same.lock().lock();
        try {
            assertThat(same.await(20, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(((SharedReentrantLock) same.lock()).holdCount()).isEqualTo(1);
        } finally {
            same.lock().unlock();
        }
        SharedLock lock = one.lock("of conditions");
        SharedCondition further = lock.newCondition();
        lock.lock();
        assertThat(further.signal(1)).isZero();
        assertThat(further.lock()).isSameAs(lock);
        lock.unlock();
    }

    @Test
    void aSemaphoreHasPermits() throws Exception {
        SharedSemaphore semaphore = one.boundedSemaphore("bounded", 2);
        SharedSemaphore same = other.boundedSemaphore("bounded", 2);
        semaphore.acquire();
        assertThat(same.tryAcquire(2)).isFalse();
        CompletableFuture<Boolean> two = soon(() -> {
            same.acquire(2);
            return true;
        });
        Awaitility.await().atMost(Duration.ofSeconds(LONG_SECONDS)).until(() -> semaphore.queueLength() == 1);
        assertThat(semaphore.tryAcquire()).as("first come, first served").isFalse();
        semaphore.release();
        assertThat(get(two)).isTrue();
        assertThat(semaphore.availablePermits()).isZero();
        assertThat(semaphore.tryAcquire(1, 20, TimeUnit.MILLISECONDS)).isFalse();
        same.release(2);
        assertThatIllegalStateException().isThrownBy(same::release);
        SharedSemaphore signal = one.semaphore("signal", 0);
        CompletableFuture<Boolean> waiting = soon(() -> {
            signal.acquire();
            return true;
        });
        other.semaphore("signal", 0).release();
        assertThat(get(waiting)).isTrue();
    }

    @Test
    void anEventAndALatchAreWaitedFor() throws Exception {
        SharedEvent event = one.event("event");
        assertThat(event.await(20, TimeUnit.MILLISECONDS)).isFalse();
        List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
        for (ClusterManager each : List.of(one, other, other)) {
            SharedEvent same = each.event("event");
            waiting.add(soon(() -> same.await(LONG_SECONDS, TimeUnit.SECONDS)));
        }
        event.set();
        for (CompletableFuture<Boolean> each : waiting) {
            assertThat(get(each)).isTrue();
        }
        assertThat(other.event("event").isSet()).isTrue();
        event.clear();
        assertThat(event.isSet()).isFalse();

        SharedCountDownLatch latch = one.countDownLatch("latch", 2);
        SharedCountDownLatch same = other.countDownLatch("latch", 2);
        CompletableFuture<Boolean> passing = soon(() -> same.await(Duration.ofSeconds(LONG_SECONDS)));
        latch.countDown();
        assertThat(latch.count()).isEqualTo(1);
        assertThat(latch.await(20, TimeUnit.MILLISECONDS)).isFalse();
        same.countDown();
        assertThat(get(passing)).isTrue();
    }

    @Test
    void aBarrierPassesForAllOrBreaksForAll() throws Exception {
        SharedBarrier barrier = one.barrier("barrier", 3);
        SharedBarrier same = other.barrier("barrier", 3);
        for (int round = 0; round < 2; round++) {
            CompletableFuture<Integer> first = soon(barrier::await);
            CompletableFuture<Integer> second = soon(same::await);
            int own = same.await();
            assertThat(List.of(get(first), get(second), own)).containsExactlyInAnyOrder(0, 1, 2);
        }
        CompletableFuture<Integer> broken = soon(barrier::await);
        Awaitility.await().atMost(Duration.ofSeconds(LONG_SECONDS)).until(() -> same.waiting() == 1);
        assertThatThrownBy(() -> same.await(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> get(broken))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
        same.reset();
        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier.parties()).isEqualTo(3);
    }
}
