package org.multijvm.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes doors of sockets, and closes sockets with what belongs to them. */
final class Doors {
    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);

    private Doors() {}

    /** The kind of handler goes with the kind of socket. */
    static Door of(NetworkChannel listener, Object handler, ServeRules rules) {
        return listener instanceof DatagramChannel datagrams
                ? new Door.Datagrams(datagrams, (DatagramHandler) handler, rules.verify())
                : new Door.Stream((ServerSocketChannel) listener, (ClientHandler) handler, rules.verify());
    }

    /** With the file of a Unix-domain socket. */
    static void close(NetworkChannel listener, SocketAddress address) {
        try {
            listener.close();
            if (address instanceof UnixDomainSocketAddress unix) {
                Files.deleteIfExists(unix.getPath());
            }
        } catch (IOException e) {
            LOG.warn("a server's socket could not be closed in good order: address={}", address, e);
        }
    }
}
