package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demos of shared memory and locks show what their articles say. */
@Tag("process")
class SharedMemoryDemosTest {
    @TempDir
    private Path folder;

    @Test
    void theParentSeesWhatItsChildrenWroteIntoTheArray() throws Exception {
        assertThat(DemoRun.of(folder, "shared-array").lines())
                .containsExactly(
                        "0 -----> 100",
                        "0 -----> 22",
                        "0 -----> 33",
                        "0 -----> 44",
                        "1 -----> 100",
                        "1 -----> 101",
                        "1 -----> 33",
                        "1 -----> 44",
                        "the parent sees SharedIntArray[100, 101, 33, 44]");
    }

    @Test
    void twoChildrenTurnTheSignsTwiceAlsoAtOnce() throws Exception {
        String plus = "SharedIntArray[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
        assertThat(DemoRun.of(folder, "shared-value-array").lines())
                .containsExactly(
                        "before: 0.0 " + plus,
                        "after one child: 3.333333333333333 " + plus.replaceAll("([1-9])(0?)([,\\]])", "-$1$2$3"),
                        "after two: 3.333333333333333 " + plus,
                        "after two at once: 3.333333333333333 " + plus);
    }

    @Test
    void aLineForEachTypecodeTellsItsRangeAndWhatIsBeyond() throws Exception {
        DemoRun run = DemoRun.of(folder, "typecodes");
        assertThat(run.lines()).hasSize(14);
        assertThat(run.lines().stream().map(line -> line.substring(0, 2)).collect(Collectors.joining()))
                .isEqualTo("c:u:b:B:h:H:i:I:l:L:q:Q:f:d:");
        assertThat(run.lines())
                .contains(
                        "b: signed char, 1 bytes, -128 to 127; 128 becomes -128; refused: the value does not fit: typecode=b,"
                                + " value=128, min=-128, max=127",
                        "I: unsigned int, 4 bytes, 0 to 4294967295; 4294967296 becomes 0; refused: the value does not fit:"
                                + " typecode=I, value=4294967296, min=0, max=4294967295",
                        "f: float, 4 bytes, -3.4028235E+38 to 3.4028235E+38; ten times the maximum becomes Infinity; refused: the"
                                + " value does not fit: typecode=f, value=3.4028235E+39, min=-3.4028235E+38,"
                                + " max=3.4028235E+38")
                .allMatch(line ->
                        line.contains("; refused: the value does not fit: typecode=" + line.charAt(0) + ", value="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--lock"})
    void theFourLinesOfAChildStayTogetherBehindItsNumber(String option) throws Exception {
        DemoRun run = option.isEmpty()
                ? DemoRun.of(folder, "process-lock")
                : DemoRun.of(folder, "process-lock", option, "--delay", "2");
        assertThat(run.lines()).hasSize(80);
        List<List<String>> children = new ArrayList<>();
        for (int first = 0; first < 80; first += 4) {
            children.add(run.lines().subList(first, first + 4));
        }
        assertThat(children)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20)
                        .mapToObj(SharedMemoryDemosTest::linesOfChild)
                        .collect(Collectors.toList()));
    }

    private static List<String> linesOfChild(int child) {
        return List.of(
                child + " -----> " + (100 + child), child + " -----> 22", child + " -----> 33", child + " -----> 44");
    }

    /** That the lines of two children mix is very likely and cannot be promised: so only that all lines come, whole, is asked for. */
    @Test
    void withoutTheLockAllLinesComeInSomeOrder() throws Exception {
        DemoRun run = DemoRun.of(folder, "process-lock", "--no-lock", "--delay", "2");
        assertThat(run.lines()).hasSize(80);
        for (int other : new int[] {22, 33, 44}) {
            assertThat(run.numbers("(?m)^(\\d+) -----> " + other + "$"))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 20).boxed().collect(Collectors.toList()));
        }
        assertThat(run.numbers("(?m)^\\d+ -----> (1\\d\\d)$")).hasSize(20).allMatch(value -> value < 120);
    }

    @Test
    void tenChildrenSayHelloInWholeLines() throws Exception {
        assertThat(DemoRun.of(folder, "hello-lock").lines())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10)
                        .mapToObj(child -> "hello world " + child)
                        .collect(Collectors.toList()));
    }

    @Test
    void fiveOfTwentyAreInsideAtOnceAndWithoutAReleaseOnlyFiveEverGetIn() throws Exception {
        DemoRun run = DemoRun.of(folder, "semaphore-5", "--delay", "5");
        assertThat(run.lines()).hasSize(2 * (20 + 2));
        for (String kind : List.of("thread", "process")) {
            assertThat(run.numbers("(?m)^" + kind + " (\\d+) is in, [1-5] inside$"))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 20).boxed().collect(Collectors.toList()));
        }
        assertThat(run.lines())
                .contains(
                        "threads: at most 5 at once",
                        "processes: at most 5 at once",
                        "threads without a release: only 5 of 20 ever got in",
                        "processes without a release: only 5 of 20 ever got in");
    }

    @Test
    void carsCrossTwiceEachWhenTheLightIsGreen() throws Exception {
        DemoRun run = DemoRun.of(folder, "traffic-light", "--delay", "5");
        List<String> lights = run.lines().stream()
                .filter(line -> line.startsWith("the light is "))
                .map(line -> line.substring("the light is ".length()))
                .collect(Collectors.toList());
        assertThat(lights).startsWith("green", "yellow", "red", "green");
        assertThat(lights).endsWith("green", "yellow", "red", "green");
        for (String kind : List.of("thread", "process")) {
            assertThat(run.numbers("(?m)^" + kind + " (\\d+) crosses$"))
                    .containsExactlyInAnyOrder(0L, 0L, 1L, 1L, 2L, 2L);
        }
        String firstCrossing = run.lines().stream()
                .filter(line -> line.endsWith(" crosses"))
                .findFirst()
                .orElseThrow();
        assertThat(run.lines().indexOf(firstCrossing)).isGreaterThan(run.lines().indexOf("the light is green"));
    }

    @Test
    void theProducerNotifiesAllConsumersAndThenAsManyAsAreAskedFor() throws Exception {
        DemoRun run = DemoRun.of(folder, "condition", "--waiters", "5", "--notify", "2");
        assertThat(run.lines())
                .containsExactlyInAnyOrder(
                        "the producer notifies all of 3 thread consumers",
                        "consumer thread 0 has the goods",
                        "consumer thread 1 has the goods",
                        "consumer thread 2 has the goods",
                        "threads: signal(2) freed 2, 3 still wait",
                        "the producer notifies all of 3 process consumers",
                        "consumer process 0 has the goods",
                        "consumer process 1 has the goods",
                        "consumer process 2 has the goods",
                        "processes: signal(2) freed 2, 3 still wait");
    }
}
