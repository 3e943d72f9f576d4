package org.multijvm.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces, a and b, as two hosts on one network, which can be parted: then packets vanish, and each host's own network stays up. Needs root and the kernel's bridges.
 *
 * <pre>
 *   a: 10.77.0.1 ---- port pa +---------+ port pb ---- 10.77.0.2 :b
 *                             | br0 : m |
 *                             +---------+
 * </pre>
 */
final class TwoHosts implements AutoCloseable {
    static final String ADDRESS_A = "10.77.0.1";
    static final String ADDRESS_B = "10.77.0.2";

    private static final List<String> HOSTS = List.of("a", "b");

    private final String prefix = "multijvm-" + ProcessHandle.current().pid() + "-";

    /**
     * Makes them.
     *
     * @throws IOException if this machine does not let us
     */
    TwoHosts() throws IOException, InterruptedException {
        boolean made = false;
        try {
            for (String each : List.of("a", "b", "m")) {
                ip("netns", "add", prefix + each);
                ip("-n", prefix + each, "link", "set", "lo", "up");
            }
            in("m", "link", "add", "br0", "type", "bridge");
            in("m", "link", "set", "br0", "up");
            for (String each : HOSTS) {
                in("m", "link", "add", "p" + each, "type", "veth", "peer", "name", "eth0", "netns", prefix + each);
                in("m", "link", "set", "p" + each, "master", "br0");
                in("m", "link", "set", "p" + each, "up");
                in(each, "addr", "add", (each.equals("a") ? ADDRESS_A : ADDRESS_B) + "/24", "dev", "eth0");
                in(each, "link", "set", "eth0", "up");
            }
            made = true;
        } finally {
            if (!made) {
                close();
            }
        }
    }

    /** What is put before a command that is to run on one of them. */
    List<String> on(String host) {
        return List.of("ip", "netns", "exec", prefix + host);
    }

    void part() throws IOException, InterruptedException {
        in("m", "link", "set", "pb", "nomaster");
    }

    void heal() throws IOException, InterruptedException {
        in("m", "link", "set", "pb", "master", "br0");
    }

    private void in(String namespace, String... arguments) throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 2];
        all[0] = "-n";
        all[1] = prefix + namespace;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        ip(all);
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("ip has failed: arguments=" + List.of(arguments) + ", said=" + said.strip());
        }
    }

    /** What runs there must have ended. */
    @Override
    public void close() {
        for (String each : List.of("a", "b", "m")) {
            try {
                ip("netns", "del", prefix + each);
            } catch (IOException notMade) {
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
