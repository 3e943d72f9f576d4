package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Unread;

/** Callbacks that do not return, and the end of their pool. */
@Tag("process")
class CallbackLoopTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch runs = new CountDownLatch(1);
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void letItReturn() {
        mayReturn.countDown();
    }

    @Test
    void warnsOfTheCallbackThatKeepsTheEndWaitingAndWaitsOn() throws Exception {
        PrintStream original = System.err;
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        System.setErr(new PrintStream(seen, true, StandardCharsets.UTF_8));
        try {
            CallbackLoop loop = new CallbackLoop("slow-callbacks", e -> {}, Duration.ofMillis(20), LONG);
            loop.add(this::holdUp);
            loop.add(() -> ran.add("the next"));
            loop.finish();
            CompletableFuture<Void> ended = awaitEndOf(loop);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> seen.toString(StandardCharsets.UTF_8).contains("CallbackLoopTest.holdUp"));
            assertThat(seen.toString(StandardCharsets.UTF_8))
                    .contains("the end of the pool waits for a callback: loop=slow-callbacks", "waiting behind it=1");
            assertThat(ended).isNotDone();
            mayReturn.countDown();
            ended.get(60, TimeUnit.SECONDS);
            assertThat(ran).containsExactly("held up", "the next");
        } finally {
            System.setErr(original);
        }
    }

    @Test
    void inAHurryACallbackThatDoesNotReturnIsLeftAndTheOthersRunAllTheSame() throws Exception {
        CallbackLoop loop = new CallbackLoop("hurried", e -> {}, LONG, Duration.ofMillis(20));
        loop.add(this::holdUp);
        loop.add(() -> ran.add("the next"));
        loop.add(() -> ran.add("the last"));
        loop.finish();
        CompletableFuture<Void> ended = awaitEndOf(loop);
        runs.await();
        loop.hurry();
        ended.get(60, TimeUnit.SECONDS);
        // a busy machine may take longer for the next than the loop waits: then it is left, too, and ends beside the
        // last
        await().atMost(60, TimeUnit.SECONDS).until(() -> ran.size() == 2);
        assertThat(ran).containsExactlyInAnyOrder("the next", "the last");
        mayReturn.countDown();
        await().atMost(60, TimeUnit.SECONDS).until(() -> ran.size() == 3);
    }

    @Test
    void whatTheLastCallbacksGiveToBeReadIsReadBeforeTheEnd() throws Exception {
        CallbackLoop loop = new CallbackLoop("late-callbacks", e -> {}, LONG, LONG);
        Late late = new Late();
        loop.add(() -> {
            holdUp();
            loop.aside(late);
        });
        loop.finish();
        runs.await();
        mayReturn.countDown();
        loop.awaitEnd();
        assertThat(late.reader).isNotNull();
        assertThat(late.reader.getName()).isEqualTo("late-decoder");
        assertThat(late.reader.isAlive()).isFalse();
    }

    /** What blocks is found by looking twice, and so is what was just added to a thread that sleeps: that thread must not sleep on. */
    @Test
    void aReaderThatIsRelievedBeforeItIsWokenEnds() throws Exception {
        CallbackLoop loop = new CallbackLoop("relieved-callbacks", e -> {}, LONG, LONG);
        AtomicBoolean ends = new AtomicBoolean();
        Thread looking = new Thread(() -> {
            while (!ends.get()) {
                loop.look();
            }
        });
        looking.start();
        try {
            for (int i = 0; i < 600; i++) {
                Late late = new Late();
                loop.aside(late);
                while (!late.isRead()) {
                    Thread.onSpinWait();
                }
                // so that it falls asleep now and then
                LockSupport.parkNanos(i % 4 == 0 ? 200_000 : 1);
            }
        } finally {
            ends.set(true);
            looking.join();
        }
        loop.finish();
        loop.awaitEnd();
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("relieved-decoder")));
    }

    private static final class Late extends Unread {
        private volatile Thread reader;

        @Override
        public void run() {
            tryRead();
        }

        @Override
        public boolean tryRead() {
            reader = Thread.currentThread();
            return true;
        }

        @Override
        public boolean isRead() {
            return reader != null;
        }

        @Override
        public boolean isError() {
            return false;
        }

        @Override
        public Throwable failure() {
            return null;
        }

        @Override
        public Object value() {
            return null;
        }
    }

    @Test
    void inAHurryManyShortCallbacksAllRunInOneThread() throws Exception {
        CallbackLoop loop = new CallbackLoop("many", e -> {}, LONG, Duration.ofSeconds(20));
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 50; i++) {
            loop.add(() -> threads.add(Thread.currentThread()));
        }
        loop.hurry();
        loop.finish();
        loop.awaitEnd();
        assertThat(threads).hasSize(50);
        assertThat(threads.stream().distinct()).hasSize(1);
    }

    @Test
    void terminateIsNotKeptByACallbackAndCloseIsUntilThen() throws Exception {
        List<Pool> pools = new ArrayList<>();
        List<AsyncResult<Integer>> behind = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(PoolKind.values().length);
        for (PoolKind kind : PoolKind.values()) {
            Pool pool = kind.of(1);
            pools.add(pool);
            pool.applyAsync(Tasks::plusOne, 1, value -> {
                all.countDown();
                holdUp();
            });
            behind.add(pool.applyAsync(Tasks::plusOne, 1, value -> ran.add("behind")));
            pool.shutdown();
        }
        all.await();
        for (Pool pool : pools) {
            assertThat(pool.join(Duration.ofMillis(50))).isFalse();
            pool.terminate();
        }
        for (Pool pool : pools) {
            pool.close();
            assertThat(pool.join(Duration.ZERO)).isTrue();
        }
        assertThat(behind).as("with a result, or cancelled").allMatch(AsyncResult::isDone);
    }

    @Test
    void joinDoesNotWaitInACallback() throws Exception {
        for (PoolKind kind : PoolKind.values()) {
            CompletableFuture<Boolean> joined = new CompletableFuture<>();
            Pool pool = kind.of(1);
            pool.applyAsync(Tasks::plusOne, 1, value -> {
                pool.shutdown();
                try {
                    joined.complete(pool.join(Duration.ofSeconds(60)));
                } catch (InterruptedException e) {
                    joined.completeExceptionally(e);
                }
            });
            assertThat(joined.get(60, TimeUnit.SECONDS)).isFalse();
            pool.close();
        }
    }

    private CompletableFuture<Void> awaitEndOf(CallbackLoop loop) {
        return CompletableFuture.runAsync(() -> {
            try {
                loop.awaitEnd();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void holdUp() {
        runs.countDown();
        boolean interrupted = true;
        while (interrupted) {
            try {
                mayReturn.await();
                interrupted = false;
            } catch (InterruptedException e) {
                // holds up all the same
            }
        }
        ran.add("held up");
    }
}
