package org.multijvm.cluster.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.task.TlsFiles;

/**
 * See {@link Machine#ssh}. The machine's key must be among the known hosts, or it is refused; this program proves who it is by the user's keys in {@code ~/.ssh} unless another one is given. Needs
 * Apache MINA SSHD ({@code org.apache.sshd:sshd-osgi}) on the class path, which this library does not bring along.
 *
 * @param user who it logs in as
 * @param host where it logs in
 * @param port of the SSH server
 * @param jar the member's jar on this machine
 * @param slots how many tasks the member runs at a time; 0 for as many as its machine has processors
 * @param bind the address at which other machines reach the member
 * @param java the command there
 * @param knownHosts the file of keys of machines, as OpenSSH has it
 * @param key what this program proves itself by; null for the user's own
 */
public record SshMachine(
        String user,
        String host,
        int port,
        Path jar,
        int slots,
        String bind,
        String java,
        Path knownHosts,
        @Nullable KeyPair key)
        implements Machine {
    private static final Pattern DESTINATION = Pattern.compile("([^@\\s]+)@([^@:\\s]+)(?::(\\d{1,5}))?");
    private static final int SSH_PORT = 22;

    static SshMachine of(String destination, Path jar) {
        Matcher parts = DESTINATION.matcher(destination);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "not a machine: destination=" + destination + ", say user@host or user@host:port");
        }
        String port = parts.group(3);
        return new SshMachine(
                parts.group(1),
                parts.group(2),
                port == null ? SSH_PORT : Integer.parseInt(port),
                jar,
                0,
                parts.group(2),
                "java",
                Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"),
                null);
    }

    /** With so many slots. */
    public SshMachine slots(int count) {
        return new SshMachine(user, host, port, jar, count, bind, java, knownHosts, key);
    }

    /** Reached by other machines at this address, and not at that of its SSH server. */
    public SshMachine bind(String address) {
        return new SshMachine(user, host, port, jar, slots, address, java, knownHosts, key);
    }

    /** With this command in place of {@code java}. */
    public SshMachine java(String command) {
        return new SshMachine(user, host, port, jar, slots, bind, command, knownHosts, key);
    }

    /** With this file of known hosts. */
    public SshMachine knownHosts(Path file) {
        return new SshMachine(user, host, port, jar, slots, bind, java, file, key);
    }

    /** With this key. */
    public SshMachine key(KeyPair pair) {
        return new SshMachine(user, host, port, jar, slots, bind, java, knownHosts, pair);
    }

    @Override
    public RunningMember start(List<String> join, @Nullable TlsFiles tls, boolean insecure) throws IOException {
        List<String> arguments = new ArrayList<>(new MemberCommand(slots, bind, join, insecure).arguments());
        if (slots == 0) {
            // the member's own default
            arguments.subList(0, 2).clear();
        }
        return SshMember.start(this, arguments, tls);
    }
}
