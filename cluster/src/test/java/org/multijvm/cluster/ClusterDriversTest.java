package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.cluster.grid.JdkFlags;
import org.multijvm.pool.Pool;
import org.multijvm.test.Kill;

/** Programs that use a cluster, each a JVM of its own: what becomes of one's tasks when it dies, and of two that do not have the same classes. */
@Tag("integration")
@Timeout(240)
class ClusterDriversTest {
    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final List<Process> programs = new ArrayList<>();
    private Members members;

    @BeforeEach
    void start() {
        members = new Members();
        members.start(2);
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process each : programs) {
            each.destroyForcibly().waitFor();
        }
        members.close();
    }

    private Process program(String classPath, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Members.java(), "-Xmx192m", "-XX:+UseSerialGC"));
        command.addAll(JdkFlags.all());
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("err" + programs.size()).toFile())
                .start();
        programs.add(process);
        return process;
    }

    private static int plusOne(int x) {
        return x + 1;
    }

    @Test
    void theTasksOfAProgramThatDiesEndAndThoseOfOthersGoOn() throws Exception {
        Path file = folder.resolve("pid");
        Process dying = program(
                System.getProperty("java.class.path"),
                DriverProgram.class.getName(),
                members.address(),
                file.toString());
        try (Cluster cluster = Cluster.connect(members.address());
                Pool pool = cluster.pool()) {
            assertThat(pool.apply(ClusterDriversTest::plusOne, 1)).isEqualTo(2);
            Awaitility.await().atMost(LONG).until(() -> Files.exists(file) || !dying.isAlive());
            assertThat(file).exists();
            long worker = Long.parseLong(Files.readString(file));
            assertThat(ProcessHandle.of(worker)).isPresent();
            dying.destroyForcibly();
            Kill.awaitDeath(worker, LONG);
            assertThat(pool.apply(ClusterDriversTest::plusOne, 2)).isEqualTo(3);
            assertThat(cluster.members()).hasSize(1);
        }
    }

    /** Tells the version of its helper class, here and by the cluster, once for each line that it reads. */
    private static final String PROGRAM = """
            import java.io.BufferedReader;
            import java.io.InputStreamReader;
            import java.util.List;
            import java.util.Set;
            import java.util.TreeSet;
            import org.multijvm.cluster.Cluster;
            import org.multijvm.pool.ChunkSize;
            import org.multijvm.pool.Pool;

            public class Program {
                record Told(String version, int number) implements java.io.Serializable {}

                static Told tell(int number) {
                    return new Told(Helper.version(), number);
                }

                public static void main(String[] arguments) throws Exception {
                    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
                    try (Cluster cluster = Cluster.connect(arguments[0]); Pool pool = cluster.pool()) {
                        while (in.readLine() != null) {
                            Set<String> there = new TreeSet<>();
                            for (Told each : pool.map(Program::tell, List.of(1, 2, 3, 4, 5, 6, 7, 8), ChunkSize.of(1))) {
                                there.add(each.version());
                            }
                            System.out.println(Helper.version() + " " + there);
                        }
                    }
                }
            }
            """;

    @Test
    void twoProgramsWithTwoVersionsOfAClassHaveTheirOwn() throws Exception {
        Process one = program(compile("one"), "Program", members.address());
        Process two = program(compile("two"), "Program", members.address());
        BufferedReader ofOne = one.inputReader(StandardCharsets.UTF_8);
        BufferedReader ofTwo = two.inputReader(StandardCharsets.UTF_8);
        for (int round = 0; round < 3; round++) {
            // both have pools at the members, and both ask at the same time
            for (Process each : List.of(one, two)) {
                each.outputWriter().write("\n");
                each.outputWriter().flush();
            }
            assertThat(ofOne.readLine()).isEqualTo("one [one]");
            assertThat(ofTwo.readLine()).isEqualTo("two [two]");
        }
    }

    /** With a helper of this version; returns the class path. */
    private String compile(String version) throws IOException {
        Path sources = Files.createDirectories(folder.resolve(version));
        Path program = Files.writeString(sources.resolve("Program.java"), PROGRAM);
        Path helper = Files.writeString(
                sources.resolve("Helper.java"),
                "public class Helper { public static String version() { return \"" + version + "\"; } }");
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        String path = System.getProperty("java.class.path");
        int failed = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "-proc:none",
                        "-cp",
                        path,
                        "-d",
                        sources.toString(),
                        program.toString(),
                        helper.toString());
        assertThat(failed).as("%s", messages).isZero();
        return sources + File.pathSeparator + path;
    }
}
