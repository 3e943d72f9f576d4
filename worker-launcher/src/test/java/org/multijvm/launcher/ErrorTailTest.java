package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ErrorTailTest {
    private final ErrorTail tail = new ErrorTail();

    private void write(String text) {
        byte[] bytes = text.getBytes(OutputPump.encoding());
        tail.add(bytes, bytes.length);
    }

    private static String frames(String method, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("\tat Deep.").append(method).append(i).append("(Deep.java)\n");
        }
        return text.toString();
    }

    @Test
    void keepsTheMessageOfADeepTrace() {
        write("before\nProcess deep:\njava.lang.IllegalStateException: the message\n" + frames("in", 100));
        assertThat(tail.lines())
                .hasSize(22)
                .startsWith("java.lang.IllegalStateException: the message", "\t... 80 lines left out")
                .endsWith("\tat Deep.in98(Deep.java)", "\tat Deep.in99(Deep.java)");
    }

    @Test
    void keepsTheLastCauseThatIsLeftOutToo() {
        write("Outer: one\n" + frames("a", 5) + "Caused by: Middle: two\n" + frames("b", 5)
                + "Caused by: Inner: three\n" + frames("c", 30));
        assertThat(tail.lines())
                .hasSize(23)
                .startsWith(
                        "Outer: one", "\t... 21 lines left out", "Caused by: Inner: three", "\tat Deep.c10(Deep.java)");
    }

    @Test
    void addsNothingWhereTheLinesDoNotBeginWithinATrace() {
        write("Early: trace\n" + frames("a", 30) + "later\n");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            write("line " + i + "\n");
            expected.add("line " + i);
        }
        assertThat(tail.lines()).isEqualTo(expected);
    }

    @Test
    void namesTheTraceInWhichTheLinesBeginAndNotAnEarlierOne() {
        write("Early: trace\n" + frames("a", 30) + "Late: trace\n" + frames("b", 19) + "last words");
        assertThat(tail.lines())
                .hasSize(21)
                .startsWith("Late: trace", "\tat Deep.b0(Deep.java)")
                .endsWith("last words");
    }

    @Test
    void holdsNoMoreThanItsBytesAndReadsAllKindsOfLineEnds() {
        write("one\r\ntwo\rthree\n\nfour");
        assertThat(tail.lines()).containsExactly("one", "two", "three", "", "four");
        write("x".repeat(100_000) + "\nfive");
        assertThat(tail.lines()).hasSize(1).containsExactly("five");
        write("\n" + "y".repeat(8000) + "\n" + "z".repeat(1000));
        assertThat(tail.lines()).containsExactly("z".repeat(1000));
    }
}
