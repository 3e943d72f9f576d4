package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.launcher.JvmProcess;

/** Chronicle in JVMs of its own, each started as a user's program is. */
@Tag("process")
class JdkAccessTest {
    private static final String READ = "read 1000 6000\n";

    @TempDir
    private Path folder;

    private Path home;
    private Path temporary;

    /** What a JVM wrote to its two streams. */
    private record Printed(String output, String errors) {}

    @BeforeEach
    void makeFolders() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        temporary = Files.createDirectory(folder.resolve("temporary"));
    }

    private Printed java(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + temporary));
        command.addAll(List.of(words));
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temporary.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return new Printed(Files.readString(output), Files.readString(errors));
    }

    private Printed log(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path")));
        for (String word : words) {
            all.add(word.startsWith("-") ? 0 : all.size(), word);
        }
        all.add(all.indexOf("-cp") + 2, LogMain.class.getName());
        all.add(all.indexOf("-cp") + 3, folder.resolve("log").toString());
        return java(all.toArray(new String[0]));
    }

    @Test
    void opensTheJdkWithoutAFlagAndAWord() throws Exception {
        assertThat(log()).isEqualTo(new Printed(READ, ""));
    }

    @Test
    void leavesNothingInTheHomeAndAmongTemporaryFiles() throws Exception {
        assertThat(log().output()).isEqualTo(READ);
        assertThat(home).isEmptyDirectory();
        try (Stream<Path> left = Files.walk(temporary)) {
            assertThat(left.filter(path -> !path.equals(temporary))
                            .filter(path -> !path.getFileName().toString().startsWith("hsperfdata")))
                    .isEmpty();
        }
    }

    @Test
    void logsOneLineBelowWarnings() throws Exception {
        Printed printed = log("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
        assertThat(printed.output()).isEqualTo(READ);
        assertThat(printed.errors().lines()).singleElement().asString().contains("Chronicle core loaded from");
    }

    @Test
    void theFlagsThatItNamesMakeItNeedless() throws Exception {
        List<String> words = new ArrayList<>(JdkAccess.flags());
        words.add("plain");
        assertThat(log(words.toArray(new String[0])).output()).isEqualTo(READ);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24)
    void namesTheFlagWhereUnsafeIsDenied() throws Exception {
        Printed printed = log("--sun-misc-unsafe-memory-access=deny");
        assertThat(printed.output())
                .contains("start the JVM with these flags: flags=--sun-misc-unsafe-memory-access=allow, java=");
        assertThat(printed.errors()).isEmpty();
    }

    @Test
    void opensTheJdkToANamedModuleToo() throws Exception {
        String tests = home(LogMain.class).toString();
        String modules = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.equals(tests))
                .filter(entry -> List.of("chronicle-", "posix-", "slf4j-api-", "jspecify-").stream()
                        .anyMatch(
                                name -> Path.of(entry).getFileName().toString().startsWith(name)))
                .collect(Collectors.joining(File.pathSeparator));
        String ours = Stream.of(JdkAccess.class, SimpleQueue.class, JvmProcess.class)
                .map(type -> home(type).toString())
                .collect(Collectors.joining(File.pathSeparator));
        Printed printed = java(
                "-p",
                modules + File.pathSeparator + ours,
                "--patch-module",
                "org.multijvm.queue=" + tests,
                "-m",
                "org.multijvm.queue/" + LogMain.class.getName(),
                folder.resolve("log").toString());
        assertThat(printed.output()).isEqualTo(READ);
    }

    @Test
    void whatReportsToOthersIsNotThere() {
        assertThat(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.contains("chronicle")))
                .isNotEmpty()
                .noneMatch(entry -> entry.contains("analytics"));
        assertThatThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    private static Path home(Class<?> type) {
        try {
            URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(place);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
