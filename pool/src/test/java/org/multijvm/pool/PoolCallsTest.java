package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.RemoteTaskException;
import org.multijvm.launcher.JvmOptions;

/** What {@code apply}, {@code applyAsync} and {@code map} do when nothing goes wrong in the machine. */
@Tag("process")
class PoolCallsTest {
    private static Pool pool;

    @BeforeAll
    static void start() {
        pool = Pool.of(2);
        // all that the pool ever starts is up before the first test, so that each test can be held to leave nothing
        // behind
        Set<Long> pids = new HashSet<>();
        while (pids.size() < 2) {
            AsyncResult<Long> first = pool.applyAsync(Tasks::slowPid, 20);
            AsyncResult<Long> second = pool.applyAsync(Tasks::slowPid, 20, pid -> {});
            pids.add(first.join());
            pids.add(second.join());
        }
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Test
    void appliesFunctionsOfEachShapeInAnotherProcess() throws Exception {
        int captured = 40;
        assertThat(pool.apply(Tasks::plusOne, 41)).isEqualTo(42);
        assertThat(pool.apply(() -> captured + 2)).isEqualTo(42);
        assertThat(pool.apply((Integer a, Integer b) -> a * b, 6, 7)).isEqualTo(42);
        assertThat(pool.apply(Tasks::pid)).isNotEqualTo(ProcessHandle.current().pid());
        pool.apply(() -> {
            Tasks.countCalls();
        });
    }

    @Test
    void sendsAndReturnsNull() throws Exception {
        assertThat(pool.<Object, Object>apply(x -> x, (Object) null)).isNull();
    }

    @Test
    void runsDifferentTasksOfTheSameCallSite() throws Exception {
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            int captured = i;
            results.add(pool.applyAsync(() -> captured * 3));
        }
        for (int i = 0; i < 2000; i++) {
            assertThat(results.get(i).get()).isEqualTo(i * 3);
        }
    }

    @Test
    void spreadsTasksOverTheWorkers() throws Exception {
        List<AsyncResult<Long>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(pool.applyAsync(() -> {
                Thread.sleep(200);
                return Tasks.pid();
            }));
        }
        Set<Long> pids = new HashSet<>();
        for (AsyncResult<Long> result : results) {
            pids.add(result.get());
        }
        assertThat(pids).hasSize(2);
    }

    @Test
    void noShortTaskWaitsBehindALongOneWhileAnotherWorkerIsIdle() throws Exception {
        try (Pool own = Pool.of(2)) {
            own.apply(Tasks::plusOne, 1);
            AsyncResult<Integer> endless = own.applyAsync(Tasks::sleepMillis, 60_000);
            List<AsyncResult<Integer>> shorts = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                shorts.add(own.applyAsync(Tasks::plusOne, i));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(shorts.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
            assertThat(endless.isDone()).isFalse();
            endless.cancel(true);
        }
    }

    @Test
    void callsBackBeforeTheResultIsReady() throws Exception {
        AtomicReference<AsyncResult<Integer>> self = new AtomicReference<>();
        CountDownLatch submitted = new CountDownLatch(1);
        CompletableFuture<Boolean> readyInCallback = new CompletableFuture<>();
        self.set(pool.applyAsync(Tasks::plusOne, 1, result -> {
            awaitQuietly(submitted);
            readyInCallback.complete(self.get().ready());
        }));
        submitted.countDown();
        assertThat(self.get().get()).isEqualTo(2);
        assertThat(readyInCallback).isCompletedWithValue(false);
    }

    @Test
    void callsExactlyOneOfTheTwoCallbacks() throws Exception {
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        pool.applyAsync(Tasks::plusOne, 1, value -> seen.add("value " + value), e -> seen.add("error " + e))
                .get();
        AsyncResult<Integer> failing = pool.applyAsync(
                (Integer x) -> Tasks.failOn(7, x),
                7,
                value -> seen.add("value " + value),
                e -> seen.add("error " + e.getMessage()));
        assertThatThrownBy(failing::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(seen).containsExactly("value 2", "error bad item 7");
    }

    @Test
    void survivesACallbackThatThrows() throws Exception {
        ConcurrentLinkedQueue<Throwable> handled = new ConcurrentLinkedQueue<>();
        try (Pool own = Pool.builder().workers(1).onCallbackError(handled::add).start()) {
            AsyncResult<Integer> first = own.applyAsync(Tasks::plusOne, 1, value -> {
                throw new IllegalArgumentException("callback");
            });
            assertThat(first.get()).isEqualTo(2);
            assertThat(own.applyAsync(Tasks::plusOne, 2, value -> {}).get()).isEqualTo(3);
        }
        assertThat(handled).hasSize(1).allMatch(e -> "callback".equals(e.getMessage()));
    }

    @Test
    void composesAsACompletableFuture() throws Exception {
        CompletableFuture<Integer> sum = pool.applyAsync(Tasks::plusOne, 1)
                .thenCombine(pool.applyAsync(Tasks::plusOne, 2), Integer::sum)
                .thenApply(x -> x * 10);
        assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo(50);
    }

    @Test
    void aStageMayUseThePoolItHangsOn() throws Exception {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add(pool.applyAsync(Tasks::plusOne, i).thenApply(x -> {
                try {
                    return pool.apply(Tasks::plusOne, x);
                } catch (InterruptedException e) {
                    throw new CompletionException(e);
                }
            }));
        }
        for (int i = 0; i < 300; i++) {
            assertThat(all.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 2);
        }
    }

    @Test
    void throwsWhatTheTaskThrewWithItsTrace() {
        assertThatThrownBy(() -> pool.apply((Integer x) -> Tasks.failOn(3, x), 3))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("bad item 3")
                .satisfies(e -> assertThat(e.getStackTrace())
                        .extracting(StackTraceElement::getMethodName)
                        .contains("failOn", "throwsWhatTheTaskThrewWithItsTrace"));
        assertThatThrownBy(() -> pool.apply(Tasks::checked, "no.txt"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("no.txt");
        assertThatThrownBy(() ->
                        pool.applyAsync((Integer x) -> Tasks.failOn(3, x), 3).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void bringsTheTextOfAnExceptionThatCannotTravel() throws Exception {
        assertThatThrownBy(() -> pool.apply(Tasks::unsendable, "left"))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("Unsendable")
                .hasMessageContaining("left");
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void refusesAtSubmitWhatCannotTravelAndNamesThePath() throws Exception {
        assertThatThrownBy(() -> pool.applyAsync((Tasks.Order order) -> 1, new Tasks.Order()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("argument.owner")
                .hasMessageContaining("java.lang.Thread");
        Thread captured = Thread.currentThread();
        assertThatThrownBy(() -> pool.applyAsync(() -> captured.getName())).isInstanceOf(EncodingException.class);
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void failsOnlyTheTaskWhoseResultCannotTravel() throws Exception {
        for (int i = 0; i < 20; i++) {
            int number = i;
            assertThatThrownBy(() -> pool.apply(Tasks::unsendableResult, number))
                    .hasMessageContaining("result")
                    .hasMessageContaining("java.lang.Thread");
        }
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void mapsInOrderWithAnyChunkSize() throws Exception {
        List<Integer> items = IntStream.range(0, 1003).boxed().collect(Collectors.toList());
        List<Integer> expected = IntStream.range(1, 1004).boxed().collect(Collectors.toList());
        assertThat(pool.map(Tasks::plusOne, items)).isEqualTo(expected);
        assertThat(pool.map(Tasks::plusOne, items, 1)).isEqualTo(expected);
        assertThat(pool.map(Tasks::plusOne, items, 7)).isEqualTo(expected);
        assertThat(pool.map(Tasks::plusOne, items, Integer.MAX_VALUE)).isEqualTo(expected);
        assertThat(pool.map(Tasks::plusOne, new HashSet<>(items))).hasSameElementsAs(expected);
        assertThat(pool.map(Tasks::plusOne, () -> items.iterator())).isEqualTo(expected);
    }

    @Test
    void refusesAChunkSizeBelowOne() {
        assertThatThrownBy(() -> pool.map(Tasks::plusOne, List.of(1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chunk size=0");
    }

    @Test
    void mapOfNothingIsReadyAndCallsNobodyBack() throws Exception {
        ConcurrentLinkedQueue<Object> seen = new ConcurrentLinkedQueue<>();
        AsyncResult<List<Integer>> empty =
                pool.mapAsync(Tasks::plusOne, Collections.<Integer>emptyList(), 1, seen::add, seen::add);
        assertThat(empty.ready()).isTrue();
        assertThat(empty.get()).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void mapWaitsForAllChunksAndThrowsTheErrorOfTheLowestIndex() {
        List<Integer> items = List.of(1, 5, 2, 5, 3);
        assertThatThrownBy(() -> pool.map((Integer x) -> Tasks.failOn(5, x), items, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bad item 5");
    }

    @Test
    void mapCallsBackOnceWithTheWholeList() throws Exception {
        ConcurrentLinkedQueue<List<Integer>> seen = new ConcurrentLinkedQueue<>();
        pool.mapAsync(Tasks::plusOne, List.of(1, 2, 3, 4), 1, seen::add, null).get();
        assertThat(seen).containsExactly(List.of(2, 3, 4, 5));
    }

    @Test
    void aTimedGetLosesNothing() throws Exception {
        AsyncResult<Integer> result = pool.applyAsync(Tasks::sleepMillis, 300);
        assertThatThrownBy(() -> result.get(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> result.get(Duration.ZERO)).isInstanceOf(TimeoutException.class);
        assertThat(result.await(Duration.ofMillis(-1))).isFalse();
        assertThatThrownBy(result::successful).isInstanceOf(IllegalStateException.class);
        assertThat(result.get(Duration.ofSeconds(30))).isEqualTo(300);
        assertThat(result.successful()).isTrue();
    }

    @Test
    void stackOverflowInATaskIsThatTasksError() throws Exception {
        try (Pool own = Pool.of(1)) {
            assertThatThrownBy(() -> own.apply(Tasks::overflow, 0)).isInstanceOf(StackOverflowError.class);
            assertThat(own.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void saysWhichClassTheWorkerMissesAndWhereItLooked(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(
                folder.resolve("Elsewhere.java"), "public class Elsewhere implements java.io.Serializable {}");
        assertThat(ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, source.toString()))
                .isZero();
        try (URLClassLoader elsewhere =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Object stranger = elsewhere.loadClass("Elsewhere").getConstructor().newInstance();
            assertThatThrownBy(() -> pool.apply((Object x) -> 1, stranger))
                    .hasMessageContaining("class=Elsewhere")
                    .hasMessageContaining("worker=" + pool.name())
                    .hasMessageContaining("class path=");
        }
    }

    @Test
    void bringsTheTextOfAnExceptionWhoseClassOnlyTheWorkerHas(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(
                folder.resolve("OnlyThere.java"),
                "public class OnlyThere extends RuntimeException {"
                        + " public OnlyThere(String message) { super(message); } }");
        assertThat(ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, source.toString()))
                .isZero();
        JvmOptions more = JvmOptions.builder().classPath(folder).build();
        try (Pool own = Pool.builder().workers(1).jvm(more).start()) {
            assertThatThrownBy(() -> own.apply(Tasks::throwNamed, "OnlyThere"))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("OnlyThere")
                    .hasMessageContaining("far away");
        }
    }

    @Test
    void takesBackAWaitingTaskAndStopsARunningOne() throws Exception {
        try (Pool own = Pool.of(1)) {
            AsyncResult<Integer> running = own.applyAsync(Tasks::sleepMillis, 60_000);
            AsyncResult<Integer> waiting = own.applyAsync(Tasks::plusOne, 1);
            AsyncResult<Integer> next = own.applyAsync(Tasks::plusOne, 2);
            assertThat(waiting.cancel(false)).isTrue();
            assertThat(waiting).isCancelled();
            assertThat(running.cancel(true)).isTrue();
            assertThat(running).isCancelled();
            assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(3);
            assertThat(next.cancel(true)).isFalse();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
