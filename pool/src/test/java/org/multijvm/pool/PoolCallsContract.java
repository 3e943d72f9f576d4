package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code apply}, {@code applyAsync} and {@code map} do when nothing goes wrong in the machine. */
abstract class PoolCallsContract extends PoolContract {
    PoolCallsContract(Workplace kind) {
        super(kind);
    }

    @Test
    void appliesFunctionsOfEachShapeWhereTheWorkersAre() throws Exception {
        int captured = 40;
        assertThat(pool.apply(Tasks::plusOne, 41)).isEqualTo(42);
        assertThat(pool.apply(() -> captured + 2)).isEqualTo(42);
        assertThat(pool.apply((Integer a, Integer b) -> a * b, 6, 7)).isEqualTo(42);
        assertThat(pool.apply(Tasks::pid) == ProcessHandle.current().pid()).isEqualTo(kind.isHere());
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
        String one = folder.resolve("one").toString();
        String other = folder.resolve("other").toString();
        // neither ends unless the other runs beside it
        AsyncResult<String> first = pool.applyAsync(() -> meet(one, other));
        AsyncResult<String> second = pool.applyAsync(() -> meet(other, one));
        assertThat(first.get(60, TimeUnit.SECONDS)).isNotEqualTo(second.get(60, TimeUnit.SECONDS));
    }

    @Test
    void noShortTaskWaitsBehindALongOneWhileAnotherWorkerIsIdle() throws Exception {
        try (Pool own = kind.of(2)) {
            own.apply(Tasks::plusOne, 1);
            AsyncResult<Integer> endless = own.applyAsync(Tasks::sleepMillis, 600_000);
            List<AsyncResult<Integer>> shorts = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                shorts.add(own.applyAsync(Tasks::plusOne, i));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(shorts.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
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
        pool.applyAsync(
                        Tasks::plusOne,
                        1,
                        Callbacks.of(value -> seen.add("value " + value), e -> seen.add("error " + e)))
                .get();
        AsyncResult<Integer> failing = pool.applyAsync(
                (Integer x) -> Tasks.failOn(7, x),
                7,
                Callbacks.of(value -> seen.add("value " + value), e -> seen.add("error " + e.getMessage())));
        assertThatThrownBy(failing::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(seen).containsExactly("value 2", "error bad item 7");
    }

    @Test
    void survivesACallbackThatThrows() throws Exception {
        ConcurrentLinkedQueue<Throwable> handled = new ConcurrentLinkedQueue<>();
        try (Pool own = kind.builder(1).onCallbackError(handled::add).start()) {
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
                        .contains("failOn")
                        .matches(names -> names.contains("throwsWhatTheTaskThrewWithItsTrace") == kind.copies()));
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
    void mapsInOrderWithAnyChunkSize() throws Exception {
        List<Integer> items = IntStream.range(0, 1003).boxed().collect(Collectors.toList());
        List<Integer> expected = IntStream.range(1, 1004).boxed().collect(Collectors.toList());
        assertThat(pool.map(Tasks::plusOne, items)).isEqualTo(expected);
        assertThat(pool.map(Tasks::plusOne, items, ChunkSize.of(1))).isEqualTo(expected);
        assertThat(pool.map(Tasks::plusOne, items, ChunkSize.of(7))).isEqualTo(expected);
        assertThat(pool.map(Tasks::plusOne, items, ChunkSize.of(Integer.MAX_VALUE)))
                .isEqualTo(expected);
        assertThat(pool.map(Tasks::plusOne, new HashSet<>(items))).hasSameElementsAs(expected);
        assertThat(pool.map(Tasks::plusOne, () -> items.iterator())).isEqualTo(expected);
    }

    @Test
    void refusesAChunkSizeBelowOne() {
        assertThatThrownBy(() -> pool.map(Tasks::plusOne, List.of(1), ChunkSize.of(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chunk size=0");
    }

    @Test
    void mapOfNothingIsReadyAndCallsNobodyBack() throws Exception {
        ConcurrentLinkedQueue<Object> seen = new ConcurrentLinkedQueue<>();
        AsyncResult<List<Integer>> empty = pool.mapAsync(
                Tasks::plusOne, Collections.<Integer>emptyList(), ChunkSize.of(1), Callbacks.of(seen::add, seen::add));
        assertThat(empty.ready()).isTrue();
        assertThat(empty.get()).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void mapWaitsForAllChunksAndThrowsTheErrorOfTheLowestIndex() {
        List<Integer> items = List.of(1, 5, 2, 5, 3);
        assertThatThrownBy(() -> pool.map((Integer x) -> Tasks.failOn(5, x), items, ChunkSize.of(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bad item 5");
    }

    @Test
    void mapRunsAllChunksAlthoughTheFirstFails() throws Exception {
        List<String> files = IntStream.range(0, 20)
                .mapToObj(i -> folder.resolve("ran" + i).toString())
                .collect(Collectors.toCollection(ArrayList::new));
        files.add(0, folder.resolve("no/such/folder").toString());
        assertThatThrownBy(() -> pool.map(Tasks::createFile, files, ChunkSize.of(1)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertThat(folder).isDirectoryContaining("glob:**ran19");
        try (Stream<Path> ran = Files.list(folder)) {
            assertThat(ran).hasSize(20);
        }
    }

    @Test
    void mapThrowsWhatTheSourceThrewAsItIs() throws Exception {
        IllegalStateException broken = new IllegalStateException("source");
        Iterable<Integer> source = () -> Stream.of(1, 2, 3)
                .peek(x -> {
                    if (x == 3) {
                        throw broken;
                    }
                })
                .iterator();
        assertThatThrownBy(() -> pool.map(Tasks::plusOne, source)).isSameAs(broken);
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void cancellingAMapLeavesNobodyWaiting() throws Exception {
        Path gate = folder.resolve("gate");
        List<String> files = Collections.nCopies(20, gate.toString());
        try (Pool own = kind.of(1)) {
            AsyncResult<List<String>> half = own.mapAsync(
                    (String file) -> {
                        Tasks.announce(file + ".runs");
                        return Tasks.waitForFile(file);
                    },
                    files,
                    ChunkSize.of(1));
            PoolCrashTest.announcedPid(folder.resolve("gate.runs"));
            assertThat(half.cancel(false)).isTrue();
            assertThat(half).isCancelled();
            Files.createFile(gate);
            assertThat(own.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void callsBackWithTheResultOfAFunctionOfTwo() throws Exception {
        ConcurrentLinkedQueue<Integer> seen = new ConcurrentLinkedQueue<>();
        assertThat(pool.applyAsync((Integer a, Integer b) -> a * b, 6, 7, seen::add)
                        .get())
                .isEqualTo(42);
        assertThat(seen).containsExactly(42);
    }

    @Test
    void mapCallsBackOnceWithTheWholeList() throws Exception {
        ConcurrentLinkedQueue<List<Integer>> seen = new ConcurrentLinkedQueue<>();
        pool.mapAsync(Tasks::plusOne, List.of(1, 2, 3, 4), ChunkSize.of(1), seen::add)
                .get();
        assertThat(seen).containsExactly(List.of(2, 3, 4, 5));
    }

    @Test
    void aTimedGetLosesNothing() throws Exception {
        Path gate = folder.resolve("gate");
        AsyncResult<String> result = pool.applyAsync(Tasks::waitForFile, gate.toString());
        assertThatThrownBy(() -> result.get(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> result.get(Duration.ZERO)).isInstanceOf(TimeoutException.class);
        assertThat(result.await(Duration.ofMillis(-1))).isFalse();
        assertThatThrownBy(result::successful).isInstanceOf(IllegalStateException.class);
        Files.createFile(gate);
        assertThat(result.get(Duration.ofSeconds(60))).isEqualTo(gate.toString());
        assertThat(result.successful()).isTrue();
    }

    @Test
    void stackOverflowInATaskIsThatTasksError() throws Exception {
        try (Pool own = kind.of(1)) {
            assertThatThrownBy(() -> own.apply(Tasks::overflow, 0)).isInstanceOf(StackOverflowError.class);
            assertThat(own.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void takesBackAWaitingTaskAndStopsARunningOne() throws Exception {
        try (Pool own = kind.of(1)) {
            AsyncResult<Integer> running = own.applyAsync(Tasks::sleepMillis, 600_000);
            AsyncResult<Integer> waiting = own.applyAsync(Tasks::plusOne, 1);
            AsyncResult<Integer> next = own.applyAsync(Tasks::plusOne, 2);
            assertThat(waiting.cancel(false)).isTrue();
            assertThat(waiting).isCancelled();
            assertThat(running.cancel(true)).isTrue();
            assertThat(running).isCancelled();
            assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo(3);
            assertThat(next.cancel(true)).isFalse();
        }
    }

    /** Says that it is here, waits for the other one, and tells who runs it. */
    private static String meet(String own, String other) throws InterruptedException {
        Tasks.announce(own);
        Tasks.waitForFile(other);
        return Tasks.slowWorker(0);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
