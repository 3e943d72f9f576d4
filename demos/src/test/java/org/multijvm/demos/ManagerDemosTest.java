package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demos of managers show what they promise. */
@Tag("integration")
@Timeout(120)
class ManagerDemosTest {
    @TempDir
    Path folder;

    @Test
    void dictGrowsByAValueAChild() throws Exception {
        List<String> expected = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        for (int i = 100; i < 110; i++) {
            values.add(i);
            expected.add(values.toString());
        }
        assertThat(DemoRun.of(folder, "manager-dict").lines()).isEqualTo(expected);
    }

    @Test
    void dictAndListAreShared() throws Exception {
        List<String> lines = DemoRun.of(folder, "manager-dict-list").lines();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isIn("{1=1, 2=2}", "{2=2, 1=1}");
        assertThat(lines.get(1).replaceAll("[\\[\\] ]", "").split(","))
                .hasSize(10)
                .doesNotHaveDuplicates();
    }

    @Test
    void eachKindIsUsedByAChild() throws Exception {
        assertThat(DemoRun.of(folder, "manager-all").lines())
                .containsExactly(
                        "list [3, 2, 1]",
                        "dict {a=1}",
                        "namespace set by a child",
                        "lock false",
                        "reentrantLock 2, abandoned: false",
                        "semaphore 4",
                        "boundedSemaphore: released too often",
                        "event true",
                        "condition [1]",
                        "barrier passed",
                        "queue from a child",
                        "value 3.14",
                        "array [9, 2, 3]");
    }

    @Test
    void networkLetsTheKeyIn() throws Exception {
        DemoRun run = DemoRun.ofAnyEnd(folder, "manager-network");
        assertThat(run.exit()).isZero();
        assertThat(run.errors().lines()).hasSize(1).allMatch(line -> line.contains("a client is not let in"));
        assertThat(run.lines()).containsExactly("there: changed", "here: {buns=2}", "refused: the key is another one");
    }

    @Test
    void queuesHaveTheirOrders() throws Exception {
        assertThat(DemoRun.of(folder, "lifo-priority").lines())
                .containsExactly("last in, first out: 2 1 3", "lowest first: 1 2 3");
    }

    @Test
    void twoChatUntilOneEndsItsInput() throws Exception {
        String[] command = {"manager-chat", "--socket", folder.resolve("chat").toString()};
        try (DemoTalk first = DemoTalk.start(folder.resolve("first"), command)) {
            first.awaitLine("waiting for the other one: run this in a second terminal, too");
            try (DemoTalk second = DemoTalk.start(folder.resolve("second"), command)) {
                second.type("hello");
                first.awaitLine("second: hello");
                first.type("how are you?");
                second.awaitLine("first: how are you?");
                second.type("bye");
                first.awaitLine("second: bye");
                first.endInput();
                // its own input goes on
                second.awaitEnd();
                first.awaitEnd();
                assertThat(first.lines()).endsWith("second: hello", "second: bye", "lines: {first=1, second=2}");
                assertThat(second.lines())
                        .containsExactly("the other one is there", "first: how are you?", "lines: {first=1, second=2}");
            }
        }
    }
}
