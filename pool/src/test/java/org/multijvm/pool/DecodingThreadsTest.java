package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** In which thread of the calling JVM a result is decoded, and whom that holds up. */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class DecodingThreadsTest {
    private static final Set<String> READ_IN = ConcurrentHashMap.newKeySet();
    private static volatile CountDownLatch mayBeRead = new CountDownLatch(0);
    private static volatile CountDownLatch isRead = new CountDownLatch(0);

    private Pool pool;

    @BeforeAll
    void startPool() {
        pool = Pool.builder().name("loops").workers(2).start();
        pool.applyAsync(Tasks::plusOne, 1, value -> {}).join();
        // starts the thread that decodes beside the callbacks
        pool.mapAsync(Tasks::asList, List.of(1, 2), ChunkSize.of(1)).join();
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    @AfterEach
    void letGo() {
        mayBeRead.countDown();
    }

    /** Tells where it is read. */
    private static final class Traced implements Serializable {
        private static final long serialVersionUID = 1L;
        private final int number;

        Traced(int number) {
            this.number = number;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            READ_IN.add(Thread.currentThread().getName());
        }
    }

    private static Traced traced(int number) {
        return new Traced(number);
    }

    private Set<String> readersOf(ThrowingRunnable action) throws Exception {
        READ_IN.clear();
        action.run();
        return Set.copyOf(READ_IN);
    }

    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    @Test
    void aResultIsDecodedByWhoAsksForIt() throws Exception {
        String self = Thread.currentThread().getName();
        assertThat(readersOf(() -> pool.apply(DecodingThreadsTest::traced, 1))).containsExactly(self);
        assertThat(readersOf(() -> pool.imap(DecodingThreadsTest::traced, List.of(1, 2, 3))
                        .forEachRemaining(result -> assertThat(result.number).isPositive())))
                .containsExactly(self);
        assertThat(readersOf(() -> pool.imapUnordered(DecodingThreadsTest::traced, range(20), ChunkSize.of(5))
                        .forEachRemaining(result -> {})))
                .containsExactly(self);
        assertThat(readersOf(() -> {
                    CompletableFuture<Traced> called = new CompletableFuture<>();
                    pool.applyAsync(DecodingThreadsTest::traced, 1, called::complete);
                    called.join();
                }))
                .containsExactly("multijvm-loops-callbacks");
        assertThat(readersOf(() -> pool.applyAsync(DecodingThreadsTest::traced, 1)
                        .thenApply(result -> result.number)
                        .join()))
                .containsAnyOf("multijvm-loops-callbacks", self)
                .hasSize(1);
        assertThat(readersOf(() -> assertThat(pool.map(DecodingThreadsTest::traced, range(100)))
                        .hasSize(100)))
                .isSubsetOf("multijvm-loops-decoder", self);
    }

    @Test
    void itIsKnownToBeDoneBeforeItIsDecoded() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        mayBeRead = latch;
        AsyncResult<Blocking> result = pool.applyAsync(DecodingThreadsTest::blocking, 1);
        assertThat(result.await(Duration.ofSeconds(60))).isTrue();
        assertThat(result.isDone()).isTrue();
        assertThat(result.ready()).isTrue();
        latch.countDown();
        assertThat(result.successful()).isTrue();
        assertThat(result.get().number).isEqualTo(1);
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    /** Its reading waits. */
    private static final class Blocking implements Serializable {
        private static final long serialVersionUID = 1L;
        private final int number;

        Blocking(int number) {
            this.number = number;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            isRead.countDown();
            while (mayBeRead.getCount() > 0) {
                try {
                    mayBeRead.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    private static Blocking blocking(int number) {
        return new Blocking(number);
    }

    @Test
    void aResultWhoseReadingBlocksHoldsUpOnlyWhoAsksForIt() throws Exception {
        mayBeRead = new CountDownLatch(1);
        isRead = new CountDownLatch(1);
        AsyncResult<Blocking> blocked = pool.applyAsync(DecodingThreadsTest::blocking, 1);
        CompletableFuture<Integer> asker = CompletableFuture.supplyAsync(() -> blocked.join().number);
        isRead.await();
        assertThatThrownBy(() -> blocked.get(10, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        for (int i = 0; i < 100; i++) {
            assertThat(pool.apply(Tasks::plusOne, i)).isEqualTo(i + 1);
        }
        assertThat(pool.map(Tasks::plusOne, range(1000))).hasSize(1000);
        assertThat(pool.map(DecodingThreadsTest::traced, range(100))).hasSize(100);
        CompletableFuture<Integer> called = new CompletableFuture<>();
        pool.applyAsync(Tasks::plusOne, 1, called::complete);
        assertThat(called.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(asker).isNotDone();
        mayBeRead.countDown();
        assertThat(asker.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void aResultThatNobodyAsksForHoldsUpNoCallbackByItsReading() throws Exception {
        mayBeRead = new CountDownLatch(1);
        isRead = new CountDownLatch(1);
        AsyncResult<Blocking> blocked = pool.applyAsync(DecodingThreadsTest::blocking, 1);
        assertThat(blocked.await(Duration.ofSeconds(60))).isTrue();
        for (int i = 0; i < 10; i++) {
            CompletableFuture<Integer> called = new CompletableFuture<>();
            pool.applyAsync(Tasks::sleepMillis, 2, called::complete);
            called.get(60, TimeUnit.SECONDS);
        }
        mayBeRead.countDown();
    }

    @Test
    void oneThreadDecodesAndAllWhoAskGetTheSame() throws Exception {
        for (int i = 0; i < 50; i++) {
            AsyncResult<Traced> result = pool.applyAsync(DecodingThreadsTest::traced, i);
            List<CompletableFuture<Traced>> askers = new ArrayList<>();
            for (int each = 0; each < 4; each++) {
                askers.add(CompletableFuture.supplyAsync(result::join));
            }
            for (CompletableFuture<Traced> asker : askers) {
                assertThat(asker.get(60, TimeUnit.SECONDS)).isSameAs(result.get());
            }
        }
    }

    @Test
    void aMapInACallbackIsPutTogetherByTheCallbackItself() throws Exception {
        CompletableFuture<Integer> size = new CompletableFuture<>();
        pool.applyAsync(Tasks::plusOne, 1, value -> {
            try {
                size.complete(pool.map(DecodingThreadsTest::traced, range(500)).size());
            } catch (InterruptedException e) {
                size.completeExceptionally(e);
            }
        });
        assertThat(size.get(60, TimeUnit.SECONDS)).isEqualTo(500);
    }
}
