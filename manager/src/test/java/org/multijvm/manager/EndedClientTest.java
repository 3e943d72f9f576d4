package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedReentrantLock;

/** What ends with a client, in each state that its calls can be in. Clients are connections of this JVM, so that the order of events is the test's. */
@Tag("integration")
@Timeout(120)
class EndedClientTest {
    private static final CountDownLatch ACTING = new CountDownLatch(1);
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    private final List<CompletableFuture<?>> inOtherThreads = new ArrayList<>();
    private Manager server;
    private Manager first;
    private Manager second;

    @BeforeEach
    void start() throws Exception {
        AuthKey key = AuthKey.random();
        server = Manager.builder().key(key).trusted(true).listen(Address.tcp("127.0.0.1", 0));
        first = Manager.builder().key(key).trusted(true).connect(server.address());
        second = Manager.builder().key(key).trusted(true).connect(server.address());
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
        server.close();
        for (CompletableFuture<?> each : inOtherThreads) {
            assertThat(each).failsWithin(60, TimeUnit.SECONDS);
        }
    }

    private static void act() throws InterruptedException {
        ACTING.countDown();
        RELEASED.await();
    }

    private interface Action {
        void run() throws Exception;
    }

    /** What its client's end is to fail. */
    private CompletableFuture<Void> inOtherThread(Action action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        return done;
    }

    private void awaitWaiting(int count) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> server.inspect().waiting() == count);
    }

    private void awaitGone() {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> server.inspect().clients() == 2);
    }

    @Test
    void aLockIsFreeOnceAlthoughItsClientAlsoWaitedAtItsCondition() throws Exception {
        SharedReentrantLock lock = first.reentrantLock("lock");
        SharedCondition condition = lock.newCondition();
        inOtherThreads.add(inOtherThread(() -> {
            lock.lock();
            condition.await();
        }));
        awaitWaiting(1);
        lock.lock();
        inOtherThreads.add(inOtherThread(lock::lock));
        awaitWaiting(2);
        SharedReentrantLock same = second.reentrantLock("lock");
        CompletableFuture<Void> next = inOtherThread(() -> {
            same.lock();
            assertThat(same.wasAbandoned()).isTrue();
        });
        awaitWaiting(3);
        first.close();
        next.get(60, TimeUnit.SECONDS);
        awaitGone();
        assertThat(server.reentrantLock("lock").tryLock()).isFalse();
        assertThat(server.reentrantLock("lock").isLocked()).isTrue();
        assertThat(server.inspect().waiting()).isZero();
    }

    @Test
    void aWaitAtAConditionEndsWhenTheHolderOfItsLockDoes() throws Exception {
        SharedReentrantLock lock = first.reentrantLock("lock");
        SharedCondition condition = second.condition("condition");
        SharedCondition same = first.condition("condition");
        CompletableFuture<Void> waiting = inOtherThread(() -> {
            condition.lock().lock();
            condition.await();
            condition.lock().unlock();
        });
        awaitWaiting(1);
        same.lock().lock();
        first.close();
        waiting.get(60, TimeUnit.SECONDS);
        assertThat(lock).isNotNull();
    }

    @Test
    void aKeyIsFreeWhenTheOneWhoComputesItEnds() throws Exception {
        ManagedDict<String, Integer> dict = first.dict("dict");
        dict.put("a", 1);
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        BiFunction<String, Integer, Integer> hangs = (key, old) -> {
            computing.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 2;
        };
        inOtherThreads.add(inOtherThread(() -> dict.compute("a", hangs)));
        computing.await();
        CompletableFuture<Void> put = inOtherThread(() ->
                assertThat(second.<String, Integer>dict("dict").put("a", 3)).isEqualTo(1));
        awaitWaiting(1);
        first.close();
        put.get(60, TimeUnit.SECONDS);
        never.countDown();
        assertThat(server.dict("dict")).isEqualTo(java.util.Map.of("a", 3));
    }

    @Test
    void thoseWhoWaitForAKeyGoOnInTheirOrder() throws Exception {
        ManagedDict<String, String> dict = second.dict("dict");
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        BiFunction<String, String, String> slow = (key, old) -> {
            computing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "0";
        };
        CompletableFuture<Void> slowly = inOtherThread(() -> dict.compute("a", slow));
        computing.await();
        List<CompletableFuture<Void>> all = new ArrayList<>(List.of(slowly));
        for (int i = 1; i < 10; i++) {
            String more = "" + i;
            BiFunction<String, String, String> append = (key, old) -> old + more;
            all.add(inOtherThread(() -> dict.compute("a", append)));
            awaitWaiting(i);
        }
        goOn.countDown();
        for (CompletableFuture<Void> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        assertThat(dict.get("a")).isEqualTo("0123456789");
    }

    @Test
    void whatIsGivenUpIsGivenUpAlsoInAQueueThatComparesElsewhere() throws Exception {
        BlockingQueue<Integer> queue = first.priorityQueue("least");
        for (int i = 0; i < 200; i++) {
            assertThat(queue.poll(0, TimeUnit.NANOSECONDS)).isNull();
        }
        queue.put(1);
        assertThat(queue.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(first.isGone()).isFalse();
    }

    @Test
    void callsOfOneMessageThatComputeOneKeyFollowOneAnother() throws Exception {
        ManagedDict<String, Integer> counts = first.dict();
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        try (Pipeline pipeline = first.pipeline()) {
            for (int i = 0; i < 300; i++) {
                all.add(pipeline.add(() -> counts.merge("a", 1, Integer::sum)));
            }
        }
        assertThat(all.get(299).join()).isEqualTo(300);
        assertThat(counts.get("a")).isEqualTo(300);
    }

    @Test
    void aBarrierBreaksAlsoWhileTheEndedOneRunsItsAction() throws Exception {
        SharedBarrier barrier = second.barrier(2, EndedClientTest::act);
        ManagedDict<String, Object> shared = second.dict("shared");
        shared.put("barrier", barrier);
        CompletableFuture<Void> waiting = inOtherThread(barrier::await);
        awaitWaiting(1);
        SharedBarrier same =
                (SharedBarrier) first.<String, Object>dict("shared").get("barrier");
        inOtherThreads.add(inOtherThread(same::await));
        ACTING.await();
        first.close();
        assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(BrokenBarrierException.class);
        RELEASED.countDown();
    }

    @Test
    void whatAClientHadInHandComesAgainBeforeWhatCameLater() throws Exception {
        JoinableQueue<Integer> queue = second.joinableQueue("queue");
        JoinableQueue<Integer> same = first.joinableQueue("queue");
        JoinableQueue<Integer> here = server.joinableQueue("queue");
        for (int i = 1; i <= 6; i++) {
            queue.put(i);
        }
        assertThat(same.take()).isEqualTo(1);
        assertThat(queue.take()).isEqualTo(2);
        assertThat(same.poll()).isEqualTo(3);
        assertThat(same.poll(60, TimeUnit.SECONDS)).isEqualTo(4);
        same.taskDone();
        List<Integer> drained = new ArrayList<>();
        assertThat(same.drainTo(drained, 1)).isEqualTo(1);
        assertThat(drained).containsExactly(5);
        first.close();
        awaitGone();
        assertThat(here).containsExactly(3, 4, 5, 6);
        second.close();
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> server.inspect().clients() == 1);
        for (int i = 2; i <= 6; i++) {
            assertThat(here.join(Duration.ZERO)).isFalse();
            assertThat(here.poll()).isEqualTo(i);
            here.taskDone();
        }
        assertThat(here.join(Duration.ZERO)).isTrue();
    }

    @Test
    void doneIsRefusedToAClientThatHasNothingInHand() throws Exception {
        JoinableQueue<Integer> queue = second.joinableQueue("queue");
        JoinableQueue<Integer> same = first.joinableQueue("queue");
        queue.put(1);
        assertThatThrownBy(queue::taskDone)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("too many times");
        assertThat(queue.take()).isEqualTo(1);
        assertThatThrownBy(same::taskDone).isInstanceOf(IllegalStateException.class);
        assertThat(same.join(Duration.ZERO)).isFalse();
        // another thread of the same client may
        inOtherThread(queue::taskDone).get(60, TimeUnit.SECONDS);
        same.join();
    }

    @Test
    void whatWasInHandIsDroppedByAQueueThatWasShutDownAtOnce() throws Exception {
        JoinableQueue<Integer> queue = second.joinableQueue("queue");
        JoinableQueue<Integer> same = first.joinableQueue("queue");
        queue.put(1);
        queue.put(2);
        assertThat(same.take()).isEqualTo(1);
        queue.shutdown(true);
        assertThat(queue.join(Duration.ZERO)).isFalse();
        CompletableFuture<Void> joining = inOtherThread(queue::join);
        awaitWaiting(1);
        first.close();
        joining.get(60, TimeUnit.SECONDS);
        assertThat(queue).isEmpty();
    }
}
