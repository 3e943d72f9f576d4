package org.multijvm.ipc.wait;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The number of the descriptor behind a socket that this JVM has bound, which the JDK does not tell: the kernel does, in {@code /proc} (see proc(5)). A table of the network namespace has the inode of each bound socket beside its address, and {@code /proc/self/fd} the inode
 * behind each of our descriptors. Linux only.
 */
public final class SocketNumbers {
    private static final Path NET = Path.of("/proc/self/net");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String[] TCP = {"tcp", "tcp6"};
    private static final String[] UDP = {"udp", "udp6"};

    private SocketNumbers() {}

    /** The number; -1 if it is not to be found, as on other systems, or if more than one could be meant. */
    public static int of(NetworkChannel bound) {
        try {
            SocketAddress address = bound.getLocalAddress();
            Set<String> inodes = new HashSet<>();
            if (address instanceof UnixDomainSocketAddress unix) {
                addUnix(unix.getPath().toString(), inodes);
            } else if (address instanceof InetSocketAddress internet) {
                boolean datagrams = bound instanceof java.nio.channels.DatagramChannel;
                addInternet(datagrams ? UDP : TCP, internet, inodes);
            }
            List<Integer> numbers = numbers(inodes);
            return numbers.size() == 1 ? numbers.get(0) : -1;
        } catch (IOException | RuntimeException notHere) {
            return -1;
        }
    }

    /** Columns: number, address:port, its peer's, state, queues, timer, retransmissions, user, timeout, inode. A peer of port 0 is that of a socket without one. */
    private static void addInternet(String[] tables, InetSocketAddress address, Set<String> inodes) throws IOException {
        Set<String> wanted = new HashSet<>();
        for (String host : hosts(address.getAddress())) {
            wanted.add(host + ":" + String.format(Locale.ROOT, "%04X", address.getPort()));
        }
        for (String table : tables) {
            for (String line : lines(table)) {
                String[] words = line.strip().split("\\s+");
                if (words.length > 9 && wanted.contains(words[1]) && words[2].endsWith(":0000")) {
                    inodes.add(words[9]);
                }
            }
        }
    }

    /** Columns: number, references, protocol, flags, type, state, inode, path. The flag is that of a socket that listens. */
    private static void addUnix(String path, Set<String> inodes) throws IOException {
        for (String line : lines("unix")) {
            String[] words = line.strip().split("\\s+", 8);
            if (words.length == 8 && words[3].equals("00010000") && words[7].equals(path)) {
                inodes.add(words[6]);
            }
        }
    }

    private static List<String> lines(String table) throws IOException {
        Path file = NET.resolve(table);
        // a path of others need not be UTF-8
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
    }

    /** The address as the tables have it, in words of 32 bits: as IPv4, and as IPv6, since the JDK's sockets are of both. */
    private static List<String> hosts(InetAddress host) {
        List<String> hosts = new ArrayList<>();
        byte[] bytes = host.getAddress();
        if (host instanceof Inet4Address) {
            hosts.add(hex(bytes));
            byte[] mapped = new byte[16];
            if (!host.isAnyLocalAddress()) {
                mapped[10] = -1;
                mapped[11] = -1;
                System.arraycopy(bytes, 0, mapped, 12, 4);
            }
            hosts.add(hex(mapped));
        } else if (host instanceof Inet6Address) {
            hosts.add(hex(bytes));
            if (host.isAnyLocalAddress()) {
                hosts.add("00000000");
            }
        }
        return hosts;
    }

    /** Each word as a number of this machine, which is little-endian. */
    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < bytes.length; word += 4) {
            for (int i = 3; i >= 0; i--) {
                text.append(String.format(Locale.ROOT, "%02X", bytes[word + i]));
            }
        }
        return text.toString();
    }

    private static List<Integer> numbers(Set<String> inodes) {
        List<Integer> numbers = new ArrayList<>();
        String[] names = DESCRIPTORS.toFile().list();
        for (String name : names == null ? new String[0] : names) {
            try {
                String target =
                        Files.readSymbolicLink(DESCRIPTORS.resolve(name)).toString();
                if (target.startsWith("socket:[") && inodes.contains(target.substring(8, target.length() - 1))) {
                    numbers.add(Integer.parseInt(name));
                }
            } catch (IOException closedMeanwhile) {
                continue;
            }
        }
        return numbers;
    }
}
