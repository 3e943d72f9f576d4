package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.cluster.grid.Grid;
import org.multijvm.cluster.grid.JdkFlags;
import org.multijvm.cluster.shared.ClusterManager;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.manager.ManagedDict;

/** Members whose memory for shared objects is full. */
@Tag("integration")
@Timeout(120)
class SharedMemoryFullTest {
    private static final int MOST_ELEMENTS = 400;
    private static final long LONG_SECONDS = 60;

    private final List<Process> members = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        members.forEach(Process::destroyForcibly);
        for (Process each : members) {
            assertThat(each.waitFor(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Starts a member with little memory, and gives its address. */
    private String start(String... join) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-D" + Grid.MEMORY + "=24"));
        command.addAll(JdkFlags.all());
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes") && !entry.contains("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", classPath, ClusterMember.class.getName(), "--slots", "1"));
        command.addAll(List.of("--port", "" + (30_000 + ProcessHandle.current().pid() % 10_000)));
        for (String address : join) {
            command.addAll(List.of("--join", address));
        }
        Process member = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        members.add(member);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(member.getInputStream(), StandardCharsets.UTF_8))) {
            String address = out.readLine();
            assertThat(address).as("its address").isNotNull();
            return address;
        }
    }

    @Test
    void isAnErrorForThoseWhoWantMoreAndNoMemberStops() throws Exception {
        String first = start();
        start(first);
        try (Cluster cluster = Cluster.connect(first)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .until(() -> cluster.members().size() == 2);
            ClusterManager manager = cluster.manager();
            ManagedDict<String, String> dict = manager.dict("small");
            dict.put("a", "b");
            ShutdownQueue<byte[]> queue = manager.queue("large");
            byte[] megabyte = new byte[1 << 20];
            assertThatIllegalStateException()
                    .isThrownBy(() -> {
                        for (int i = 0; i < MOST_ELEMENTS; i++) {
                            queue.put(megabyte);
                        }
                    })
                    .withMessageContaining("is full");
            assertThat(dict.get("a")).isEqualTo("b");
            assertThat(queue.take()).hasSize(megabyte.length);
            queue.clear();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .ignoreExceptions()
                    .until(() -> queue.offer(megabyte));
            assertThat(queue.take()).hasSize(megabyte.length);
            assertThat(members).allMatch(Process::isAlive);
            assertThat(cluster.members()).hasSize(2);
        }
    }
}
