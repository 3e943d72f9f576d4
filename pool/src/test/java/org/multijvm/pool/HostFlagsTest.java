package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.launcher.JvmOptions;

/** The ways in which a host gives a JVM its flags, each with a JVM of its own that has a pool. */
@Tag("process")
class HostFlagsTest {
    @TempDir
    private Path folder;

    /** Prints its own and its worker's collector and largest heap in MiB. */
    public static final class Host {
        private Host() {}

        public static void main(String[] arguments) throws Exception {
            JvmOptions.Builder jvm = JvmOptions.builder();
            if (arguments.length > 0) {
                jvm.environment("JAVA_TOOL_OPTIONS", arguments[0]);
            }
            try (Pool pool = Pool.builder().workers(1).jvm(jvm.build()).start()) {
                System.out.println("here " + shape());
                System.out.println("worker " + pool.apply(Host::shape));
                System.out.println("nested " + pool.apply(Host::nested));
            }
        }

        private static String nested() throws Exception {
            try (Pool pool = Pool.of(1)) {
                return pool.apply(Host::shape);
            }
        }

        private static String shape() {
            return ManagementFactory.getGarbageCollectorMXBeans().get(0).getName() + " "
                    + (Runtime.getRuntime().maxMemory() >> 20) + " " + Boolean.getBoolean("told");
        }
    }

    /** What the program prints, and behind that what it and its JVM say on standard error: neither can come into a line of the other. */
    private List<String> run(Map<String, String> environment, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(words));
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .directory(folder.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(output));
        lines.addAll(Files.readAllLines(errors));
        return lines;
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JAVA_TOOL_OPTIONS|-XX:+UseParallelGC -Dtold=true -XX:MaxRAMPercentage=5",
                "_JAVA_OPTIONS|-XX:+UseParallelGC -Dtold=true -Xmx200m -Xms100m",
                "JDK_JAVA_OPTIONS|-cp nowhere @options -Dtold=true",
                "JDK_JAVA_OPTIONS|-XX:Flags=flags -Dtold=true --module-path nowhere --patch-module java.desktop=nowhere",
                "JAVA_TOOL_OPTIONS|-XX:VMOptionsFile=vmoptions",
            })
    void aCollectorThatTheEnvironmentChoosesIsTheWorkersToo(String variable, String value) throws Exception {
        Files.writeString(
                folder.resolve("options"),
                "-XX:+UseParallelGC # not G1\n'-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:0'");
        Files.writeString(folder.resolve("flags"), "+UseParallelGC\n-DisableExplicitGC\nMaxHeapSize=300m\n");
        Files.writeString(folder.resolve("vmoptions"), "-XX:+UseParallelGC -Dtold=true");
        List<String> lines = run(Map.of(variable, value), "-cp", classPath(), Host.class.getName());
        assertThat(lines).anyMatch(line -> line.matches("here PS .* true"));
        assertThat(lines).anyMatch(line -> line.matches("worker PS .* true"));
        assertThat(lines).anyMatch(line -> line.matches("nested PS .* true"));
    }

    @Test
    void aCollectorInAVariableThatTheUserGivesTheWorkersWins() throws Exception {
        List<String> lines = run(
                Map.of(), "-XX:+UseG1GC", "-cp", classPath(), Host.class.getName(), "-XX:+UseParallelGC -Dtold=true");
        assertThat(lines).anyMatch(line -> line.startsWith("here G1 "));
        assertThat(lines).anyMatch(line -> line.matches("worker PS .* true"));
    }

    /** Were it inherited, each JVM would be resident with the whole of it. */
    @Test
    void aWorkerTakesNothingOfTheShapeOfTheServersHeap() throws Exception {
        List<String> lines = run(
                Map.of(),
                "-Xmx300m",
                "-Xms300m",
                "-Xmn100m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                Resident.class.getName());
        assertThat(lines).contains("flags [], resident below 200 MB true, largest true");
    }

    /** Prints what its worker has of its heap's shape. */
    public static final class Resident {
        private Resident() {}

        public static void main(String[] arguments) throws Exception {
            try (Pool pool = Pool.of(1)) {
                String flags = pool.apply(Resident::flags);
                long bytes = pool.stats().workers().get(0).residentBytes().orElseThrow();
                long largest = pool.apply(() -> Runtime.getRuntime().maxMemory());
                System.out.println("flags " + flags + ", resident below 200 MB " + (bytes < 200_000_000) + ", largest "
                        + (largest < 310L << 20));
            }
        }

        private static String flags() {
            List<String> flags =
                    new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
            flags.removeIf(flag -> !flag.startsWith("-Xm") && !flag.contains("PreTouch"));
            return flags.toString();
        }
    }

    /** Prints how it waits. */
    public static final class Waits {
        private Waits() {}

        public static void main(String[] arguments) throws Exception {
            FutexWord.awaitCanWake();
            try (Pool pool = Pool.of(1)) {
                System.out.println(pool.apply(Tasks::plusOne, 1));
                System.out.println(pool.stats()
                        .toString()
                        .lines()
                        .filter(line -> line.contains("waits="))
                        .findFirst()
                        .orElse("none"));
            }
        }
    }

    @Test
    void showsWhyWaitsPoll() throws Exception {
        List<String> lines = run(Map.of(), "-Dmultijvm.futex=false", "-cp", classPath(), Waits.class.getName());
        assertThat(lines).containsExactly("2", "  waits=polling: the property multijvm.futex says so");
    }
}
