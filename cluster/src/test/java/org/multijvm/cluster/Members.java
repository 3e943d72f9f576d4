package org.multijvm.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.multijvm.cluster.grid.JdkFlags;

/** Members of a cluster on this machine, each a JVM that has no class of the tests. */
public final class Members implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private String address = "";

    public Members() {
        try {
            folder = Files.createTempDirectory("members");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
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
            if (address.isEmpty()) {
                address = Files.readString(out).strip();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return process;
    }

    /** The same, and does not wait. */
    public Process startSoon(int slots, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx192m", "-XX:+UseSerialGC"));
        command.addAll(JdkFlags.all());
        command.addAll(List.of("-cp", classPath(), ClusterMember.class.getName(), "--slots", "" + slots));
        // others may run on this machine
        command.addAll(List.of("--port", "" + (20_000 + ProcessHandle.current().pid() % 10_000)));
        if (!address.isEmpty()) {
            command.addAll(List.of("--join", address));
        }
        command.addAll(List.of(more));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(file("out", processes.size()).toFile())
                    .redirectError(file("err", processes.size()).toFile())
                    .start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
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
