package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A demo that runs, to which a test types line after line while it reads what it says. */
final class DemoTalk implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;

    private final Path session;
    private final Path out;
    private final Path err;
    private final Process process;
    private final Writer keyboard;

    private DemoTalk(Path session, Path out, Path err, Process process) {
        this.session = session;
        this.out = out;
        this.err = err;
        this.process = process;
        this.keyboard = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** The folder is its own. */
    static DemoTalk start(Path folder, String... arguments) throws IOException {
        return start(folder, false, arguments);
    }

    /** At a terminal, which the program {@code script} makes. */
    static DemoTalk startAtTerminal(Path folder, String... arguments) throws IOException {
        return start(folder, true, arguments);
    }

    private static DemoTalk start(Path folder, boolean terminal, String... arguments) throws IOException {
        Path session = Files.createDirectories(folder.resolve("session"));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = DemoRun.command(
                session, List.of("-cp", System.getProperty("java.class.path")), Demos.class.getName(), arguments);
        if (terminal) {
            command = List.of("script", "-qec", "'" + String.join("' '", command) + "'", "/dev/null");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new DemoTalk(session, out, err, process);
    }

    void type(String line) throws IOException {
        keyboard.write(line + "\n");
        keyboard.flush();
    }

    void endInput() throws IOException {
        keyboard.close();
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(out);
    }

    void awaitLine(String line) {
        await(line).atMost(LIMIT_SECONDS, TimeUnit.SECONDS).until(() -> {
            boolean alive = process.isAlive();
            boolean there = lines().contains(line);
            assertThat(alive || there).as(lines() + Files.readString(err)).isTrue();
            return there;
        });
    }

    /** It ends well, by itself, and leaves nothing. */
    void awaitEnd() throws IOException, InterruptedException {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("it has ended")
                .isTrue();
        assertThat(Files.readString(err)).isEmpty();
        assertThat(process.exitValue()).isZero();
        DemoRun.assertNothingLeft(session);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
