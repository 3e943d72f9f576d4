package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.multijvm.cluster.grid.JdkFlags;

/**
 * One run of a main class in a JVM of its own, to its end.
 *
 * @param pid the JVM's process number
 * @param exit its exit code
 * @param lines what it and its children wrote to standard output
 * @param errors what they wrote to standard error
 */
record DemoRun(long pid, int exit, List<String> lines, String errors) {
    private static final int FIRST_JDK_WITH_NATIVE_ACCESS = 22;
    private static final int DEADLOCK_SECONDS = 100;

    /** Runs a demo that is to end well: exit code 0, nothing on standard error, nothing left behind. */
    static DemoRun of(Path folder, String... arguments) throws IOException, InterruptedException {
        DemoRun run = ofAnyEnd(folder, arguments);
        assertThat(run.errors()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }

    /** Runs a demo that may fail, but leaves nothing behind either. */
    static DemoRun ofAnyEnd(Path folder, String... arguments) throws IOException, InterruptedException {
        return ofClass(folder, System.getProperty("java.class.path"), Demos.class.getName(), arguments);
    }

    /** Runs a demo of clusters that is to end well, with the flags that {@code demos/run} gives it. */
    static DemoRun ofCluster(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> flags = new ArrayList<>(JdkFlags.all());
        flags.addAll(List.of("-cp", System.getProperty("java.class.path")));
        DemoRun run = of(folder, flags, Demos.class.getName(), arguments);
        assertThat(run.errors()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }

    /** Runs a demo in a JVM that tells on standard output which classes it loads; its children inherit that. */
    static DemoRun tellingClasses(Path folder, String... arguments) throws IOException, InterruptedException {
        return of(
                folder,
                List.of("-Xlog:class+load:stdout", "-cp", System.getProperty("java.class.path")),
                Demos.class.getName(),
                arguments);
    }

    /** Runs any main class; the folder takes its output and its shared files. */
    static DemoRun ofClass(Path folder, String classPath, String mainClass, String... arguments)
            throws IOException, InterruptedException {
        return of(folder, List.of("-cp", classPath), mainClass, arguments);
    }

    /** Runs a demo that is to end well, and types some lines. */
    static DemoRun typing(Path folder, List<String> lines, String... arguments)
            throws IOException, InterruptedException {
        Files.write(folder.resolve("in"), lines);
        return of(folder, arguments);
    }

    private static DemoRun of(Path folder, List<String> flags, String mainClass, String... arguments)
            throws IOException, InterruptedException {
        Path session = Files.createDirectories(folder.resolve("session"));
        File out = folder.resolve("out").toFile();
        File err = folder.resolve("err").toFile();
        ProcessBuilder builder = new ProcessBuilder(command(session, flags, mainClass, arguments));
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Path in = folder.resolve("in");
        if (!Files.exists(in)) {
            Files.createFile(in);
        }
        Process process = builder.redirectInput(in.toFile())
                .redirectOutput(out)
                .redirectError(err)
                .start();
        if (!process.waitFor(DEADLOCK_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it hangs: " + Files.readAllLines(out.toPath()) + Files.readString(err.toPath()));
        }
        assertNothingLeft(session);
        return new DemoRun(
                process.pid(), process.exitValue(), Files.readAllLines(out.toPath()), Files.readString(err.toPath()));
    }

    /** All numbers that stand where the pattern has its group. */
    List<Long> numbers(String pattern) {
        return Pattern.compile(pattern)
                .matcher(String.join("\n", lines))
                .results()
                .map((MatchResult match) -> Long.valueOf(match.group(1)))
                .collect(Collectors.toList());
    }

    static List<String> command(Path session, List<String> flags, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= FIRST_JDK_WITH_NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Dmultijvm.session.root=" + session);
        command.addAll(flags);
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    /** A child's command line names its argument file, which lies in the session folder: so children can be told from all others. */
    static void assertNothingLeft(Path session) throws IOException {
        await("children that outlive the demo")
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains(session.toString())));
        try (Stream<Path> left = Files.walk(session)) {
            assertThat(left.filter(path -> session.relativize(path).getNameCount() > 1))
                    .isEmpty();
        }
    }
}
