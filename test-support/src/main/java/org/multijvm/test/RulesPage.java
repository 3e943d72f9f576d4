package org.multijvm.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A section of {@code docs/python-rules.md}: a table with a row for each rule of Python's, which names tests. For a test in a module's folder. Immutable. */
public final class RulesPage {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]+\\d+) \\|");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");

    private final String section;

    private RulesPage(String section) {
        this.section = section;
    }

    /** The section of a title. */
    public static RulesPage section(String title) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "python-rules.md"));
        int from = page.indexOf("\n## " + title + "\n");
        assertThat(from).as("the section " + title).isNotNegative();
        int to = page.indexOf("\n## ", from + 1);
        return new RulesPage(page.substring(from, to < 0 ? page.length() : to));
    }

    /** The rules that have a row, in order. */
    public List<String> rules() {
        return ROW.matcher(section).results().map(row -> row.group(1)).toList();
    }

    /** Checks that each test that the section names is one in these folders, and gives how many it names. */
    public int checkNamedTests(Path... folders) throws IOException {
        Matcher named = NAMED.matcher(section);
        int tests = 0;
        while (named.find()) {
            StringBuilder sources = new StringBuilder();
            for (Path folder : folders) {
                Path file = folder.resolve(named.group(1) + ".java");
                sources.append(Files.exists(file) ? Files.readString(file) : "");
            }
            assertThat(sources.toString())
                    .as(named.group())
                    .containsPattern(
                            "@(Test|ParameterizedTest[^\\n]*)\\n( +@[^\\n]+\\n)* +void " + named.group(2) + "\\(");
            tests++;
        }
        return tests;
    }
}
