package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages about demos tell what is there: the table of programs and tests, and the guide for people who come from Python. */
@Tag("unit")
class PagesTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path TABLE = MODULE.resolve("README.md");
    private static final Path GUIDE = MODULE.resolveSibling("docs").resolve("from-python.md");

    /** Programs that no article has. */
    private static final Set<String> OUR_OWN = Set.of("durable-queue", "manager-chat", "pool-limits");

    private static final Pattern LINE =
            Pattern.compile("(?m)^\\| \\[([^]]+)]\\(([^)]+)\\) \\| (.*) \\| \\[(\\w+)]\\(([^)]+)\\) `(\\w+)` \\|$");

    /** A section of the guide. */
    record Section(String title, String text) {
        @Override
        public String toString() {
            return title;
        }
    }

    static List<Section> sections() throws IOException {
        List<Section> sections = new ArrayList<>();
        for (String part : Files.readString(GUIDE).split("(?m)^(?=###? )")) {
            if (part.startsWith("### ")) {
                sections.add(new Section(part.lines().findFirst().orElse("").substring("### ".length()), part));
            }
        }
        return sections;
    }

    @Test
    void theTableNamesEachDemoUnderItsHeading() throws IOException {
        List<String> expected = new ArrayList<>();
        for (Heading heading : Heading.values()) {
            expected.add(heading.title());
            for (Row row : Row.under(heading)) {
                expected.add(row.command() + ": " + row.summary() + ": src/main/java/"
                        + row.type().getName().replace('.', '/') + ".java");
            }
        }
        List<String> told = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            Matcher row = LINE.matcher(line);
            if (line.startsWith("## ")) {
                told.add(line.substring("## ".length()));
            } else if (row.matches()) {
                told.add(row.group(1) + ": " + row.group(3) + ": " + row.group(2));
            }
        }
        assertThat(told).isEqualTo(expected);
    }

    /** The test is there, and runs the demo. */
    @Test
    void theTableNamesATestOfEachDemo() throws IOException {
        List<MatchResult> rows = LINE.matcher(Files.readString(TABLE)).results().toList();
        assertThat(rows).hasSameSizeAs(Row.values());
        for (MatchResult row : rows) {
            String source = Files.readString(MODULE.resolve(row.group(5)));
            int start = source.indexOf("    void " + row.group(6) + "(");
            assertThat(start).as(row.group()).isPositive();
            assertThat(source.substring(start, source.indexOf("\n    }\n", start)))
                    .contains('"' + row.group(1) + '"');
        }
    }

    @Test
    void theGuideHasASectionForEachProgramOfItsHeadings() throws IOException {
        String guide = Files.readString(GUIDE);
        List<String> expected = Stream.of(Heading.values())
                .filter(heading -> guide.contains("\n## " + heading.title() + "\n"))
                .flatMap(heading -> Row.under(heading).stream())
                .map(Row::command)
                .filter(command -> !OUR_OWN.contains(command))
                .toList();
        assertThat(expected).hasSizeGreaterThan(40);
        assertThat(sections().stream().map(Section::title)).containsAll(expected);
    }

    /** White space aside: each Java part of a section stands as it is in a source that the section names. */
    @ParameterizedTest
    @MethodSource("sections")
    void theGuidesJavaStandsInTheDemo(Section section) throws IOException {
        assertThat(Row.of(section.title())).isNotNull();
        List<String> sources = new ArrayList<>();
        for (MatchResult link : Pattern.compile("]\\(([^)]+\\.java)\\)")
                .matcher(section.text())
                .results()
                .toList()) {
            sources.add(withoutSpace(Files.readString(GUIDE.resolveSibling(link.group(1)))));
        }
        assertThat(sources).isNotEmpty();
        List<String> blocks = Pattern.compile("(?s)```java\n(.*?)```")
                .matcher(section.text())
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks)
                .isNotEmpty()
                .allSatisfy(block -> assertThat(sources).anyMatch(source -> source.contains(withoutSpace(block))));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
