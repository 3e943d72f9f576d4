package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.launcher.ProcessIdentity;
import org.multijvm.test.Kill;

/** A JVM with pools ends in good order: its own shutdown hooks may use them, and nothing is left. */
@Tag("process")
class ShutdownTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Map<String, Integer> CODES = Map.of("main", 0, "exit", 3, "TERM", 143, "INT", 130);

    @TempDir
    private Path folder;

    private final Path output = Path.of("output");
    private Process program;

    @AfterEach
    void endProgram() {
        if (program != null) {
            program.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "exit", "TERM", "INT"})
    void aPoolThatIsClosedInAShutdownHookFinishesItsTasks(String end) throws Exception {
        start("close", end);
        assertThat(linesAtTheEnd(end)).contains("done=8, last=7, applied=42").noneMatch(this::isTrouble);
        assertNothingIsLeft();
    }

    @Test
    void aPoolOfThreadsThatIsClosedInAShutdownHookFinishesItsTasks() throws Exception {
        start("close-threads", "exit");
        assertThat(linesAtTheEnd("exit")).contains("done=8, last=7, applied=42").noneMatch(this::isTrouble);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "exit", "TERM", "INT"})
    void aPoolThatIsLeftAtItsTasksEndsWithItsJvm(String end) throws Exception {
        start("leave", end);
        assertThat(linesAtTheEnd(end)).noneMatch(this::isTrouble);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "TERM"})
    void aShutdownHookMayBeTheFirstToUseThePoolAndAllElse(String end) throws Exception {
        start("first-use", end);
        assertThat(linesAtTheEnd(end))
                .contains("pool=5", "shared=6", "queue=7", "exit=Optional[Code[value=0]]", "memory=8")
                .noneMatch(this::isTrouble);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "TERM"})
    void aShutdownHookMayTalkToADaemonChild(String end) throws Exception {
        start("children", end);
        assertThat(linesAtTheEnd(end)).contains("answer=42").noneMatch(this::isTrouble);
        assertNothingIsLeft();
    }

    private boolean isTrouble(String line) {
        return line.contains("xception") || line.contains("rror") || line.contains("failed") || line.contains("WARN");
    }

    private void start(String hook, String end) throws IOException {
        // what is started by a background job of a shell ignores SIGINT, unless it is told otherwise
        program = new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // or JDK 24 and later warn of the futex, which is trouble here
                        Runtime.version().feature() < 22 ? "-Dnative=allowed" : "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dmultijvm.session.root=" + folder,
                        ShutdownMain.class.getName(),
                        hook,
                        end)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(output).toFile())
                .start();
    }

    private List<String> linesAtTheEnd(String end) throws Exception {
        Path file = folder.resolve(output);
        if (end.equals("TERM") || end.equals("INT")) {
            await().atMost(LONG).until(() -> Files.readString(file).contains("ready"));
            if (end.equals("INT")) {
                Kill.interrupt(program.pid());
            } else {
                Kill.terminate(program.pid());
            }
        }
        assertThat(program.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(file);
        assertThat(program.exitValue()).as(String.join("\n", lines)).isEqualTo(CODES.get(end));
        return lines;
    }

    /** The workers remove what they have made since their parent gave the session away, a moment after its end. */
    private void assertNothingIsLeft() {
        await().atMost(LONG).untilAsserted(() -> assertThat(folder).isDirectoryNotContaining("glob:**/multijvm-*"));
        await().atMost(LONG).until(() -> children().findAny().isEmpty());
    }

    /** Workers of this program: each names its folder in its command line. */
    private Stream<ProcessHandle> children() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(folder + "/multijvm-"))
                .filter(process -> ProcessIdentity.of(process.pid()).isPresent());
    }
}
