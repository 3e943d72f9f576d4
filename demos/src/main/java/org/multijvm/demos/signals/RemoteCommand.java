package org.multijvm.demos.signals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.multijvm.demos.kit.Demo;
import picocli.CommandLine.Option;

/**
 * Runs a command on an SSH server, by password and by key, and shows its output and exit code. A server whose key is not known is refused unless that
 * is allowed. The server is the demo's own, on loopback.
 */
public final class RemoteCommand extends Demo {
    private static final String HOST = "127.0.0.1";
    private static final String USER = "alex";
    private static final String PASSWORD = "a password";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Option(names = "--command", paramLabel = "COMMAND", description = "what the server's shell runs")
    private String command = "echo hello from a shell; exit 3";

    @Option(names = "--allow-unknown", description = "go on with a server whose key is not known")
    private boolean allowUnknown;

    /** How a client proves who it is. */
    private interface Proof {
        void addTo(ClientSession session);
    }

    @Override
    public int run() throws IOException, GeneralSecurityException {
        KeyPair hostKey = key();
        KeyPair userKey = key();
        Path knownHosts = Files.createTempFile("known-hosts-", "");
        try (SshServer server = server(hostKey, userKey)) {
            server.start();
            int port = server.getPort();
            call("unknown host key", port, knownHosts, session -> session.addPasswordIdentity(PASSWORD));
            Files.writeString(
                    knownHosts, "[" + HOST + "]:" + port + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
            call("by password", port, knownHosts, session -> session.addPasswordIdentity(PASSWORD));
            call("by key", port, knownHosts, session -> session.addPublicKeyIdentity(userKey));
            call("by a wrong password", port, knownHosts, session -> session.addPasswordIdentity("guessed"));
        } finally {
            Files.deleteIfExists(knownHosts);
        }
        return 0;
    }

    private static KeyPair key() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    /** Each command runs in a shell of this machine. */
    private static SshServer server(KeyPair hostKey, KeyPair userKey) {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(HOST);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPasswordAuthenticator((user, password, session) -> user.equals(USER) && password.equals(PASSWORD));
        server.setPublickeyAuthenticator(
                (user, offered, session) -> user.equals(USER) && KeyUtils.compareKeys(offered, userKey.getPublic()));
        server.setCommandFactory(
                (channel, text) -> new ProcessShellFactory(text, "/bin/sh", "-c", text).createShell(channel));
        return server;
    }

    /** The library's own default would take any server. */
    private void call(String how, int port, Path knownHosts, Proof proof) throws IOException {
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier(new KnownHostsServerKeyVerifier(
                    allowUnknown ? AcceptAllServerKeyVerifier.INSTANCE : RejectAllServerKeyVerifier.INSTANCE,
                    knownHosts));
            client.start();
            try (ClientSession session =
                    client.connect(USER, HOST, port).verify(LIMIT).getSession()) {
                proof.addTo(session);
                session.auth().verify(LIMIT);
                System.out.println(how + ": " + execute(session));
            } catch (SshException e) {
                System.out.println(how + ": refused: " + e.getMessage());
            }
        }
    }

    private String execute(ClientSession session) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ChannelExec channel = session.createExecChannel(command)) {
            channel.setOut(out);
            channel.setErr(out);
            channel.open().verify(LIMIT);
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
            return "exit code=" + channel.getExitStatus() + ", output="
                    + out.toString(StandardCharsets.UTF_8).trim();
        }
    }
}
