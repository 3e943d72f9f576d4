package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour, which is the first thing that a visitor runs. */
@Tag("process")
class TourTest {
    @TempDir
    private Path folder;

    @Test
    void showsCallbacksSharedMemoryALockAndAWorkerThatIsKilled() throws Exception {
        DemoRun run = DemoRun.of(folder, "tour");
        assertThat(run.numbers("-->exec done: (\\d+) \\(pid")).containsExactlyInAnyOrder(100L, 101L, 102L, 103L, 104L);
        assertThat(run.numbers("-->exec done: \\d+ \\(pid (\\d+)\\)")).doesNotContain(run.pid());
        assertThat(run.numbers("files counted: (\\d+) of"))
                .isEqualTo(run.numbers("files counted: \\d+ of (\\d+)"))
                .hasSize(1);
        assertThat(run.lines()).anyMatch(line -> line.matches("   \\d+ files, \\d+ lines, \\d+ words"));
        assertThat(run.lines()).anyMatch(line -> line.startsWith("   the next task runs as ever: 105 (pid"));
        assertThat(run.lines()).last().asString().endsWith("child processes left: 0.");
        assertLocked(run.lines());
        assertOnlyTheVictimFailed(run.lines());
    }

    private static void assertLocked(List<String> lines) {
        List<String> locked =
                lines.stream().filter(line -> line.contains(" -----> ")).toList();
        Set<String> children = new HashSet<>();
        for (int line = 0; line < locked.size(); line += 4) {
            String child = locked.get(line).substring(0, 1);
            children.add(child);
            assertThat(locked.subList(line, line + 4))
                    .containsExactly(
                            child + " -----> 10" + child,
                            child + " -----> 22",
                            child + " -----> 33",
                            child + " -----> 44");
        }
        assertThat(children).containsExactlyInAnyOrder("0", "1", "2", "3", "4");
    }

    private static void assertOnlyTheVictimFailed(List<String> lines) {
        int first = (int)
                lines.stream().takeWhile(line -> !line.startsWith("   task 1:")).count();
        assertThat(lines.get(first)).startsWith("   task 1: 101 (pid ");
        assertThat(lines.get(first + 1))
                .startsWith(
                        "   task 2: org.multijvm.pool.task.WorkerCrashedException: worker died while running a task: signal=9 ");
        assertThat(lines.get(first + 2)).startsWith("   task 3: 103 (pid ");
        assertThat(lines.get(first + 3)).startsWith("   task 4: 104 (pid ");
    }
}
