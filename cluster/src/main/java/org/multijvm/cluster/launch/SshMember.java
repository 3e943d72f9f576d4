package org.multijvm.cluster.launch;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.task.TlsFiles;

/** A member on another machine, at the other end of a command's channel: it ends when its standard input does, so also when the connection is lost. */
final class SshMember implements RunningMember {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FOLDER = ".cache/multijvm";

    private final SshClient client;
    private final ClientSession session;
    private final ChannelExec channel;
    private final String address;

    private SshMember(SshClient client, ClientSession session, ChannelExec channel, String address) {
        this.client = client;
        this.session = session;
        this.channel = channel;
        this.address = address;
    }

    static SshMember start(SshMachine machine, List<String> arguments, @Nullable TlsFiles tls) throws IOException {
        SshClient client = SshClient.setUpDefaultClient();
        // the library's own default would take any machine
        client.setServerKeyVerifier(
                new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, machine.knownHosts()));
        client.start();
        SshMember started = null;
        try {
            ClientSession session = client.connect(machine.user(), machine.host(), machine.port())
                    .verify(LIMIT)
                    .getSession();
            if (machine.key() != null) {
                session.addPublicKeyIdentity(machine.key());
            }
            session.auth().verify(LIMIT);
            started = start(client, session, machine, arguments, tls);
            return started;
        } catch (IOException e) {
            throw new IOException(
                    "no member could be started: host=" + machine.host() + ", port=" + machine.port() + ", user="
                            + machine.user() + ", cause=" + e.getMessage(),
                    e);
        } finally {
            if (started == null) {
                client.stop();
            }
        }
    }

    private static SshMember start(
            SshClient client, ClientSession session, SshMachine machine, List<String> arguments, @Nullable TlsFiles tls)
            throws IOException {
        String jar = FOLDER + "/member-" + digest(machine.jar()) + ".jar";
        if (!execute(session, "test -s " + jar + " && echo there", null).equals("there")) {
            execute(session, "umask 077; mkdir -p " + FOLDER, null);
            bring(session, machine.jar(), jar);
        }
        String command = machine.java() + " -jar " + jar + " "
                + arguments.stream().map(SshMember::quoted).collect(Collectors.joining(" "));
        if (tls != null) {
            String folder = execute(session, "umask 077; mktemp -d " + FOLDER + "/keys-XXXXXX", null);
            bring(session, tls.keyStore(), folder + "/keys.p12");
            bring(session, tls.trustStore(), folder + "/trusted.p12");
            // the password by standard input, where nobody else reads it
            command = "IFS= read -r " + MemberCommand.PASSWORD + "; export " + MemberCommand.PASSWORD + "; " + command
                    + " "
                    + String.join(" ", MemberCommand.tls(folder + "/keys.p12", folder + "/trusted.p12"))
                    + "; rm -rf " + folder;
        }
        ChannelExec channel = session.createExecChannel(command);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        channel.setErr(errors);
        channel.open().verify(LIMIT);
        if (tls != null) {
            OutputStream in = channel.getInvertedIn();
            in.write((tls.password() + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        }
        // not closed: the member would not be able to write any more
        BufferedReader out =
                new BufferedReader(new InputStreamReader(channel.getInvertedOut(), StandardCharsets.UTF_8));
        String address = out.readLine();
        if (address == null) {
            throw new IOException("a member has not come up: said="
                    + errors.toString(StandardCharsets.UTF_8).strip());
        }
        return new SshMember(client, session, channel, address);
    }

    /** Whole or not at all. */
    private static void bring(ClientSession session, Path file, String there) throws IOException {
        execute(session, "umask 077; cat > " + there + ".$$ && mv " + there + ".$$ " + there, file);
    }

    /** What the command has written; {@code file} is its standard input. */
    private static String execute(ClientSession session, String command, @Nullable Path file) throws IOException {
        try (ChannelExec channel = session.createExecChannel(command);
                InputStream in = file == null ? InputStream.nullInputStream() : Files.newInputStream(file)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            channel.setIn(in);
            channel.setOut(out);
            channel.setErr(errors);
            channel.open().verify(LIMIT);
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
            Integer exit = channel.getExitStatus();
            if (exit == null || (exit != 0 && errors.size() > 0)) {
                throw new IOException("a command failed there: command=" + command + ", exit=" + exit + ", said="
                        + errors.toString(StandardCharsets.UTF_8).strip());
            }
            return out.toString(StandardCharsets.UTF_8).strip();
        }
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** So that another version is another file. */
    private static String digest(Path jar) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
            StringBuilder hex = new StringBuilder();
            for (int i = 0; i < 8; i++) {
                hex.append(String.format("%02x", hash[i]));
            }
            return hex.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void close() {
        try {
            channel.getInvertedIn().close();
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
            session.close();
        } catch (IOException gone) {
            // then it ends by that
            return;
        } finally {
            client.stop();
        }
    }
}
