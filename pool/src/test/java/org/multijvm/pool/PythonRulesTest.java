package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The tables of Python's rules for the pool and the executor name each rule once, and tests that there are. */
@Tag("unit")
class PythonRulesTest {
    private static final Path TABLE = Path.of("..", "docs", "python-rules.md");

    @Test
    void eachRuleOfThePoolAndTheExecutorHasItsRow() throws Exception {
        List<String> rules = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            Matcher row = Pattern.compile("\\| (PL\\d+|F\\d+) \\|.*").matcher(line);
            if (row.matches()) {
                rules.add(row.group(1));
            }
        }
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 28; i++) {
            expected.add("PL" + i);
        }
        for (int i = 1; i <= 16; i++) {
            expected.add("F" + i);
        }
        assertThat(rules).isEqualTo(expected);
    }

    @Test
    void eachTestThatIsNamedExists() throws Exception {
        String page = Files.readString(TABLE);
        String tables = page.substring(0, page.indexOf("\n## Queues\n"));
        Matcher named = Pattern.compile("`(\\w+)#(\\w+)`").matcher(tables);
        int tests = 0;
        while (named.find()) {
            Class<?> type = Class.forName("org.multijvm.pool." + named.group(1));
            assertThat(type.getDeclaredMethods())
                    .as(named.group())
                    .anyMatch(method -> method.getName().equals(named.group(2)) && isTest(method));
            tests++;
        }
        assertThat(tests).isGreaterThan(40);
    }

    private static boolean isTest(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation instanceof Test || annotation instanceof ParameterizedTest);
    }
}
