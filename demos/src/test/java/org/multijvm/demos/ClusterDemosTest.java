package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.cluster.grid.JdkFlags;

/** The demos of clusters, with members that are processes of this machine. */
@Tag("integration")
@Timeout(240)
class ClusterDemosTest {
    @TempDir
    Path folder;

    @Test
    void theTourLosesNothingThoughAMemberIsKilled() throws Exception {
        DemoRun run = DemoRun.ofCluster(folder, "cluster-tour");
        assertThat(run.numbers("host .*, pid (\\d+), slots 1")).hasSize(3).doesNotHaveDuplicates();
        long killed = run.numbers("The member with pid (\\d+) is killed").get(0);
        assertThat(run.numbers("host .*, pid (\\d+), slots 1")).contains(killed);
        assertThat(run.numbers("(\\d+) of \\d+ tasks are answered, each once"))
                .hasSize(1)
                .isEqualTo(run.numbers("\\d+ of (\\d+) tasks are answered, each once"));
        assertThat(run.lines()).contains("   this program alone counts the same: nothing is lost");
        assertThat(run.numbers("under a lock of the cluster, has (\\d+) files"))
                .isEqualTo(run.numbers("The words of (\\d+) files"))
                .hasSize(1);
        assertThat(run.numbers("Another member has joined, pid (\\d+), and has work"))
                .hasSize(1)
                .doesNotContain(killed);
    }

    @Test
    void piIsTheSameOnAnyNumberOfMachines() throws Exception {
        DemoRun run = DemoRun.ofCluster(folder, "cluster-pi", "--tasks", "12", "--darts", "10000");
        long hits = 0;
        for (long seed = 1; seed <= 12; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int dart = 0; dart < 10_000; dart++) {
                double x = random.nextDouble();
                double y = random.nextDouble();
                hits += x * x + y * y <= 1 ? 1 : 0;
            }
        }
        assertThat(run.lines()).last().asString().startsWith(hits + " of 120000 darts hit: pi is about 3.1");
        assertThat(run.numbers("member \\d+: (\\d+) tasks").stream()
                        .mapToLong(each -> each)
                        .sum())
                .isEqualTo(12);
    }

    @Test
    void aMemberServesUntilItIsToldToEnd() throws Exception {
        assertThat(DemoRun.ofCluster(folder, "cluster-member", "--options").lines())
                .anyMatch(line -> line.strip().startsWith("--join HOST:PORT,..."));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(JdkFlags.all());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Demos.class.getName()));
        command.addAll(List.of(
                "cluster-member",
                "--slots",
                "1",
                "--port",
                "" + (42_000 + ProcessHandle.current().pid() % 5_000)));
        Path out = folder.resolve("member");
        Process member = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("member-err").toFile())
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(100))
                    .until(() -> !member.isAlive() || Files.readString(out).contains("\n"));
            assertThat(Files.readString(out)).startsWith("127.0.0.1:4");
            DemoRun run = DemoRun.ofCluster(
                    folder, "cluster-pi", "--join", Files.readString(out).strip(), "--tasks", "3", "--darts", "1000");
            assertThat(run.lines()).first().isEqualTo("member " + member.pid() + ": 3 tasks");
            member.destroy();
            assertThat(member.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            member.destroyForcibly().waitFor();
        }
    }
}
