package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demos of threads and their tools show what their articles say. */
@Tag("process")
class ThreadDemosTest {
    @TempDir
    private Path folder;

    @Test
    void tenThreadsSayHiAndOneIsAsked() throws Exception {
        List<String> lines = DemoRun.of(folder, "threads", "--delay", "5").lines();
        assertThat(lines.subList(0, 10))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "say hi " + i).toList());
        assertThat(lines.subList(10, lines.size()))
                .containsExactly(
                        "before its start: name=asked, alive=false",
                        "join gave up after 5 ms: alive=true, daemon=false, has an ident=true, among all threads=true",
                        "after its end: alive=false",
                        "Alex says hello from a class of its own",
                        "the program ends, while a daemon thread waits: daemon=true");
    }

    @Test
    void aLockLetsEachThreadSeeItsOwnNumber() throws Exception {
        List<String> expected = new ArrayList<>(Collections.nCopies(10, "without a lock: 40"));
        for (int left = 49; left >= 40; left--) {
            expected.add("with a lock: " + left);
        }
        expected.addAll(List.of(
                "1000 threads have added 1: 1000",
                "a reentrant lock, taken three deep: 3",
                "given back as often: locked=false",
                "a plain lock, taken twice: a deadlock, but for the time limit",
                "a reentrant lock, taken twice: it goes well"));
        assertThat(DemoRun.of(folder, "thread-lock", "--adders", "1000", "--delay", "1")
                        .lines())
                .isEqualTo(expected);
    }

    @Test
    void aDeadlockIsReportedAndEndsWhenOneGivesUp() throws Exception {
        List<String> lines = DemoRun.of(folder, "deadlock-ab").lines();
        assertThat(lines.subList(0, 5))
                .containsExactly(
                        "deadlock of 2 threads:",
                        "  a-then-b waits for a lock that b-then-a holds",
                        "  b-then-a waits for a lock that a-then-b holds",
                        "a-then-b gives up",
                        "b-then-a has had both locks");
        assertThat(lines.subList(5, lines.size()))
                .containsExactlyInAnyOrder("first has had both locks", "second has had both locks");
    }

    @Test
    void tenWaitersGoOnAtTrue() throws Exception {
        List<String> lines = DemoRun.of(folder, "event-flag").lines();
        List<String> expected = new ArrayList<>();
        for (String kind : List.of("thread", "process")) {
            expected.add("the flag: true");
            for (int i = 0; i < 10; i++) {
                expected.addAll(List.of(kind + " " + i + ": start", kind + " " + i + ": execute"));
            }
        }
        assertThat(lines).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(lines.subList(0, 10)).allMatch(line -> line.matches("thread \\d: start"));
        assertThat(lines.get(10)).isEqualTo("the flag: true");
    }

    @Test
    void anyOtherLineEndsTheWaiters() throws Exception {
        List<String> lines = DemoRun.typing(folder, List.of("false"), "event-flag", "--threads")
                .lines();
        assertThat(lines).hasSize(11).endsWith("the flag stays down, and nobody executes");
    }

    @Test
    void linesPassThroughThreeStages() throws Exception {
        assertThat(DemoRun.of(folder, "three-stages", "--delay", "1").lines())
                .containsExactly(
                        "a line: alpha",
                        "a line: beta",
                        "a line: gamma",
                        "with lists: [ALPHA, BETA, GAMMA]",
                        "with queues: [ALPHA, BETA, GAMMA]");
        assertThat(DemoRun.typing(folder, List.of("typed", "end"), "three-stages")
                        .lines())
                .containsExactly("with lists: [TYPED, END]", "with queues: [TYPED, END]");
    }

    @Test
    void clientsAskUntilTheDatabaseIsUpOrGiveUpAfterThreeTries() throws Exception {
        List<String> lines = DemoRun.of(folder, "event-mysql", "--delay", "5").lines();
        for (String kind : List.of("thread", "process")) {
            for (int i = 0; i < 2; i++) {
                String name = kind + " " + i + ": ";
                List<String> its = new ArrayList<>(
                        lines.stream().filter(line -> line.startsWith(name)).toList());
                its.removeIf(line -> line.endsWith("not yet"));
                assertThat(its)
                        .containsExactly(
                                name + "connected",
                                name + "try 1 of 3",
                                name + "try 2 of 3",
                                name + "try 3 of 3",
                                name + "the database did not come up: tries=3");
            }
        }
        assertThat(lines)
                .filteredOn(line -> line.equals("the checker: the database is up"))
                .hasSize(2);
    }

    @Test
    void aTimerRunsItsFunctionOnceAndNotIfItIsCancelled() throws Exception {
        List<String> lines = DemoRun.of(folder, "timer", "--delay", "5").lines();
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "the timer runs",
                        "the second one is cancelled: true",
                        "hello, 5 ms later",
                        "all has run: true, the first is done: true")
                .endsWith("all has run: true, the first is done: true");
    }
}
