package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileNotFoundException;
import java.io.ObjectInputFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.codec.Codec;
import org.multijvm.codec.EncodingException;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;

/** Tasks that yield. */
@Timeout(100)
abstract class PoolGenerateContract extends PoolContract {
    PoolGenerateContract(Workplace kind) {
        super(kind);
    }

    @Test
    void givesWhatTheTaskYieldsInItsOrder() {
        List<Object> expected = Arrays.asList(1, null, "two", List.of(3));
        ResultIterator<Object> results = pool.generate(sink -> {
            sink.put(1);
            sink.put(null);
            sink.put("two");
            sink.put(List.of(3));
        });
        List<Object> taken = new ArrayList<>();
        while (results.hasNext()) {
            taken.add(results.next());
        }
        assertThat(taken).isEqualTo(expected);
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void givesNothingOfATaskThatYieldsNothing() {
        ResultIterator<String> results = pool.generate(sink -> {});
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void anEndlessTaskWaitsForItsIteratorAndEndsWhenThatIsClosed() {
        Path last = folder.resolve("last");
        String name = last.toString();
        try (ResultIterator<Integer> results = pool.generate(sink -> countFor(sink, name))) {
            try (Stream<Integer> stream = results.stream()) {
                assertThat(stream.limit(50_000)).hasSize(50_000).isSorted();
            }
        }
        Awaitility.await().until(() -> Files.exists(last));
        // nobody was killed for that, and the workers are there for others
        assertThat(pool.stats().restarts()).isZero();
    }

    @Test
    void aTaskIsNotMuchAheadOfItsIterator() throws Exception {
        Path reached = folder.resolve("reached");
        String name = reached.toString();
        try (ResultIterator<byte[]> results = pool.generate(sink -> {
            for (int i = 0; i < 1000; i++) {
                sink.put(new byte[4096]);
            }
            Tasks.announce(name);
        })) {
            assertThat(results.next()).hasSize(4096);
            assertThat(Files.exists(reached)).isFalse();
            int rest = 0;
            while (results.hasNext()) {
                results.next();
                rest++;
                // 256 KiB, or 256 values
                assertThat(rest < 700 && Files.exists(reached)).isFalse();
            }
            assertThat(rest).isEqualTo(999);
            assertThat(Files.exists(reached)).isTrue();
        }
    }

    @Test
    void whatTheTaskThrowsComesBehindWhatItHasYielded() {
        ResultIterator<Integer> results = pool.generate(sink -> {
            sink.put(1);
            sink.put(2);
            throw new FileNotFoundException("no third");
        });
        assertThat(results.next()).isEqualTo(1);
        assertThat(results.next()).isEqualTo(2);
        assertThat(results.hasNext()).isTrue();
        assertThatThrownBy(results::next)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(FileNotFoundException.class)
                .hasStackTraceContaining("no third");
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void aClosedIteratorGivesNothingMore() {
        ResultIterator<Integer> results = pool.generate(sink -> countFor(sink, ""));
        assertThat(results.next()).isZero();
        assertThat(results.hasNext()).isTrue();
        results.close();
        results.close();
        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aTimeOutOrAnInterruptLosesNothing() throws Exception {
        Path gate = folder.resolve("gate");
        String name = gate.toString();
        try (ResultIterator<Integer> results = pool.generate(sink -> {
            Tasks.waitForFile(name);
            sink.put(7);
        })) {
            assertThatThrownBy(() -> results.next(Duration.ofMillis(20))).isInstanceOf(TimeoutException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(results::hasNext).hasCauseInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
            Files.createFile(gate);
            assertThat(results.next()).isEqualTo(7);
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    void theTimeLimitOfATaskComesBehindWhatItHasYielded() {
        TaskOptions limited = TaskOptions.builder()
                .timeLimit(Duration.ofMillis(300))
                .retries(3)
                .retryOn(TaskTimeoutException.class)
                .build();
        ResultIterator<Integer> results = pool.with(limited).generate(sink -> {
            sink.put(1);
            Thread.sleep(60_000);
        });
        assertThat(results.next()).isEqualTo(1);
        // it is not tried again, which would yield twice
        assertThatThrownBy(results::next).isInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void aTaskThatWasNotStartedIsTakenBackByAClose() throws Exception {
        if (!tellsWhatIsLost()) {
            return;
        }
        try (Pool one = kind.of(1)) {
            Path gate = folder.resolve("gate");
            AsyncResult<String> running = one.applyAsync(Tasks::waitForFile, gate.toString());
            ResultIterator<Integer> waiting = one.generate(sink -> countFor(sink, ""));
            waiting.close();
            Files.createFile(gate);
            running.get();
            assertThat(waiting.hasNext()).isFalse();
        }
    }

    @Test
    void theEndOfThePoolEndsTheIteration() {
        Pool own = kind.of(1);
        ResultIterator<Integer> running = own.generate(sink -> countFor(sink, ""));
        assertThat(running.next()).isZero();
        ResultIterator<Integer> waiting = tellsWhatIsLost() ? own.generate(sink -> countFor(sink, "")) : null;
        own.terminate();
        if (waiting != null) {
            assertThatThrownBy(waiting::next).isInstanceOf(CancellationException.class);
        }
        assertThatThrownBy(() -> running.forEachRemaining(value -> {})).isInstanceOf(CancellationException.class);
        own.close();
        assertThatThrownBy(() -> own.<Integer>generate(sink -> countFor(sink, "")))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void shutdownWaitsForATaskThatYields() {
        Pool own = kind.of(1);
        ResultIterator<Integer> results = own.generate(sink -> {
            for (int i = 0; i < 10_000; i++) {
                sink.put(i);
            }
        });
        own.shutdown();
        int next = 0;
        while (results.hasNext()) {
            assertThat(results.next()).isEqualTo(next++);
        }
        assertThat(next).isEqualTo(10_000);
        own.close();
    }

    @Test
    void aTaskMayTakeWhatAnotherOneYields() throws Exception {
        // elsewhere a task that waits for another one keeps its thread
        boolean replaced = kind == PoolKind.THREADS || kind == PoolKind.THIS_JVM;
        try (Pool one = kind.of(1)) {
            if (replaced) {
                Holder.pool = one;
            }
            assertThat(one.apply(PoolGenerateContract::sumOfAnother)).isEqualTo(replaced ? 4950 : 0);
        } finally {
            Holder.pool = null;
        }
    }

    @Test
    void aValueThatCannotTravelFailsTheTask() {
        if (kind.copies()) {
            ResultIterator<Object> results = pool.generate(sink -> sink.put(new Thread("one")));
            assertThatThrownBy(results::next).isInstanceOf(EncodingException.class);
        }
    }

    @Test
    void aCodecOfThePoolCarriesTheValues() throws Exception {
        assumeTrue(kind.keepsCodec(), "this engine keeps no codec");
        Codec codec = Codec.filtered(Allowed.ALL);
        try (Pool own = kind.builder(1).codec(codec).start()) {
            ResultIterator<List<Integer>> results = own.generate(sink -> sink.put(List.of(1, 2)));
            assertThat(results.next()).containsExactly(1, 2);
            assertThat(results.hasNext()).isFalse();
        }
    }

    /** Where nobody is told of a handle that nobody has taken, its pipe stays for a minute, and this would be a leak. */
    private boolean tellsWhatIsLost() {
        return kind == PoolKind.WORKER_JVMS || kind == PoolKind.THREADS;
    }

    /** A filter that can travel. */
    private enum Allowed implements ObjectInputFilter {
        ALL;

        @Override
        public Status checkInput(FilterInfo info) {
            return Status.ALLOWED;
        }
    }

    private static final class Holder {
        static Pool pool;
    }

    private static int sumOfAnother() {
        Pool another = Holder.pool;
        if (another == null) {
            return 0;
        }
        int sum = 0;
        ResultIterator<Integer> results = another.generate(sink -> {
            for (int i = 0; i < 100; i++) {
                sink.put(i);
            }
        });
        while (results.hasNext()) {
            sum += results.next();
        }
        return sum;
    }

    private static void countFor(ResultSink<Integer> sink, String announced) throws Exception {
        try {
            for (int i = 0; true; i++) {
                sink.put(i);
            }
        } finally {
            if (!announced.isEmpty()) {
                Tasks.announce(announced);
            }
        }
    }
}
