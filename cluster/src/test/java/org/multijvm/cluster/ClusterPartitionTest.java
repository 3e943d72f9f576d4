package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.cluster.grid.JdkFlags;

/**
 * Two hosts between which packets vanish for a while: a minute, so only with {@code -Dmultijvm.cluster.outages=true}. Skipped where there are no network
 * namespaces to make.
 */
@Tag("integration")
@EnabledIfSystemProperty(named = "multijvm.cluster.outages", matches = "true")
@Timeout(300)
class ClusterPartitionTest {
    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private static TwoHosts hosts() throws InterruptedException {
        try {
            return new TwoHosts();
        } catch (IOException notHere) {
            return abort("this machine makes no network namespaces: " + notHere.getMessage());
        }
    }

    private static String[] at(String address, String... more) {
        List<String> all = new ArrayList<>(List.of("--bind", address, "--insecure"));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    @Test
    void theProgramsSideGoesOnAndTheOtherSideComesBackByANewStart() throws Exception {
        try (TwoHosts hosts = hosts();
                Members near = new Members(Members.inTheOpen(hosts.on("a")));
                Members far = new Members(Members.inTheOpen(hosts.on("b")))) {
            Process first = near.start(1, at(TwoHosts.ADDRESS_A));
            Process second = far.start(1, at(TwoHosts.ADDRESS_B, "--join", near.address()));
            Process program = program(hosts, "a", near.address(), TwoHosts.ADDRESS_A);
            try (BufferedReader out = program.inputReader(StandardCharsets.UTF_8)) {
                until(program, out, told(2, first, second));
                hosts.part();
                until(program, out, told(1, first));
                hosts.heal();
                // both sides have gone on without each other, and no side takes the other one back
                assertThat(ask(program, out)).isEqualTo(told(1, first));
                second.destroyForcibly().waitFor();
                Process third = far.start(1, at(TwoHosts.ADDRESS_B, "--join", near.address()));
                until(program, out, told(2, first, third));
            } finally {
                program.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aProgramThatIsCutOffFromAllMembersIsToldSo() throws Exception {
        try (TwoHosts hosts = hosts();
                Members near = new Members(Members.inTheOpen(hosts.on("a")))) {
            Process member = near.start(1, at(TwoHosts.ADDRESS_A));
            Process program = program(hosts, "b", near.address(), TwoHosts.ADDRESS_B);
            try (BufferedReader out = program.inputReader(StandardCharsets.UTF_8)) {
                assertThat(ask(program, out)).isEqualTo(told(1, member));
                hosts.part();
                assertThat(ask(program, out)).as("it has ended").isNull();
                assertThat(program.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(Files.readString(folder.resolve("err")))
                        .contains("this program is no part of the cluster any more");
                hosts.heal();
                Process again = program(hosts, "b", near.address(), TwoHosts.ADDRESS_B);
                try (BufferedReader more = again.inputReader(StandardCharsets.UTF_8)) {
                    until(again, more, told(1, member));
                } finally {
                    again.destroyForcibly().waitFor();
                }
            } finally {
                program.destroyForcibly().waitFor();
            }
        }
    }

    private Process program(TwoHosts hosts, String host, String address, String own) throws IOException {
        List<String> command = new ArrayList<>(hosts.on(host));
        command.addAll(List.of(Members.java(), "-Xmx192m", "-XX:+UseSerialGC"));
        command.addAll(JdkFlags.all());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PartedProgram.class.getName()));
        command.addAll(List.of(address, own));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static String told(int members, Process... ran) {
        TreeSet<Long> pids = new TreeSet<>();
        for (Process each : ran) {
            pids.add(each.pid());
        }
        return pids + " " + members;
    }

    private static String ask(Process program, BufferedReader out) throws IOException {
        program.outputWriter().write("\n");
        program.outputWriter().flush();
        return out.readLine();
    }

    private static void until(Process program, BufferedReader out, String answer) {
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(100, TimeUnit.MILLISECONDS)
                .until(() -> answer.equals(ask(program, out)));
    }
}
