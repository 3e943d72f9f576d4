package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of this JDK's, as a user does in a shell. */
final class JavaTool {
    private JavaTool() {}

    /** What it prints on both streams, without the warnings of its JDK; fails if it does not end. */
    static List<String> run(Path folder, String tool, String... arguments) throws Exception {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        words.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        // its folder of settings would be the user's own
        builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.util.prefs.userRoot=" + folder);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS))
                    .as("ends: tool=%s, output=%s", tool, output)
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(output));
        lines.removeIf(line -> line.isBlank() || line.startsWith("WARNING: ") || line.startsWith("NOTE: Picked up "));
        return lines;
    }
}
