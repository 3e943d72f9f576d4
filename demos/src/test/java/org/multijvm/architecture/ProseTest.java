package org.multijvm.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Phrases that a native reader stumbles over: a waiting thread is "a waiting thread", and what holds by itself is a "default". */
@Tag("unit")
class ProseTest {
    private static final List<String> PHRASES =
            List.of("who waits", "for who", "by whom", "if it is not said", "if nothing is said", "what is said of");

    /** Also across the lines of a comment. */
    private static final Pattern STUMBLING = Pattern.compile(
            PHRASES.stream()
                    .map(phrase -> phrase.replace(" ", "[\\s*]+"))
                    .collect(Collectors.joining("|", "\\b(", ")\\b")),
            Pattern.CASE_INSENSITIVE);

    private static final List<String> MODULES = List.of(
            "worker-launcher",
            "ipc",
            "pool",
            "queue",
            "manager",
            "server",
            "cluster",
            "demos",
            "benchmarks",
            "test-support");

    private final Path root = Path.of("").toAbsolutePath().getParent();

    @Test
    void isPlainInSourcesAndPages() throws IOException {
        List<String> found = new ArrayList<>();
        for (String module : MODULES) {
            collect(root.resolve(module).resolve("src/main"), ".java", found);
        }
        collect(root.resolve("docs"), ".md", found);
        try (Stream<Path> pages = Files.list(root)) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                look(page, found);
            }
        }
        assertThat(found).isEmpty();
    }

    private void collect(Path folder, String ending, List<String> found) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(ending)).toList()) {
                look(file, found);
            }
        }
    }

    private void look(Path file, List<String> found) throws IOException {
        String text = Files.readString(file);
        Matcher matcher = STUMBLING.matcher(text);
        while (matcher.find()) {
            long line = text.substring(0, matcher.start()).lines().count();
            found.add(root.relativize(file) + ":" + line + ": " + matcher.group());
        }
    }
}
