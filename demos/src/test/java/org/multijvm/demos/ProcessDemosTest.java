package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demos of processes show what their articles say. */
@Tag("process")
class ProcessDemosTest {
    @TempDir
    private Path folder;

    @Test
    void tenChildrenSayHiUnderTenPidsThatAreNotTheParents() throws Exception {
        DemoRun run = DemoRun.of(folder, "say-hi");
        assertThat(run.numbers("parent has pid (\\d+)")).containsExactly(run.pid());
        assertThat(run.numbers("(?m)^say hi (\\d) from pid \\d+$")).containsExactlyInAnyOrderElementsOf(zeroToNine());
        assertThat(run.numbers("from pid (\\d+)"))
                .hasSize(10)
                .doesNotHaveDuplicates()
                .doesNotContain(run.pid());
        assertThat(run.lines()).hasSize(11);
    }

    @Test
    void aChildRunsBetweenTheTwoLinesOfItsParent() throws Exception {
        DemoRun run = DemoRun.of(folder, "run-process");
        long child = run.numbers("Run child process test \\((\\d+)\\)").get(0);
        assertThat(child).isNotEqualTo(run.pid());
        assertThat(run.lines())
                .containsExactly(
                        "Parent process " + run.pid() + ".",
                        "Child process will start.",
                        "Run child process test (" + child + ")...",
                        "Child process end.");
    }

    @Test
    void aClassOfOnesOwnRunsAsAProcessThreeTimesInOrder() throws Exception {
        assertThat(DemoRun.of(folder, "subclass-process").lines())
                .containsExactly("process name :0", "process name :1", "process name :2");
    }

    @Test
    void sleepingDaemonsAreGoneWithTheirParentAndNeverWakeUp() throws Exception {
        DemoRun run = DemoRun.of(folder, "daemon-process", "--delay", "600000");
        assertThat(run.numbers("child (\\d) goes to sleep")).containsExactlyInAnyOrderElementsOf(zeroToNine());
        assertThat(run.lines()).hasSize(11).endsWith("parent ends, while 10 daemon children sleep");
        // each looks for its parent five times a second
        List<Long> pids = run.numbers("goes to sleep, pid (\\d+)");
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> pids.stream()
                        .noneMatch(pid -> ProcessHandle.of(pid)
                                .map(ProcessHandle::isAlive)
                                .orElse(false)));
    }

    @Test
    void eachChildHasAStaticListAndNumberOfItsOwnAndAThreadHasNot() throws Exception {
        DemoRun run = DemoRun.of(folder, "nothing-shared");
        List<String> children = IntStream.range(0, 10)
                .mapToObj(child -> "the list of child " + child + ": [" + child + "]")
                .collect(Collectors.toList());
        assertThat(run.lines()).hasSize(13);
        assertThat(run.lines().subList(0, 10)).containsExactlyInAnyOrderElementsOf(children);
        assertThat(run.lines().subList(10, 13))
                .containsExactly(
                        "the parent's list: []",
                        "after a thread has set n from 100 to 0, the parent's n: 0",
                        "after a process has set n from 100 to 0, the parent's n: 100");
    }

    static List<Long> zeroToNine() {
        return IntStream.range(0, 10).mapToObj(Long::valueOf).collect(Collectors.toList());
    }
}
