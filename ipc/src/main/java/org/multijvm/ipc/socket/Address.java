package org.multijvm.ipc.socket;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;

/** Where a {@link Listener} listens. */
public sealed interface Address {
    /**
     * A socket of this machine, in its file system.
     *
     * @param path its file; some 100 bytes long at most
     */
    record Unix(Path path) implements Address {
        public Unix {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A TCP port.
     *
     * @param host a name or number; of a listener the interface at which it can be reached, for instance {@code 127.0.0.1} or {@code 0.0.0.0}
     * @param port 0 to 65535; a listener takes a free one for 0
     */
    record Tcp(String host, int port) implements Address {
        /**
         * @throws IllegalArgumentException if there is no such port
         */
        public Tcp {
            Objects.requireNonNull(host, "host");
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("a port is 0 to 65535: port=" + port);
            }
        }

        @Override
        public String toString() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /** A socket in the file system. */
    static Address unix(Path path) {
        return new Unix(path);
    }

    /** A TCP port. */
    static Address tcp(String host, int port) {
        return new Tcp(host, port);
    }

    /**
     * The address that a text says: {@code host:port}, {@code [::1]:port}, or a path, which has a slash in it.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Address parse(String text) {
        if (text.indexOf('/') >= 0) {
            return unix(Path.of(text));
        }
        int colon = text.lastIndexOf(':');
        try {
            String host = colon < 0 ? "" : text.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            if (!host.isEmpty()) {
                return tcp(host, Integer.parseInt(text.substring(colon + 1)));
            }
        } catch (NumberFormatException e) {
            // no port
        }
        throw new IllegalArgumentException("an address is host:port or a path with a slash: text=" + text);
    }

    /** For the JDK's sockets; looks the host's name up. */
    private static SocketAddress resolved(Tcp tcp) throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(tcp.host(), tcp.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("no host of this name: host=" + tcp.host());
        }
        return address;
    }

    /**
     * The JDK's form of an address.
     *
     * @throws UnknownHostException if there is no such host
     */
    static SocketAddress socketAddress(Address address) throws UnknownHostException {
        return address instanceof Unix unix ? UnixDomainSocketAddress.of(unix.path()) : resolved((Tcp) address);
    }
}
