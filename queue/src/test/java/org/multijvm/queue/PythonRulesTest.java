package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The table of Python's rules for queues names each rule once, and tests that there are: of this module, and of the simple queue in ipc. */
@Tag("unit")
class PythonRulesTest {
    private static final List<Path> SOURCES = List.of(
            Path.of("src/test/java/org/multijvm/queue"), Path.of("../ipc/src/test/java/org/multijvm/ipc/queue"));

    private static String table() throws IOException {
        String page = Files.readString(Path.of("../docs/python-rules.md"));
        return page.substring(page.indexOf("\n## Queues\n"), page.indexOf("\n## Connections\n"));
    }

    @Test
    void eachRuleOfQueuesHasItsRow() throws Exception {
        assertThat(table().lines()
                        .filter(line -> line.matches("\\| Q\\d+ \\|.*"))
                        .map(line -> line.split(" ")[1])
                        .toList())
                .isEqualTo(IntStream.rangeClosed(1, 14).mapToObj(i -> "Q" + i).toList());
    }

    @Test
    void eachTestThatIsNamedExists() throws Exception {
        Matcher named = Pattern.compile("`(\\w+)#(\\w+)`").matcher(table());
        int tests = 0;
        while (named.find()) {
            String source = "";
            for (Path folder : SOURCES) {
                Path file = folder.resolve(named.group(1) + ".java");
                source += Files.exists(file) ? Files.readString(file) : "";
            }
            assertThat(source).as(named.group()).contains("@Test\n    void " + named.group(2) + "(");
            tests++;
        }
        assertThat(tests).isGreaterThan(14);
    }
}
