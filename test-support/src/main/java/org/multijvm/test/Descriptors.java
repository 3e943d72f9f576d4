package org.multijvm.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The open descriptors of this JVM: {@code /proc/self/fd}, see proc(5). Elsewhere there seem to be none. */
final class Descriptors implements Inventory<Descriptors.Descriptor> {
    private static final Path FOLDER = Path.of("/proc/self/fd");
    private static final Path NET = Path.of("/proc/self/net");

    static {
        openWhatTheJdkKeeps();
    }

    /**
     * An open descriptor.
     *
     * @param number its number, which is used again
     * @param target a path, or {@code socket:[inode]}, {@code pipe:[inode]}
     */
    record Descriptor(String number, String target) {}

    @Override
    public Set<Descriptor> now() {
        Set<Descriptor> open = new HashSet<>();
        String[] numbers = FOLDER.toFile().list();
        if (numbers == null) {
            return open;
        }
        for (String number : numbers) {
            Descriptor descriptor = new Descriptor(number, target(number));
            if (isOurs(descriptor)) {
                open.add(descriptor);
            }
        }
        return open;
    }

    /** Class files, jars and the JDK's own files are opened at any time and stay open; so does the lock of the session. */
    @Override
    public boolean isOurs(Descriptor descriptor) {
        String target = descriptor.target();
        if (target.startsWith("socket:") || target.startsWith("pipe:")) {
            return true;
        }
        return target.startsWith("/")
                && !target.endsWith(".lock")
                && SessionFiles.usersFolders().stream().anyMatch(folder -> target.startsWith(folder + "/"));
    }

    @Override
    public String describe(Descriptor descriptor) {
        return "descriptor: number=" + descriptor.number() + ", target=" + descriptor.target()
                + (descriptor.target().startsWith("socket:[") ? socket(descriptor.target()) : "");
    }

    /** What the kernel's tables say of a socket, see proc(5): addresses, state and path tell whose it is. */
    private static String socket(String target) {
        String inode = target.substring("socket:[".length(), target.length() - 1);
        StringBuilder rows = new StringBuilder();
        for (String table : new String[] {"tcp", "tcp6", "udp", "udp6", "unix"}) {
            try {
                for (String line : Files.readAllLines(NET.resolve(table), StandardCharsets.ISO_8859_1)) {
                    if (Arrays.asList(line.strip().split("\\s+")).contains(inode)) {
                        rows.append(", ")
                                .append(table)
                                .append("='")
                                .append(line.strip())
                                .append('\'');
                    }
                }
            } catch (IOException noSuchTable) {
                continue;
            }
        }
        return rows.toString();
    }

    private static String target(String number) {
        try {
            return Files.readSymbolicLink(FOLDER.resolve(number)).toString();
        } catch (IOException closedMeanwhile) {
            return "closed";
        }
    }

    /** The first use of a kind of socket leaves marker descriptors of the JDK: nobody's leak. */
    private static void openWhatTheJdkKeeps() {
        try {
            new ServerSocket(0).close();
            SocketChannel.open().close();
            Selector.open().close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a socket", e);
        }
    }
}
