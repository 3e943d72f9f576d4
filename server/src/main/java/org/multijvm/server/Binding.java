package org.multijvm.server;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Takes an address, or says what to do about it (rule SS2: on failure nothing stays open). */
final class Binding {
    private static final int FIRST_FREE_PORT = 1024;

    private Binding() {}

    /** A socket that listens; of a Unix-domain socket whose server is dead the file is made anew. */
    static ServerSocketChannel listen(SocketAddress address, int backlog) throws IOException {
        if (address instanceof UnixDomainSocketAddress unix) {
            removeStale(unix);
            return bound(ServerSocketChannel.open(StandardProtocolFamily.UNIX), address, backlog);
        }
        return bound(ServerSocketChannel.open(), address, backlog);
    }

    static DatagramChannel datagrams(SocketAddress address) throws IOException {
        return bound(DatagramChannel.open(), address, 0);
    }

    private static <C extends NetworkChannel> C bound(C channel, SocketAddress address, int backlog)
            throws IOException {
        boolean done = false;
        try {
            if (address instanceof InetSocketAddress internet && internet.isUnresolved()) {
                throw new UnknownHostException("no host of this name: host=" + internet.getHostString());
            }
            if (channel instanceof ServerSocketChannel server) {
                server.bind(address, backlog);
            } else {
                channel.bind(address);
            }
            done = true;
            return channel;
        } catch (UnknownHostException e) {
            throw e;
        } catch (IOException e) {
            throw explained(e, address);
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private static IOException explained(IOException e, SocketAddress address) {
        String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        String remedy;
        if (words.contains("in use")) {
            remedy =
                    "another program listens there, end it or take another address ('ss -lntup' shows which one it is)";
        } else if (words.contains("permission denied")) {
            remedy = address instanceof InetSocketAddress internet && internet.getPort() < FIRST_FREE_PORT
                    ? "ports below 1024 are for root and for programs with CAP_NET_BIND_SERVICE, take a higher one"
                    : "this user may not make a file there";
        } else if (words.contains("cannot assign")) {
            remedy = "no interface of this machine has this address, 0.0.0.0 is all of them";
        } else if (words.contains("too long")) {
            remedy = "a Unix-domain socket's path has some 100 bytes at most";
        } else if (words.contains("no such file")) {
            remedy = "make its folder first";
        } else {
            remedy = words;
        }
        BindException explained = new BindException("cannot bind: " + remedy + ": address=" + address);
        explained.initCause(e);
        return explained;
    }

    /** A killed server leaves its file, at which nobody answers. */
    private static void removeStale(UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        if (!Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path)) {
            return;
        }
        try (SocketChannel asked = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            asked.connect(address);
        } catch (ConnectException nobody) {
            Files.deleteIfExists(path);
        } catch (IOException unknown) {
            // the bind tells
        }
    }
}
