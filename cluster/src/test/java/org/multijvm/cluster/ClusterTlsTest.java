package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.cluster.task.TlsFiles;
import org.multijvm.pool.ChunkSize;
import org.multijvm.pool.Pool;

/** A cluster with certificates: those alone get in that have one of its authority. */
@Tag("integration")
@Timeout(240)
class ClusterTlsTest {
    private static final long LONG_SECONDS = 120;

    @TempDir
    Path folder;

    private static long member(int x) {
        return ProcessHandle.current().parent().orElseThrow().pid();
    }

    private static String[] arguments(TlsFiles tls) {
        return new String[] {
            "--tls-keys",
            tls.keyStore().toString(),
            "--tls-trust",
            tls.trustStore().toString(),
            "--password-variable",
            "CLUSTER_PASSWORD"
        };
    }

    private static CompletableFuture<Cluster> connecting(ClusterBuilder builder) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return builder.connect();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void assertRefused(CompletableFuture<Cluster> connecting) {
        assertThatThrownBy(() -> connecting.get(LONG_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(Exception.class)
                .cause()
                .hasMessageContaining("no part of a cluster");
    }

    @Test
    void thoseAloneGetInThatHaveACertificateOfItsAuthority() throws Exception {
        Authority ours = new Authority(folder, "ours");
        Authority others = new Authority(folder, "others");
        TlsFiles right = ours.files("member");
        TlsFiles wrong = others.files("stranger");
        // trusts the members, and is not trusted by them
        TlsFiles sly = new TlsFiles(wrong.keyStore(), right.trustStore(), Authority.PASSWORD);
        try (Members members = new Members().with("CLUSTER_PASSWORD", Authority.PASSWORD)) {
            Process first = members.start(1, arguments(right));
            Process plain = members.startSoon(1);
            Process stranger = members.startSoon(1, arguments(wrong));
            Process slyStranger = members.startSoon(1, arguments(sly));
            CompletableFuture<Cluster> plainProgram = connecting(program(members));
            CompletableFuture<Cluster> strangersProgram =
                    connecting(program(members).tls(wrong.keyStore(), wrong.trustStore(), wrong.password()));
            CompletableFuture<Cluster> slyProgram =
                    connecting(program(members).tls(sly.keyStore(), sly.trustStore(), sly.password()));
            TlsFiles own = ours.files("program");
            try (Cluster cluster = program(members)
                            .tls(own.keyStore(), own.trustStore(), own.password())
                            .connect();
                    Pool pool = cluster.pool()) {
                assertThat(pool.apply(ClusterTlsTest::member, 1)).isEqualTo(first.pid());
                for (Process each : List.of(plain, stranger, slyStranger)) {
                    assertThat(each.waitFor(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
                    assertThat(each.exitValue()).isEqualTo(1);
                }
                for (int i = 1; i <= 3; i++) {
                    assertThat(members.errors(i)).contains("cannot be a member: no part of a cluster");
                }
                assertRefused(plainProgram);
                assertRefused(strangersProgram);
                assertRefused(slyProgram);
                Process second = members.start(1, arguments(right));
                assertThat(cluster.members())
                        .extracting(Cluster.Member::pid)
                        .containsExactlyInAnyOrder(first.pid(), second.pid());
                assertThat(pool.map(ClusterTlsTest::member, List.of(1, 2, 3, 4, 5, 6), ChunkSize.of(1)))
                        .isSubsetOf(first.pid(), second.pid());
            }
        }
    }

    private static ClusterBuilder program(Members members) {
        return Cluster.builder().join(members.address());
    }
}
