package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.engine.LoopFaults;
import org.multijvm.pool.task.TaskOptions;

/** In which threads of the calling JVM code of the user's runs, and what those of the pool survive. */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PoolThreadsTest {
    private static final Set<String> READ_IN = ConcurrentHashMap.newKeySet();
    private static volatile CountDownLatch mayBeRead = new CountDownLatch(0);
    private static volatile CountDownLatch isRead = new CountDownLatch(0);

    private final AtomicReference<Throwable> handled = new AtomicReference<>();
    private Pool pool;

    @BeforeAll
    void startPool() {
        pool = Pool.builder()
                .name("loops")
                .workers(2)
                .onCallbackError(handled::set)
                .start();
        pool.applyAsync(Tasks::plusOne, 1, value -> {}).join();
        // starts the thread that decodes beside the callbacks
        pool.mapAsync(PoolThreadsTest::listOf, List.of(1, 2), ChunkSize.of(1)).join();
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    @AfterEach
    void letGo() {
        LoopFaults.inject(null);
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
        assertThat(readersOf(() -> pool.apply(PoolThreadsTest::traced, 1))).containsExactly(self);
        assertThat(readersOf(() -> pool.imap(PoolThreadsTest::traced, List.of(1, 2, 3))
                        .forEachRemaining(result -> assertThat(result.number).isPositive())))
                .containsExactly(self);
        assertThat(readersOf(() -> pool.imapUnordered(PoolThreadsTest::traced, range(20), ChunkSize.of(5))
                        .forEachRemaining(result -> {})))
                .containsExactly(self);
        assertThat(readersOf(() -> {
                    CompletableFuture<Traced> called = new CompletableFuture<>();
                    pool.applyAsync(PoolThreadsTest::traced, 1, called::complete);
                    called.join();
                }))
                .containsExactly("multijvm-loops-callbacks");
        assertThat(readersOf(() -> pool.applyAsync(PoolThreadsTest::traced, 1)
                        .thenApply(result -> result.number)
                        .join()))
                .containsAnyOf("multijvm-loops-callbacks", self)
                .hasSize(1);
        assertThat(readersOf(() -> assertThat(pool.map(PoolThreadsTest::traced, range(100)))
                        .hasSize(100)))
                .isSubsetOf("multijvm-loops-decoder", self);
    }

    @Test
    void itIsKnownToBeDoneBeforeItIsDecoded() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        mayBeRead = latch;
        AsyncResult<Blocking> result = pool.applyAsync(PoolThreadsTest::blocking, 1);
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
        AsyncResult<Blocking> blocked = pool.applyAsync(PoolThreadsTest::blocking, 1);
        CompletableFuture<Integer> asker = CompletableFuture.supplyAsync(() -> blocked.join().number);
        isRead.await();
        assertThatThrownBy(() -> blocked.get(10, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        for (int i = 0; i < 100; i++) {
            assertThat(pool.apply(Tasks::plusOne, i)).isEqualTo(i + 1);
        }
        assertThat(pool.map(Tasks::plusOne, range(1000))).hasSize(1000);
        assertThat(pool.map(PoolThreadsTest::traced, range(100))).hasSize(100);
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
        AsyncResult<Blocking> blocked = pool.applyAsync(PoolThreadsTest::blocking, 1);
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
            AsyncResult<Traced> result = pool.applyAsync(PoolThreadsTest::traced, i);
            List<CompletableFuture<Traced>> askers = new ArrayList<>();
            for (int each = 0; each < 4; each++) {
                askers.add(CompletableFuture.supplyAsync(result::join));
            }
            for (CompletableFuture<Traced> asker : askers) {
                assertThat(asker.get(60, TimeUnit.SECONDS)).isSameAs(result.get());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void stagesRunInTheCallbackThreadOrWhereTheyAreHungOn(PoolKind kind) throws Exception {
        Set<String> wrong = ConcurrentHashMap.newKeySet();
        AtomicInteger ran = new AtomicInteger();
        int stages = 0;
        try (Pool own = kind.builder().name("staged").workers(2).start()) {
            String callbacks = "multijvm-staged-callbacks";
            for (int i = 0; i < 1_000; i++) {
                AsyncResult<Integer> result = own.applyAsync(Tasks::plusOne, i);
                String self = Thread.currentThread().getName();
                CompletableFuture<?> asker = CompletableFuture.runAsync(result::join);
                Runnable seen = () -> {
                    String in = Thread.currentThread().getName();
                    if (!in.equals(callbacks) && !in.equals(self)) {
                        wrong.add(in);
                    }
                    ran.incrementAndGet();
                };
                CompletableFuture<?> first = result.thenRun(seen);
                CompletableFuture<?> second = i % 2 == 0
                        ? result.handle((value, thrown) -> {
                            seen.run();
                            return value;
                        })
                        : CompletableFuture.allOf(result).thenRun(seen);
                stages += 2;
                asker.join();
                if (i % 10 == 0) {
                    CompletableFuture.allOf(first, second).join();
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(ran).hasValue(stages);
    }

    @ParameterizedTest
    @EnumSource
    void theStaticMethodsOfFuturesSeeTheValue(PoolKind kind) throws Exception {
        try (Pool own = kind.of(2)) {
            List<AsyncResult<List<Integer>>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                results.add(own.applyAsync(PoolThreadsTest::listOf, i));
            }
            CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            for (int i = 0; i < 100; i++) {
                assertThat(results.get(i).getNow(List.of())).containsExactly(i);
                assertThat(CompletableFuture.anyOf(results.get(i)).get(60, TimeUnit.SECONDS))
                        .isEqualTo(List.of(i));
            }
            AsyncResult<List<Integer>> late = own.applyAsync(PoolThreadsTest::listOf, 7);
            assertThat(late.await(Duration.ofSeconds(60))).isTrue();
            assertThat(CompletableFuture.anyOf(late, new CompletableFuture<>()).get(60, TimeUnit.SECONDS))
                    .isEqualTo(List.of(7));
            assertThat(CompletableFuture.completedFuture(1)
                            .thenCombine(own.applyAsync(Tasks::plusOne, 1), Integer::sum)
                            .get(60, TimeUnit.SECONDS))
                    .isEqualTo(3);
        }
    }

    private static List<Integer> listOf(int item) {
        return new ArrayList<>(List.of(item));
    }

    @Test
    void aThreadNearTheEndOfItsStackHarmsNobodyElse() throws Exception {
        try (Pool own = Pool.builder().name("deep").workers(2).start()) {
            own.map(Tasks::plusOne, range(100));
            List<AsyncResult<Integer>> others = Collections.synchronizedList(new ArrayList<>());
            AtomicInteger deepest = new AtomicInteger();
            for (int round = 0; round < 10; round++) {
                Thread deep = new Thread(null, () -> dive(own, others, deepest, 0), "deep", 256 * 1024);
                deep.start();
                for (int i = 0; i < 200; i++) {
                    others.add(own.applyAsync(Tasks::plusOne, i));
                }
                deep.join();
            }
            assertThat(deepest.get()).isPositive();
            for (AsyncResult<Integer> other : List.copyOf(others)) {
                assertThat(other.get(60, TimeUnit.SECONDS)).isPositive();
            }
            assertThat(own.apply(Tasks::plusOne, 1)).isEqualTo(2);
            assertThat(own.stats().workers())
                    .hasSize(2)
                    .allMatch(worker -> worker.name().matches("deep-[12]"));
        }
    }

    /** Calls at each depth, until there is no more stack. */
    @SuppressWarnings("InfiniteRecursion") // until there is no more stack
    private static void dive(Pool pool, List<AsyncResult<Integer>> others, AtomicInteger deepest, int depth) {
        try {
            others.add(pool.applyAsync(Tasks::plusOne, depth));
            pool.apply(Tasks::plusOne, depth);
            dive(pool, others, deepest, depth + 1);
        } catch (StackOverflowError | InterruptedException e) {
            deepest.set(Math.max(depth, deepest.get()));
        }
    }

    @Test
    void everyThreadOfAPoolGoesOnWhateverIsThrownInIt() throws Exception {
        List<Throwable> faults = List.of(
                new OutOfMemoryError("injected"),
                new StackOverflowError("injected"),
                new ThreadDeath(),
                new InternalError("injected"),
                new NoClassDefFoundError("injected"),
                new IllegalStateException("injected"));
        for (PoolKind kind : PoolKind.values()) {
            AtomicInteger turn = new AtomicInteger();
            Set<String> failed = ConcurrentHashMap.newKeySet();
            Map<String, Integer> rounds = new ConcurrentHashMap<>();
            TaskOptions limited =
                    TaskOptions.builder().timeLimit(Duration.ofHours(1)).build();
            try (Pool own = kind.builder().name("faulty").workers(2).start()) {
                own.map(Tasks::plusOne, range(100));
                LoopFaults.inject(thread -> {
                    // each thread's first round, however few it has, and then one in three
                    boolean hit = thread.contains("faulty") && rounds.merge(thread, 1, Integer::sum) % 3 == 1;
                    if (hit) {
                        failed.add(thread);
                        Thread.currentThread().interrupt();
                        sneak(faults.get(turn.getAndIncrement() % faults.size()));
                    }
                });
                List<CompletableFuture<?>> all = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    all.add(own.with(limited).applyAsync(Tasks::plusOne, i));
                    all.add(own.applyAsync(Tasks::plusOne, i, value -> {}));
                    all.add(own.applyAsync(Tasks::plusOne, i).thenApply(x -> x));
                }
                all.add(own.mapAsync(PoolThreadsTest::listOf, range(100)));
                for (CompletableFuture<?> each : all) {
                    each.get(60, TimeUnit.SECONDS);
                }
                assertThatThrownBy(() -> own.with(TaskOptions.builder()
                                        .timeLimit(Duration.ofMillis(20))
                                        .build())
                                .applyAsync(Tasks::sleepMillis, 60_000)
                                .get(60, TimeUnit.SECONDS))
                        .hasRootCauseInstanceOf(InterruptedException.class);
                if (kind == PoolKind.WORKER_JVMS) {
                    PoolCrashTest.crashOf(own.applyAsync(Tasks::halt, 3));
                }
                assertThat(own.apply(Tasks::plusOne, 1)).isEqualTo(2);
            }
            LoopFaults.inject(null);
            assertThat(failed).contains("multijvm-faulty-callbacks");
            if (kind == PoolKind.WORKER_JVMS) {
                assertThat(failed)
                        .contains("multijvm-faulty-collector", "multijvm-faulty-supervisor", "multijvm-faulty-limits");
            }
        }
    }

    @SuppressWarnings("unchecked") // on purpose
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void aHostThatInterruptsEveryThreadStopsNothing() throws Exception {
        for (PoolKind kind : PoolKind.values()) {
            try (Pool own = kind.builder().name("interrupted").workers(2).start()) {
                own.map(Tasks::plusOne, range(100));
                List<AsyncResult<Integer>> results = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    results.add(own.applyAsync(Tasks::sleepMillis, 20, value -> {}));
                }
                for (int round = 0; round < 5; round++) {
                    for (Thread thread : Thread.getAllStackTraces().keySet()) {
                        if (thread.getName().startsWith("multijvm-")) {
                            thread.interrupt();
                        }
                    }
                    own.apply(Tasks::plusOne, 1);
                }
                for (AsyncResult<Integer> result : results) {
                    assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(20);
                }
                if (kind == PoolKind.WORKER_JVMS) {
                    assertThat(own.stats().workers())
                            .allMatch(worker -> worker.name().matches("interrupted-[12]"));
                }
            }
        }
    }

    @Test
    void aFullHeapNowAndThenFailsTasksAtMost() throws Exception {
        List<String> lines = MiddleJvm.run(
                JvmOptions.builder().jvmArguments("-Xmx64m", "-XX:-ExitOnOutOfMemoryError"),
                PoolThreadsTest::fillTheHeap);
        assertThat(lines).contains("OUT all have ended");
    }

    private static void fillTheHeap() throws Exception {
        try (Pool own = Pool.of(2)) {
            List<AsyncResult<List<Integer>>> results = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                results.add(own.applyAsync(PoolThreadsTest::slowList, i, value -> {}));
            }
            List<Object> hog = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                try {
                    while (true) {
                        hog.add(new byte[1 << 20]);
                    }
                } catch (OutOfMemoryError full) {
                    try {
                        while (true) {
                            hog.add(new byte[1024]);
                        }
                    } catch (OutOfMemoryError reallyFull) {
                        Thread.sleep(20);
                        hog.clear();
                    }
                }
                Thread.sleep(5);
            }
            for (AsyncResult<List<Integer>> result : results) {
                try {
                    result.get(60, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    // its value did not fit, or its worker died
                    continue;
                }
            }
            if (own.apply(Tasks::plusOne, 1) == 2) {
                System.out.println("all have ended");
            }
        }
    }

    private static List<Integer> slowList(int item) throws InterruptedException {
        Thread.sleep(5);
        return new ArrayList<>(Collections.nCopies(1000, item));
    }

    @Test
    void aResultThatDoesNotFitIntoTheHeapFailsItsTaskAlone() throws Exception {
        List<String> lines = MiddleJvm.run(
                JvmOptions.builder().jvmArguments("-Xmx48m", "-XX:-ExitOnOutOfMemoryError"),
                PoolThreadsTest::takeTooMuch);
        assertThat(lines).contains("OUT OutOfMemoryError, then 2");
    }

    private static void takeTooMuch() throws Exception {
        try (Pool own = Pool.builder()
                .workers(1)
                .jvm(JvmOptions.builder().jvmArguments("-Xmx512m").build())
                .start()) {
            for (int i = 0; i < 3; i++) {
                try {
                    own.applyAsync(Tasks::bytes, 100_000_000).get();
                } catch (ExecutionException e) {
                    System.out.println(
                            e.getCause().getClass().getSimpleName() + ", then " + own.apply(Tasks::plusOne, 1));
                }
            }
        }
    }

    /** What is wrong with an exception. */
    enum Trouble {
        GET_MESSAGE,
        TO_STRING,
        GET_CAUSE,
        NULL_TRACE,
        GET_STACK_TRACE,
        SET_STACK_TRACE,
        RECURSES,
        DIES
    }

    /** An exception some of whose methods throw, give null or recurse. */
    private static final class Troubled extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Trouble trouble;

        Troubled(Trouble trouble) {
            super("troubled");
            this.trouble = trouble;
        }

        private void if_(Trouble which) {
            if (trouble == which) {
                throw new IllegalStateException("the session is closed");
            }
            if (trouble == Trouble.RECURSES) {
                if_(which);
            }
            if (trouble == Trouble.DIES) {
                throw new ThreadDeath();
            }
        }

        @Override
        public String getMessage() {
            if_(Trouble.GET_MESSAGE);
            return super.getMessage();
        }

        @Override
        public String toString() {
            if_(Trouble.TO_STRING);
            return super.toString();
        }

        @Override
        public synchronized Throwable getCause() {
            if_(Trouble.GET_CAUSE);
            return super.getCause();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            if_(Trouble.GET_STACK_TRACE);
            return trouble == Trouble.NULL_TRACE ? null : super.getStackTrace();
        }

        @Override
        public void setStackTrace(StackTraceElement[] frames) {
            if_(Trouble.SET_STACK_TRACE);
            super.setStackTrace(frames);
        }
    }

    private static int troubled(Trouble trouble) {
        throw new Troubled(trouble);
    }

    @ParameterizedTest
    @EnumSource
    void anExceptionWhoseMethodsThrowFailsItsTaskAlone(PoolKind kind) throws Exception {
        try (Pool own = kind.of(2)) {
            for (Trouble trouble : Trouble.values()) {
                AsyncResult<Integer> result = own.applyAsync(PoolThreadsTest::troubled, trouble);
                assertThat(causeOf(result)).as("%s", trouble).isInstanceOf(Troubled.class);
                assertThat(result.successful()).isFalse();
                Throwable thrown = null;
                try {
                    own.apply(PoolThreadsTest::troubled, trouble);
                } catch (Troubled e) {
                    thrown = e;
                }
                assertThat(thrown == null).as("%s", trouble).isFalse();
                CompletableFuture<Boolean> stage =
                        own.applyAsync(PoolThreadsTest::troubled, trouble).handle((value, failure) -> failure != null);
                assertThat(stage.get(60, TimeUnit.SECONDS)).isTrue();
                CompletableFuture<Boolean> relayed = own.applyAsync(PoolThreadsTest::troubled, trouble)
                        .thenApply(x -> x)
                        .handle((value, failure) -> failure != null);
                assertThat(relayed.get(60, TimeUnit.SECONDS)).isTrue();
                CompletableFuture<Boolean> called = new CompletableFuture<>();
                own.applyAsync(() -> troubled(trouble), Callbacks.of(value -> {}, failure -> called.complete(true)));
                assertThat(called.get(60, TimeUnit.SECONDS)).isTrue();
                assertThat(own.apply(Tasks::plusOne, 1)).isEqualTo(2);
            }
        }
    }

    private static Throwable causeOf(AsyncResult<?> result) throws Exception {
        try {
            result.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("it has a result");
    }

    @Test
    void callbacksAndTheErrorHandlerMayThrowAnything() throws Exception {
        try (Pool own = Pool.builder()
                .workers(1)
                .onCallbackError(thrown -> {
                    throw new ThreadDeath();
                })
                .start()) {
            List<Throwable> thrown = new ArrayList<>();
            for (Trouble trouble : Trouble.values()) {
                thrown.add(new Troubled(trouble));
            }
            thrown.add(new ThreadDeath());
            thrown.add(new OutOfMemoryError("on purpose"));
            thrown.add(new InterruptedException("on purpose"));
            for (Throwable each : thrown) {
                AsyncResult<Integer> result = own.applyAsync(Tasks::plusOne, 1, value -> sneak(each));
                assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(2);
                Progress throwing = Progress.to(update -> sneak(each));
                assertThat(own.with(throwing)
                                .mapAsync(Tasks::plusOne, range(10), ChunkSize.of(1))
                                .get(60, TimeUnit.SECONDS))
                        .hasSize(10);
            }
        }
    }

    /** Its hash code recurses in this JVM, where the map is made again. */
    private static final class Recursing implements Serializable {
        private static final long serialVersionUID = 1L;
        private static volatile boolean armed;

        @Override
        public int hashCode() {
            return armed ? hashCode() + 1 : 1;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    private static Map<Recursing, Integer> recursing(int x) {
        Map<Recursing, Integer> map = new HashMap<>();
        map.put(new Recursing(), x);
        return map;
    }

    /** What its reading does. */
    enum Reading {
        THROWS_ERROR,
        DIES,
        INTERRUPTS,
        FILLS_THE_HEAP,
        ASKS_THE_POOL
    }

    /** Does something while it is read in the calling JVM. */
    private static final class Reads implements Serializable {
        private static final long serialVersionUID = 1L;
        private static volatile Pool pool;
        private final Reading reading;

        Reads(Reading reading) {
            this.reading = reading;
        }

        private Object readResolve() {
            switch (reading) {
                case THROWS_ERROR -> throw new InternalError("on purpose");
                case DIES -> throw new ThreadDeath();
                case INTERRUPTS -> Thread.currentThread().interrupt();
                case FILLS_THE_HEAP -> throw new OutOfMemoryError("on purpose");
                default -> {
                    try {
                        pool.apply(Tasks::plusOne, 1);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            return this;
        }
    }

    private static Reads reads(Reading reading) {
        return new Reads(reading);
    }

    @Test
    void whateverReadingAResultDoesFailsItsTaskAtMost() throws Exception {
        Reads.pool = pool;
        Recursing.armed = true;
        try {
            assertThat(causeOf(pool.applyAsync(PoolThreadsTest::recursing, 1)))
                    .hasRootCauseInstanceOf(StackOverflowError.class);
            CompletableFuture<Boolean> failed = new CompletableFuture<>();
            pool.applyAsync(
                    () -> recursing(1), Callbacks.of(value -> failed.complete(false), thrown -> failed.complete(true)));
            assertThat(failed.get(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            Recursing.armed = false;
        }
        for (Reading reading : Reading.values()) {
            AsyncResult<Reads> result = pool.applyAsync(PoolThreadsTest::reads, reading);
            try {
                assertThat(result.get().reading).isEqualTo(reading);
            } catch (ExecutionException e) {
                assertThat(reading).isNotIn(Reading.INTERRUPTS, Reading.ASKS_THE_POOL);
            }
            Thread.interrupted();
            CompletableFuture<Boolean> called = new CompletableFuture<>();
            pool.applyAsync(
                    () -> reads(reading),
                    Callbacks.of(value -> called.complete(true), thrown -> called.complete(true)));
            called.get(60, TimeUnit.SECONDS);
            List<Reading> twice = List.of(reading, reading);
            AsyncResult<List<Reads>> all = pool.mapAsync(PoolThreadsTest::reads, twice, ChunkSize.of(1));
            try {
                assertThat(all.get(60, TimeUnit.SECONDS)).hasSize(2);
            } catch (ExecutionException e) {
                assertThat(reading).isNotIn(Reading.INTERRUPTS, Reading.ASKS_THE_POOL);
            }
            Thread.interrupted();
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void aMapInACallbackIsPutTogetherByTheCallbackItself() throws Exception {
        CompletableFuture<Integer> size = new CompletableFuture<>();
        pool.applyAsync(Tasks::plusOne, 1, value -> {
            try {
                size.complete(pool.map(PoolThreadsTest::traced, range(500)).size());
            } catch (InterruptedException e) {
                size.completeExceptionally(e);
            }
        });
        assertThat(size.get(60, TimeUnit.SECONDS)).isEqualTo(500);
    }
}
