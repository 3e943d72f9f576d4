package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lazy iteration: {@code imap} and {@code imapUnordered} (rules PL11, PL13 to PL16). */
abstract class PoolImapContract extends PoolContract {
    private static final int WINDOW = ChunkPace.LEAST_WINDOW;

    PoolImapContract(Workplace kind) {
        super(kind);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 5000})
    void imapGivesTheResultsInTheOrderOfTheItems(int chunkSize) {
        try (ResultIterator<Integer> results = pool.imap(Tasks::plusOne, range(0, 3003), ChunkSize.of(chunkSize))) {
            assertThat(results).toIterable().containsExactlyElementsOf(range(1, 3004));
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 5000})
    void imapUnorderedGivesEachResultOnce(int chunkSize) {
        ResultIterator<Integer> results = pool.imapUnordered(Tasks::plusOne, range(0, 3003), ChunkSize.of(chunkSize));
        assertThat(results).toIterable().containsExactlyInAnyOrderElementsOf(range(1, 3004));
    }

    @Test
    void imapUnorderedGivesWhatIsThereFirst() throws Exception {
        Path gate = folder.resolve("gate");
        List<String> items = List.of(gate.toString(), "", "", "");
        try (ResultIterator<String> results = pool.imapUnordered(Tasks::waitForFile, items)) {
            assertThat(List.of(results.next(), results.next(), results.next())).containsOnly("");
            assertThatThrownBy(() -> results.next(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
            Files.createFile(gate);
            assertThat(results.next()).isEqualTo(gate.toString());
        }
    }

    @Test
    void aTimeOutLosesNothing() throws Exception {
        Path gate = folder.resolve("gate");
        try (ResultIterator<String> results = pool.imap(Tasks::waitForFile, List.of(gate.toString(), ""))) {
            for (Duration limit : List.of(Duration.ofMillis(1), Duration.ZERO, Duration.ofSeconds(-1))) {
                assertThatThrownBy(() -> results.next(limit)).isInstanceOf(TimeoutException.class);
            }
            Files.createFile(gate);
            assertThat(results.next(Duration.ofSeconds(60))).isEqualTo(gate.toString());
            assertThat(results.next(Duration.ofSeconds(60))).isEmpty();
            assertThatThrownBy(() -> results.next(Duration.ZERO)).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void anInterruptLosesNothing() throws Exception {
        Path gate = folder.resolve("gate");
        try (ResultIterator<String> results = pool.imap(Tasks::waitForFile, List.of(gate.toString()))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(results::next)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> results.next(Duration.ofSeconds(60))).isInstanceOf(InterruptedException.class);
            Files.createFile(gate);
            assertThat(results.next()).isEqualTo(gate.toString());
        }
    }

    @Test
    void readsAnInfiniteSourceOnlyAsFarAsTheWindow() {
        // a pool of its own: one that has seen shorter tasks would have a larger window
        try (Pool own = kind.of(2)) {
            for (int chunkSize : new int[] {1, 3}) {
                AtomicInteger read = new AtomicInteger();
                Iterable<Integer> endless = () ->
                        Stream.generate(() -> 2 + 0 * read.incrementAndGet()).iterator();
                ResultIterator<Integer> results =
                        own.imapUnordered(Tasks::sleepMillis, endless, ChunkSize.of(chunkSize));
                for (int taken = 1; taken <= 200; taken++) {
                    assertThat(results.next()).isEqualTo(2);
                    int chunksTaken = (taken + chunkSize - 1) / chunkSize;
                    assertThat(read).hasValueLessThanOrEqualTo((WINDOW + chunksTaken) * chunkSize);
                }
                assertThat(results.hasNext()).isTrue();
                results.close();
            }
        }
    }

    @Test
    void automaticChunksGiveEachResultOnce() {
        assertThat(pool.imap(Tasks::plusOne, range(0, 20_000), ChunkSize.automatic()))
                .toIterable()
                .containsExactlyElementsOf(range(1, 20_001));
        assertThat(pool.imapUnordered(Tasks::plusOne, range(0, 20_000), ChunkSize.automatic()))
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(range(1, 20_001));
        assertThat(pool.imap(Tasks::plusOne, List.<Integer>of(), ChunkSize.automatic()))
                .isExhausted();
    }

    @Test
    void automaticChunksGatherQuickItemsAndReadNotFarAhead() {
        try (Pool own = kind.of(2)) {
            AtomicInteger read = new AtomicInteger();
            ResultIterator<Integer> results =
                    own.imap(Tasks::plusOne, counting(read, Integer.MAX_VALUE), ChunkSize.automatic());
            for (int taken = 1; taken <= 40_000; taken++) {
                assertThat(results.next()).isEqualTo(taken);
                // four chunks of the largest size a worker, the one that was sent last, and what is left of the one
                // taken
                assertThat(read.get()).isLessThanOrEqualTo(taken + 10 * 1024);
            }
            results.close();
            assertThat(own.stats().done()).as("tasks").isLessThan(20_000);
        }
    }

    @Test
    void automaticChunksLeaveSlowItemsAndThoseOfASlowSourceAlone() {
        try (Pool own = kind.of(2)) {
            AtomicInteger read = new AtomicInteger();
            Iterable<Integer> endless =
                    () -> Stream.generate(() -> 2 + 0 * read.incrementAndGet()).iterator();
            ResultIterator<Integer> results = own.imap(Tasks::sleepMillis, endless, ChunkSize.automatic());
            for (int taken = 1; taken <= 100; taken++) {
                assertThat(results.next()).isEqualTo(2);
                assertThat(read).hasValueLessThanOrEqualTo(WINDOW + taken);
            }
            results.close();
        }
        try (Pool own = kind.of(1)) {
            Iterable<Integer> slow =
                    () -> IntStream.range(0, 50).peek(x -> pause()).iterator();
            assertThat(own.imap(Tasks::plusOne, slow, ChunkSize.automatic()))
                    .toIterable()
                    .hasSize(50);
            assertThat(own.stats().done()).as("tasks").isEqualTo(50);
        }
    }

    @Test
    void readsNothingBeforeTheFirstResultIsAskedFor() {
        AtomicInteger read = new AtomicInteger();
        try (ResultIterator<Integer> results = pool.imap(Tasks::plusOne, counting(read, 10))) {
            assertThat(read).hasValue(0);
            assertThat(results.next()).isEqualTo(1);
        }
    }

    @Test
    void throwsAnItemsErrorAtItsPlaceAndGoesOn() {
        ResultIterator<Integer> results = pool.imap((Integer x) -> Tasks.failOn(2, x), range(0, 5));
        assertThat(results.next()).isZero();
        assertThat(results.next()).isEqualTo(1);
        assertThatThrownBy(results::next)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("bad item 2")
                .satisfies(e -> assertThat(e.getStackTrace())
                        .extracting(StackTraceElement::getMethodName)
                        .contains("failOn")
                        .matches(names -> names.contains("throwsAnItemsErrorAtItsPlaceAndGoesOn") == kind.copies()));
        assertThat(results).toIterable().containsExactly(3, 4);
    }

    @Test
    void throwsOneErrorForAChunk() {
        ResultIterator<Integer> results = pool.imap((Integer x) -> Tasks.failOn(2, x), range(0, 6), ChunkSize.of(2));
        assertThat(List.of(results.next(), results.next())).containsExactly(0, 1);
        assertThatThrownBy(results::next).hasMessage("bad item 2");
        assertThat(results).toIterable().containsExactly(4, 5);
    }

    @Test
    void wrapsACheckedException() {
        ResultIterator<Integer> results = pool.imapUnordered(Tasks::checked, List.of("no.txt"));
        assertThatThrownBy(results::next)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(FileNotFoundException.class);
        assertThat(results.hasNext()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void throwsTheSourcesErrorBehindWhatItGave(boolean ordered) throws Exception {
        IllegalStateException broken = new IllegalStateException("source");
        Iterable<Integer> source = () -> Stream.iterate(0, x -> x + 1)
                .peek(x -> {
                    if (x == 5) {
                        throw broken;
                    }
                })
                .iterator();
        ResultIterator<Integer> results = ordered
                ? pool.imap(Tasks::plusOne, source, ChunkSize.of(2))
                : pool.imapUnordered(Tasks::plusOne, source, ChunkSize.of(2));
        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            given.add(results.next());
        }
        assertThat(given).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(results.hasNext()).isTrue();
        assertThatThrownBy(results::next).isSameAs(broken);
        assertThat(results.hasNext()).isFalse();
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void refusesAtOnceAChunkSizeBelowOne() {
        assertThatThrownBy(() -> pool.imap(Tasks::plusOne, range(0, 3), ChunkSize.of(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chunk size=0");
        assertThatThrownBy(() -> pool.imapUnordered(Tasks::plusOne, range(0, 3), ChunkSize.of(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chunk size=-1");
    }

    @Test
    void givesAStreamThatClosesTheIterator() {
        AtomicInteger read = new AtomicInteger();
        ResultIterator<Integer> results = pool.imap(Tasks::plusOne, counting(read, 1_000_000));
        try (Stream<Integer> stream = results.stream()) {
            assertThat(stream.limit(10).collect(Collectors.toList())).containsExactlyElementsOf(range(1, 11));
        }
        assertThat(results.hasNext()).isFalse();
        assertThat(read.get()).isLessThan(1_000_000);
    }

    @Test
    void closeTakesBackWhatHasNotStarted() throws Exception {
        Path gate = folder.resolve("gate");
        Path ran = Files.createDirectory(folder.resolve("ran"));
        List<String> items = IntStream.range(0, 40)
                .mapToObj(i -> ran.resolve(i + "").toString())
                .collect(Collectors.toList());
        try (Pool own = kind.of(1)) {
            AsyncResult<String> blocker = own.applyAsync(Tasks::waitForFile, gate.toString());
            ResultIterator<String> results = own.imap(Tasks::createFile, items);
            assertThatThrownBy(() -> results.next(Duration.ZERO)).isInstanceOf(TimeoutException.class);
            results.close();
            results.close();
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
            Files.createFile(gate);
            blocker.get();
            assertThat(own.apply(Tasks::plusOne, 1)).isEqualTo(2);
            assertThat(ran).isEmptyDirectory();
        }
    }

    @Test
    void anAbandonedIteratorKeepsNothingRunning() {
        Pool own = kind.of(1);
        ResultIterator<Integer> results =
                own.imap(Tasks::plusOne, () -> Stream.iterate(0, x -> x + 1).iterator());
        assertThat(results.next()).isEqualTo(1);
        own.close();
        // how many were under way by then is the engine's affair
        AtomicInteger last = new AtomicInteger(1);
        assertThatThrownBy(() -> {
                    while (results.hasNext()) {
                        assertThat(results.next()).isEqualTo(last.incrementAndGet());
                    }
                })
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(() -> own.imap(Tasks::plusOne, List.of(1))).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void terminateEndsTheIteration() {
        Pool own = kind.of(1);
        ResultIterator<Integer> results = own.imap(
                Tasks::sleepMillis, () -> Stream.generate(() -> 600_000).iterator());
        assertThatThrownBy(() -> results.next(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
        own.terminate();
        int cancelled = 0;
        RejectedExecutionException end = null;
        while (results.hasNext()) {
            try {
                results.next();
            } catch (CancellationException e) {
                cancelled++;
            } catch (RejectedExecutionException e) {
                end = e;
            }
        }
        assertThat(cancelled).isGreaterThanOrEqualTo(WINDOW);
        assertThat(end).isNotNull();
        own.close();
    }

    @Test
    void waitsForRoomInAPoolThatRefusesWhenFull() {
        try (Pool own = kind.builder(1).intakeLimit(2000).refuseWhenFull().start()) {
            assertThat(own.imap(Tasks::plusOne, range(0, 500))).toIterable().containsExactlyElementsOf(range(1, 501));
        }
    }

    @Test
    void aStageMayIterateOverThePoolItHangsOn() throws Exception {
        int sum = pool.applyAsync(Tasks::plusOne, 99)
                .thenApply(n -> pool.imap(Tasks::plusOne, range(0, n)).stream()
                        .mapToInt(x -> x)
                        .sum())
                .get();
        assertThat(sum).isEqualTo(5050);
    }

    /** Never less than 2 ms: a park may return too early. */
    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Iterable<Integer> counting(AtomicInteger read, int items) {
        return () -> {
            Iterator<Integer> all = IntStream.range(0, items).iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public Integer next() {
                    read.incrementAndGet();
                    return all.next();
                }
            };
        };
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toCollection(ArrayList::new));
    }
}
