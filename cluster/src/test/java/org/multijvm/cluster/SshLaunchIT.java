package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;
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

/** Members on a machine that is reached by SSH, which is this one: the server is MINA's own. Runs when the member's jar has been made. */
@Tag("integration")
@Timeout(240)
class SshLaunchIT {
    private static final String HOST = "127.0.0.1";
    private static final String USER = "alex";

    @TempDir
    Path folder;

    private static KeyPair key() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    /** Each command runs in a shell whose home is the folder. */
    private static SshServer server(KeyPair hostKey, KeyPair userKey, Path home) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(HOST);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator(
                (user, offered, session) -> user.equals(USER) && KeyUtils.compareKeys(offered, userKey.getPublic()));
        server.setCommandFactory((channel, text) -> {
            String atHome = "cd '" + home + "' || exit 1; " + text;
            return new ProcessShellFactory(atHome, "/bin/sh", "-c", atHome).createShell(channel);
        });
        server.start();
        return server;
    }

    private static long member(int x) {
        return ProcessHandle.current().parent().orElseThrow().pid();
    }

    @Test
    void theyAreStartedThereWithWhatTheyNeedAndEndWithTheCluster() throws Exception {
        String jar = System.getProperty("multijvm.member.jar");
        assumeTrue(jar != null, "the jar has not been made yet");
        KeyPair hostKey = key();
        KeyPair userKey = key();
        Path home = Files.createDirectories(folder.resolve("home"));
        Path knownHosts = Files.createFile(folder.resolve("known_hosts"));
        TlsFiles tls = new Authority(folder, "ours").files("all");
        try (SshServer server = server(hostKey, userKey, home)) {
            SshMachine machine = Machine.ssh(USER + "@" + HOST + ":" + server.getPort(), Path.of(jar))
                    .slots(1)
                    .java(Members.java())
                    .knownHosts(knownHosts)
                    .key(userKey);
            assertThatThrownBy(() -> Cluster.launch(List.of(machine)))
                    .as("a machine whose key is not known")
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no member could be started");
            assertThat(home).isEmptyDirectory();
            Files.writeString(
                    knownHosts,
                    "[" + HOST + "]:" + server.getPort() + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
            assertThatThrownBy(() -> Cluster.launch(List.of(machine.key(key()))))
                    .as("a key that the machine does not know")
                    .isInstanceOf(IOException.class);
            long pid;
            try (Cluster cluster = Cluster.builder()
                            .tls(tls.keyStore(), tls.trustStore(), tls.password())
                            .launch(List.of(machine));
                    Pool pool = cluster.pool()) {
                pid = pool.apply(SshLaunchIT::member, 1);
                assertThat(cluster.members()).extracting(Cluster.Member::pid).containsExactly(pid);
            }
            Kill.awaitDeath(pid, Duration.ofSeconds(120));
            Awaitility.await("the jar stays, the keys do not")
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> files(home).size() == 1 && files(home).get(0).endsWith(".jar"));
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).map(Path::toString).collect(Collectors.toList());
        }
    }
}
