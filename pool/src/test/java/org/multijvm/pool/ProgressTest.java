package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.multijvm.pool.PoolCrashTest.announcedPid;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.commons.lang3.tuple.Triple;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.EncodingException;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.test.Kill;

/** How far a call has come, as a consumer is told. */
@Tag("process")
class ProgressTest {
    @TempDir
    private Path folder;

    private final List<ProgressUpdate> updates = Collections.synchronizedList(new ArrayList<>());
    private final Progress progress = Progress.to(updates::add);

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private ProgressUpdate last() {
        return updates.get(updates.size() - 1);
    }

    /** What holds for every course of a call. */
    private void assertRises(OptionalLong total) {
        long before = 0;
        for (ProgressUpdate update : List.copyOf(updates)) {
            assertThat(update.total()).isEqualTo(total);
            assertThat(update.done()).isGreaterThanOrEqualTo(before);
            assertThat(update.failed()).isLessThanOrEqualTo(update.done());
            before = update.done();
        }
        assertThat(updates.stream().filter(ProgressUpdate::ended)).hasSize(1);
        assertThat(last().ended()).isTrue();
    }

    @Test
    void risesToTheNumberOfItemsBeforeTheResultIsReady() throws Exception {
        try (Pool pool = Pool.of(2)) {
            assertThat(pool.with(progress).map(Tasks::plusOne, numbers(1000))).hasSize(1000);
            assertRises(OptionalLong.of(1000));
            assertThat(last().done()).isEqualTo(1000);
            assertThat(last().failed()).isZero();
            assertThat(pool.stats().done()).as("chunks").isEqualTo(100);
        }
    }

    @Test
    void tellsOfChunksThatHaveEndedWhileOthersRun() throws Exception {
        String gate = folder.resolve("gate").toString();
        try (Pool pool = Pool.of(2)) {
            AsyncResult<List<String>> result = pool.with(progress)
                    .mapAsync(Tasks::waitForFile, List.of("", "", "", "", gate, ""), ChunkSize.of(2));
            await().atMost(60, TimeUnit.SECONDS).until(() -> !updates.isEmpty() && last().done() == 4);
            assertThat(result.isDone()).isFalse();
            Tasks.announce(gate);
            result.get(60, TimeUnit.SECONDS);
            assertRises(OptionalLong.of(6));
            assertThat(last().done()).isEqualTo(6);
        }
    }

    @Test
    void countsTheItemsOfAChunkThatFails() throws Exception {
        try (Pool pool = Pool.of(2)) {
            AsyncResult<List<Integer>> result =
                    pool.with(progress).mapAsync(ProgressTest::failOnFive, numbers(11), ChunkSize.of(3));
            assertThatThrownBy(() -> result.get(60, TimeUnit.SECONDS)).hasMessageContaining("bad item 5");
            assertRises(OptionalLong.of(11));
            assertThat(last().done()).isEqualTo(11);
            assertThat(last().failed()).isEqualTo(3);
        }
    }

    private static int failOnFive(int x) {
        return Tasks.failOn(5, x);
    }

    @Test
    void countsTheItemsOfAChunkWhoseWorkerIsKilled() throws Exception {
        String announced = folder.resolve("pid").toString();
        try (Pool pool = Pool.of(2)) {
            AsyncResult<List<Integer>> result =
                    pool.with(progress).mapAsync(x -> Tasks.hangOn(7, x, announced), numbers(20), ChunkSize.of(4));
            Kill.kill(announcedPid(Path.of(announced)));
            assertThatThrownBy(() -> result.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(WorkerCrashedException.class);
            assertRises(OptionalLong.of(20));
            assertThat(last().done()).isEqualTo(20);
            assertThat(last().failed()).isEqualTo(4);
        }
    }

    @Test
    void endsWhereItStandsWhenTheCallIsCancelled() throws Exception {
        String announced = folder.resolve("pid").toString();
        try (Pool pool = Pool.of(1)) {
            AsyncResult<List<Integer>> result =
                    pool.with(progress).mapAsync(x -> Tasks.hangOn(3, x, announced), numbers(100), ChunkSize.of(1));
            announcedPid(Path.of(announced));
            await().atMost(60, TimeUnit.SECONDS).until(() -> !updates.isEmpty() && last().done() == 3);
            assertThat(result.cancel(true)).isTrue();
            assertThatThrownBy(result::get).isInstanceOf(CancellationException.class);
            await().atMost(60, TimeUnit.SECONDS).until(() -> !updates.isEmpty() && last().ended());
            assertRises(OptionalLong.of(100));
            assertThat(last().done()).isEqualTo(3);
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
        assertRises(OptionalLong.of(100));
    }

    @Test
    void aCallThatIsCancelledWithoutInterruptEndsThoughAChunkOfItRuns() throws Exception {
        String gate = folder.resolve("gate").toString();
        try (Pool pool = Pool.of(1)) {
            List<String> items = new ArrayList<>(Collections.nCopies(50, gate));
            AsyncResult<List<String>> result = pool.with(progress).mapAsync(Tasks::waitForFile, items, ChunkSize.of(1));
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.stats().running() == 1);
            assertThat(result.cancel(false)).isTrue();
            assertThatThrownBy(() -> result.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            await().atMost(60, TimeUnit.SECONDS).until(() -> !updates.isEmpty() && last().ended());
            Tasks.announce(gate);
        }
        assertRises(OptionalLong.of(50));
        assertThat(last().done()).isZero();
    }

    @Test
    void endsWhenAnItemCannotTravel() {
        try (Pool pool = Pool.of(1)) {
            List<Object> items = List.of(1, 2, new Tasks.Order());
            assertThatThrownBy(() -> pool.with(progress).map(String::valueOf, items, ChunkSize.of(1)))
                    .isInstanceOf(EncodingException.class);
            assertRises(OptionalLong.of(3));
        }
    }

    @Test
    void endsAtOnceWithoutItems() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThat(pool.with(progress).map(Tasks::plusOne, List.of())).isEmpty();
            assertRises(OptionalLong.of(0));
        }
    }

    @Test
    void endsWhenThePoolIsTerminated() throws Exception {
        String announced = folder.resolve("pid").toString();
        try (Pool pool = Pool.of(1)) {
            AsyncResult<List<Integer>> result =
                    pool.with(progress).mapAsync(x -> Tasks.hangOn(3, x, announced), numbers(100), ChunkSize.of(1));
            announcedPid(Path.of(announced));
            // the answers before it are read by a thread of this JVM
            await().atMost(60, TimeUnit.SECONDS).until(() -> !updates.isEmpty() && last().done() == 3);
            pool.terminate();
            assertThatThrownBy(result::get).isInstanceOf(CancellationException.class);
        }
        assertRises(OptionalLong.of(100));
        assertThat(last().done()).isEqualTo(100);
        assertThat(last().failed()).isEqualTo(97);
    }

    @Test
    void aConsumerThatThrowsStopsNothing() throws Exception {
        List<Throwable> handled = Collections.synchronizedList(new ArrayList<>());
        Progress throwing = Progress.to(update -> {
            updates.add(update);
            throw new IllegalStateException("on purpose");
        });
        try (Pool pool = Pool.builder().workers(1).onCallbackError(handled::add).start()) {
            assertThat(pool.with(throwing).map(Tasks::plusOne, numbers(10))).hasSize(10);
            assertRises(OptionalLong.of(10));
            assertThat(handled).hasSameSizeAs(updates);
        }
    }

    @Test
    void noneShowsNothingAndStarmapCounts() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThat(pool.with(Progress.none()).map(Tasks::plusOne, List.of(1, 2)))
                    .containsExactly(2, 3);
            List<Pair<Integer, Integer>> pairs = List.of(Pair.of(1, 2), Pair.of(3, 4));
            assertThat(pool.with(progress).starmap(Integer::sum, pairs)).containsExactly(3, 7);
            assertRises(OptionalLong.of(2));
            updates.clear();
            List<Triple<Integer, Integer, Integer>> triples = List.of(Triple.of(1, 2, 3));
            assertThat(pool.with(progress).starmap((Integer a, Integer b, Integer c) -> a + b + c, triples))
                    .containsExactly(6);
            assertRises(OptionalLong.of(1));
        }
    }

    @Test
    void imapCountsWhatIsTaken() throws Exception {
        try (Pool pool = Pool.of(2)) {
            ResultIterator<Integer> results = pool.with(progress).imap(Tasks::plusOne, numbers(10), ChunkSize.of(4));
            for (int i = 0; i < 10; i++) {
                assertThat(results.next()).isEqualTo(i + 1);
                assertThat(last().done()).isEqualTo(i + 1);
            }
            assertRises(OptionalLong.of(10));
            assertThat(results.hasNext()).isFalse();
            assertRises(OptionalLong.of(10));
        }
    }

    @Test
    void imapUnorderedCountsTheItemsOfAChunkThatFails() throws Exception {
        try (Pool pool = Pool.of(2)) {
            int taken = 0;
            int failures = 0;
            ResultIterator<Integer> results =
                    pool.with(progress).imapUnordered(ProgressTest::failOnFive, numbers(11)::iterator, ChunkSize.of(3));
            while (results.hasNext()) {
                try {
                    results.next();
                    taken++;
                } catch (IllegalStateException e) {
                    failures++;
                }
            }
            assertThat(taken).isEqualTo(8);
            assertThat(failures).isEqualTo(1);
            assertRises(OptionalLong.empty());
            assertThat(last().done()).isEqualTo(11);
            assertThat(last().failed()).isEqualTo(3);
        }
    }

    @Test
    void imapEndsWhenItsIteratorIsClosed() {
        try (Pool pool = Pool.of(1)) {
            Stream<Integer> endless = Stream.iterate(0, x -> x + 1);
            try (ResultIterator<Integer> results = pool.with(progress).imap(Tasks::plusOne, endless::iterator)) {
                results.next();
                results.next();
            }
            assertRises(OptionalLong.empty());
            assertThat(last().done()).isEqualTo(2);
        }
    }
}
