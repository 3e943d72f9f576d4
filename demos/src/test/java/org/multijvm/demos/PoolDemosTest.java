package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.demos.pools.PoolApplyAsync;

/** The demos of the pool show what their articles say. */
@Tag("process")
class PoolDemosTest {
    @TempDir
    private Path folder;

    @Test
    void blockingCallsGiveTheirResultsInOrder() throws Exception {
        assertThat(DemoRun.of(folder, "pool-apply", "--delay", "5").lines())
                .containsExactlyElementsOf(
                        IntStream.range(100, 110).mapToObj(Integer::toString).collect(Collectors.toList()));
    }

    /** As in the article nothing but the tasks' duration makes {@code end} the first line, which a slow machine may change. */
    @Test
    void callbacksBringEachResultOnce() throws Exception {
        DemoRun run = DemoRun.of(folder, "pool-apply-async", "--delay", "5");
        assertThat(run.lines()).hasSize(11).contains("end");
        assertThat(run.numbers("(?m)^-->exec done: (\\d+)$"))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(100, 110).boxed().collect(Collectors.toList()));
    }

    /** No callback prints before the submitter is at its end: if submitting waited for a result, that would never be. */
    @Test
    void theSubmitterDoesNotWaitForTheCallbacks() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch end = new CountDownLatch(1);
        PrintStream before = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) {
            @Override
            public void println(@Nullable String line) {
                if ("end".equals(line)) {
                    lines.add(line);
                    end.countDown();
                } else {
                    awaitQuietly(end);
                    // if it was in vain, the others need not wait, too
                    end.countDown();
                    lines.add(String.valueOf(line));
                }
            }
        });
        try {
            assertThat(new PoolApplyAsync().run()).isZero();
        } finally {
            System.setOut(before);
        }
        assertThat(lines).hasSize(11).startsWith("end");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void ofFiveTasksNeverMoreThanThreeRunAtATime() throws Exception {
        DemoRun run = DemoRun.of(folder, "pool-five-messages");
        assertThat(run.lines()).hasSize(16).endsWith("Sub-process(es) done.");
        assertThat(run.numbers("Mark~ Mark~ Mark~~~~~~~~ (\\d)")).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(run.numbers("msg: hello (\\d)")).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
        assertThat(run.numbers("end: hello (\\d)")).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
        assertThat(run.numbers("msg: hello \\d \\(pid (\\d+)\\)").stream().distinct())
                .hasSizeLessThanOrEqualTo(3);
        assertThat(mostAtATime(run.lines())).isLessThanOrEqualTo(3);
    }

    @Test
    void limitsKeepThePoolWhole() throws Exception {
        List<String> lines = DemoRun.of(folder, "pool-limits", "--delay", "600").lines();
        // a worker that is too slow to tell where its task is is killed without
        assertThat(lines.get(0))
                .matches("time limit: over its limit of 600 ms, it was in"
                        + " (spinForEver|a place that its worker could not tell), worker replaced=true");
        assertThat(lines.subList(1, lines.size()))
                .containsExactly(
                        "clean up: the task ended with java.lang.InterruptedException: sleep interrupted, worker replaced=false",
                        "cancel: a running task is stopped, the next gives 42",
                        "wait limit: no worker was free within 600 ms, kind=QUEUE",
                        "retries: done on try 3",
                        "retries: given up, tries=3, the last ended with Code[value=7]",
                        "memory cap: the worker ended, and it says why=true",
                        "the pool is whole: 42");
    }

    @Test
    void eachMethodOfThePoolGivesItsResult() throws Exception {
        assertThat(DemoRun.of(folder, "pool-methods").lines())
                .containsExactly(
                        "map: [0, 1, 4, 9, 16]",
                        "mapAsync: [0, 1, 4, 9, 16]",
                        "imap of all numbers, the first five: [0, 1, 4, 9, 16]",
                        "imapUnordered, sorted: [0, 1, 4, 9, 16]",
                        "starmap: [3, 7, 11]",
                        "starmapAsync: [3, 7, 11]",
                        "initializer: hello from a worker, here nobody greeted",
                        "error callback: / by zero",
                        "get throws: java.lang.ArithmeticException: / by zero",
                        "maxTasksPerWorker of 2: 6 tasks ran in 3 workers",
                        "terminate: tasks given up=100");
    }

    @Test
    void anExecutorOfProcessesGivesWhatOneOfThreadsDoes() throws Exception {
        assertThat(DemoRun.of(folder, "process-pool-executor").lines())
                .containsExactly(
                        "processes: [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]",
                        "threads:   [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]",
                        "the JDK's: [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]");
    }

    @Test
    void twentyThreadsAreHandedOutForThirtyTasksAndAPoolCallsBackWithStatusAndResult() throws Exception {
        DemoRun run = DemoRun.of(folder, "thread-pool", "--delay", "2");
        assertThat(run.numbers("(?m)^task (\\d+) has a thread$"))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 30).boxed().collect(Collectors.toList()));
        assertThat(run.numbers("(?m)^30 tasks, at most (\\d+) at once$"))
                .singleElement(InstanceOfAssertFactories.LONG)
                .isBetween(1L, 20L);
        assertThat(run.numbers("(?m)^true (\\d+)$"))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 50).boxed().collect(Collectors.toList()));
        assertThat(run.lines())
                .hasSize(30 + 1 + 50 + 1 + 2)
                .contains("false java.lang.ArithmeticException: / by zero")
                .endsWith("terminate, clear=true: done=0, given up=10", "terminate, clear=false: done=10, given up=0");
    }

    /** A task runs at least from its first line to its last, so that this counts too few, never too many. */
    private static int mostAtATime(List<String> lines) {
        int running = 0;
        int most = 0;
        for (String line : lines) {
            running += line.startsWith("msg:") ? 1 : line.startsWith("end:") ? -1 : 0;
            most = Math.max(most, running);
        }
        return most;
    }
}
