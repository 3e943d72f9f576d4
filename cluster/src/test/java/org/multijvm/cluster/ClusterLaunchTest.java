package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.cluster.launch.Machine;
import org.multijvm.cluster.launch.SshMachine;
import org.multijvm.cluster.task.TlsFiles;
import org.multijvm.pool.Pool;
import org.multijvm.test.Kill;

/** Members that a program starts itself. */
@Tag("integration")
@Timeout(240)
class ClusterLaunchTest {
    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private static long member(int x) {
        return ProcessHandle.current().parent().orElseThrow().pid();
    }

    @Test
    void theyServeAndEndWithTheCluster() throws Exception {
        TlsFiles tls = new Authority(folder, "ours").files("all");
        List<Long> pids = new ArrayList<>();
        try (Cluster cluster = Cluster.builder()
                        .tls(tls.keyStore(), tls.trustStore(), tls.password())
                        .launch(List.of(Machine.local(1)));
                Pool pool = cluster.pool()) {
            assertThat(pool.apply(ClusterLaunchTest::member, 1))
                    .isEqualTo(cluster.members().get(0).pid());
            cluster.start(Machine.local(3));
            Awaitility.await().atMost(LONG).until(() -> pool.workers() == 4);
            cluster.members().forEach(each -> pids.add(each.pid()));
            assertThat(pids).hasSize(2);
        }
        for (long each : pids) {
            Kill.awaitDeath(each, LONG);
        }
    }

    @Test
    void aMachineHasAUserAndAHost() {
        SshMachine machine =
                Machine.ssh("render@db7:2222", Path.of("member.jar")).slots(3);
        assertThat(machine.user()).isEqualTo("render");
        assertThat(machine.host()).isEqualTo("db7");
        assertThat(machine.bind()).isEqualTo("db7");
        assertThat(machine.port()).isEqualTo(2222);
        assertThat(Machine.ssh("render@db7", Path.of("member.jar")).port()).isEqualTo(22);
        assertThatThrownBy(() -> Machine.ssh("db7", Path.of("member.jar")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("user@host");
        assertThatThrownBy(() -> Machine.local(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
