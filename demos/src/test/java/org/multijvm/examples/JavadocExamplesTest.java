package org.multijvm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The examples of the Javadoc are those that the build compiles. */
@Tag("unit")
class JavadocExamplesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> MODULES = List.of("worker-launcher", "ipc", "pool", "queue", "manager", "server");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code(.*?)\\n\\s*\\* }</pre>", Pattern.DOTALL);

    @Test
    void eachExampleIsCompiled() throws IOException {
        String compiled = "";
        for (String file : List.of("JavadocExamples.java", "ChannelExamples.java")) {
            compiled += bare(Files.readString(ROOT.resolve("demos/src/test/java/org/multijvm/examples/" + file)));
        }
        List<String> missing = new ArrayList<>();
        int seen = 0;
        for (Path source : sources()) {
            Matcher example = EXAMPLE.matcher(Files.readString(source));
            while (example.find()) {
                String text = example.group(1).replaceAll("(?m)^\\s*\\* ?", "");
                // a command for a shell is none of Java's
                if (!text.strip().startsWith("java ")) {
                    seen++;
                    if (!compiled.contains(bare(text))) {
                        missing.add(source.getFileName() + ":" + text);
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(30);
        assertThat(missing).isEmpty();
    }

    /** Without spaces and line breaks, which a formatter sets as it likes. */
    private static String bare(String text) {
        return text.replaceAll("\\s", "");
    }

    /** But for the machine of ipc, which no user sees. */
    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.toString().contains("/ipc/wait/"))
                        .forEach(all::add);
            }
        }
        return all;
    }
}
