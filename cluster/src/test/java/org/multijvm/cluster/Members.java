package org.multijvm.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.multijvm.cluster.grid.JdkFlags;

/** Members of a cluster on this machine, each a JVM that has no class of the tests. */
public final class Members implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final List<Process> processes = new ArrayList<>();
    private final List<String> program;
    private final Map<String, String> environment = new HashMap<>();
    private final Path folder;
    private final Map<Process, String> addresses = new HashMap<>();
    private String address = "";

    /** Each from the classes that this JVM has. */
    public Members() {
        this(inTheOpen(List.of()));
    }

    /**
     * Each by a command of its own.
     *
     * @param program the command, to which a member's arguments are added
     */
    public Members(List<String> program) {
        this.program = program;
        try {
            folder = Files.createTempDirectory("members");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A variable of the environment of those that are started from now on. */
    public Members with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** What one has written to standard error so far, by the order in which they were started. */
    public String errors(int member) throws IOException {
        return Files.readString(file("err", member));
    }

    /** Starts one, and waits until it is a part. */
    public Process start(int slots, String... more) {
        Process process = startSoon(slots, more);
        Path out = file("out", processes.size() - 1);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !process.isAlive() || Files.readString(out).contains("\n"));
        try {
            if (!process.isAlive()) {
                throw new IllegalStateException("a member has ended: exit=" + process.exitValue() + ", err="
                        + Files.readString(file("err", processes.size() - 1)));
            }
            addresses.put(process, Files.readString(out).strip());
            if (address.isEmpty()) {
                address = addresses.get(process);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return process;
    }

    /** The same, and does not wait. */
    public Process startSoon(int slots, String... more) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("--slots", "" + slots));
        // others may run on this machine
        command.addAll(List.of("--port", "" + (20_000 + ProcessHandle.current().pid() % 10_000)));
        if (!addresses.isEmpty()) {
            command.addAll(List.of("--join", String.join(",", living())));
        }
        command.addAll(List.of(more));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(file("out", processes.size()).toFile())
                    .redirectError(file("err", processes.size()).toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The command of one, from the classes that this JVM has.
     *
     * @param before what stands before it
     */
    public static List<String> inTheOpen(List<String> before) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(java(), "-Xmx192m", "-XX:+UseSerialGC"));
        command.addAll(JdkFlags.all());
        command.addAll(List.of("-cp", classPath(), ClusterMember.class.getName()));
        return command;
    }

    /** The program of the JDK that runs this. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Path file(String what, int member) {
        return folder.resolve(what + member);
    }

    /** Without what only tests have. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes") && !entry.contains("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private List<String> living() {
        return addresses.entrySet().stream()
                .filter(each -> each.getKey().isAlive())
                .map(Map.Entry::getValue)
                .collect(Collectors.toList());
    }

    /** Of all, by the order in which they were started. */
    public List<Long> pids() {
        return processes.stream().map(Process::pid).collect(Collectors.toList());
    }

    /** Of the first one. */
    public String address() {
        return address;
    }

    @Override
    public void close() {
        for (Process each : processes) {
            each.destroyForcibly();
        }
        for (Process each : processes) {
            try {
                each.waitFor(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try (var files = Files.list(folder)) {
            files.forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        folder.toFile().delete();
    }
}
