package org.multijvm.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.multijvm.ipc.wait.SocketMailbox;
import org.multijvm.ipc.wait.SocketNumbers;

/**
 * A server's socket, from which its worker JVMs accept, and how they come to it. See ADR 72.
 *
 * <p>Where the system lets one JVM give a descriptor to another, all of them have the same socket with the same queue. Else each worker listens by itself at the same port (SO_REUSEPORT), and the kernel deals the clients out; clients in the queue of a worker that dies or leaves are lost then.
 */
sealed interface ListenerShare {
    SocketAddress address();

    /** Where the worker is to listen by itself; empty if the socket is given to it. */
    String ownAddress();

    /** Puts the socket into a worker's mailbox. */
    void give(Path mailbox) throws IOException;

    /** Nobody new can connect once the workers have closed it, too. */
    void close();

    static ListenerShare open(SocketAddress address, boolean datagrams, int backlog) throws IOException {
        NetworkChannel listener = datagrams ? Binding.datagrams(address) : Binding.listen(address, backlog);
        boolean done = false;
        try {
            int number = SocketMailbox.isPossible() ? SocketNumbers.of(listener) : -1;
            if (number >= 0) {
                done = true;
                return new Passed(listener, listener.getLocalAddress(), number);
            }
            if (datagrams || address instanceof UnixDomainSocketAddress) {
                throw new IOException(
                        "worker JVMs cannot share this kind of socket here, serve by threads: address=" + address);
            }
            SocketAddress bound = listener.getLocalAddress();
            listener.close();
            return Reserved.of((InetSocketAddress) bound);
        } finally {
            if (!done) {
                Doors.close(listener, address);
            }
        }
    }

    /** A socket that listens, which workers are given. */
    record Passed(NetworkChannel listener, SocketAddress address, int number) implements ListenerShare {
        @Override
        public String ownAddress() {
            return "";
        }

        @Override
        public void give(Path mailbox) throws IOException {
            SocketMailbox.send(number, mailbox);
        }

        @Override
        public void close() {
            Doors.close(listener, address);
        }
    }

    /** A socket that is bound and does not listen: it keeps the port for the workers, and gets no client. */
    record Reserved(SocketChannel port, InetSocketAddress address) implements ListenerShare {
        static Reserved of(InetSocketAddress address) throws IOException {
            SocketChannel port = SocketChannel.open();
            try {
                port.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                port.bind(address);
                return new Reserved(port, address);
            } catch (IOException | UnsupportedOperationException e) {
                port.close();
                throw new IOException("worker JVMs cannot share a port here, serve by threads: address=" + address, e);
            }
        }

        /** What a worker opens. */
        static ServerSocketChannel listen(String text, int backlog) throws IOException {
            int colon = text.lastIndexOf(':');
            ServerSocketChannel listener = ServerSocketChannel.open();
            listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            listener.bind(
                    new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))),
                    backlog);
            return listener;
        }

        @Override
        public String ownAddress() {
            return address.getAddress().getHostAddress() + ":" + address.getPort();
        }

        @Override
        public void give(Path mailbox) {
            // it listens by itself
        }

        @Override
        public void close() {
            Doors.close(port, address);
        }
    }
}
