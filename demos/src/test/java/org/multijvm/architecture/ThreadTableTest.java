package org.multijvm.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md names every thread that the modules start, and no other. */
@Tag("unit")
class ThreadTableTest {
    private static final List<String> MODULES =
            List.of("worker-launcher", "ipc", "pool", "queue", "manager", "server", "cluster");

    /** A whole name, or what follows the name of a pool or a child. */
    private static final Pattern IN_SOURCES = Pattern.compile("\"(multijvm-[a-z]+(?:-[a-z]+)*)\""
            + "|\"multijvm-\" \\+ [\\w.()]+ \\+ \"(-[a-z]+)\""
            + "|replace\\(\"-callbacks\", \"(-[a-z]+)\"\\)"
            + "|Stream\\.OUT \\? \"(-[a-z]+)\" : \"(-[a-z]+)\""
            + "|getName\\(\\) \\+ \"(-[a-z]+)\"");

    private static final Pattern IN_PAGE =
            Pattern.compile("`multijvm-(?:(?:POOL|NAME)(-[a-z]+)|([a-z]+(?:-[a-z]+)*))`");

    private final Path root = Path.of("").toAbsolutePath().getParent();

    @Test
    void namesThemAll() throws IOException {
        Set<String> started = new TreeSet<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main"))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    collect(IN_SOURCES, Files.readString(file), started);
                }
            }
        }
        Set<String> told = new TreeSet<>();
        collect(IN_PAGE, Files.readString(root.resolve("ARCHITECTURE.md")), told);
        assertThat(told).isEqualTo(started);
    }

    private static void collect(Pattern pattern, String text, Set<String> names) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                String name = matcher.group(group);
                if (name != null) {
                    names.add(pattern == IN_PAGE && group == 2 ? "multijvm-" + name : name);
                }
            }
        }
    }
}
