package org.multijvm.ipc.socket;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.socket.Wire.Needs;
import org.multijvm.ipc.wait.Slices;

/**
 * Connects to a {@link Listener}; Python's {@code multiprocessing.connection.Client} (rules C10 to C12).
 *
 * <pre>{@code
 * try (Connection connection = Client.connect(Address.tcp("db7", 5000), AuthKey.fromFile(path))) {
 *     connection.send(List.of("add", 1, 2));
 *     System.out.println(connection.recv());
 * }
 * }</pre>
 *
 * <p>What is received may come from a stranger who has the key, so a value's classes must be allowed: plain data of the JDK is, others are named by {@link Builder#accept}. What is bound to this session, such as
 * locks and arrays in shared memory, cannot be sent.
 */
public final class Client {
    private Client() {}

    /**
     * Connects without a key, to a listener that asks for none.
     *
     * @throws ConnectException if nobody listens there
     * @throws AuthenticationException if the listener asks for a key
     * @throws IOException if there is no such host, or the listener does not answer in 20 s
     * @throws InterruptedException if interrupted while waiting
     */
    public static Connection connect(Address address) throws IOException, InterruptedException {
        return builder().connect(address);
    }

    /**
     * Connects.
     *
     * @throws ConnectException if nobody listens there
     * @throws AuthenticationException if the listener has another key, or none
     * @throws IOException if there is no such host, or the listener does not answer in 20 s
     * @throws InterruptedException if interrupted while waiting
     */
    public static Connection connect(Address address, AuthKey key) throws IOException, InterruptedException {
        return builder().key(key).connect(address);
    }

    /** Says more. */
    public static Builder builder() {
        return new Builder();
    }

    /** How to connect. Not thread-safe; can be used several times. */
    public static final class Builder extends SocketBuilder<Builder> {
        private Duration limit = Duration.ofSeconds(20);

        Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** How long to wait for the connection and the listener's proof; default: 20 s. */
        public Builder limit(Duration time) {
            limit = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * Connects; see {@link Client#connect(Address, AuthKey)}.
         *
         * @throws javax.net.ssl.SSLException if the listener speaks no TLS, is not trusted, or has the certificate of another host
         * @throws IllegalArgumentException if TLS was asked for and the address is no TCP port
         */
        public Connection connect(Address address) throws IOException, InterruptedException {
            SocketSettings settings = settings(address);
            SocketAddress to = Address.socketAddress(address);
            SocketChannel channel = address instanceof Address.Unix
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
            boolean done = false;
            try {
                channel.configureBlocking(false);
                Wire wire = settings.ofClient(channel, address);
                enter(wire, settings.key(), to, address);
                done = true;
                return new SocketConnection(wire, settings, address.toString());
            } finally {
                if (!done) {
                    channel.close();
                }
            }
        }

        private void enter(Wire wire, @Nullable AuthKey key, SocketAddress to, Address address)
                throws IOException, InterruptedException {
            long nanos = Slices.nanos(limit);
            long start = System.nanoTime();
            SocketChannel channel = wire.channel();
            Entrance entrance = new Entrance(wire, Handshake.ofClient(key));
            try (Selector selector = Selector.open()) {
                boolean connected = connectTo(channel, to, address);
                SelectionKey wanted = channel.register(selector, SelectionKey.OP_CONNECT);
                while (!connected) {
                    await(selector, nanos - (System.nanoTime() - start), address);
                    connected = finishConnect(channel, address);
                }
                for (Needs needs = advance(entrance, address);
                        needs != Needs.NOTHING;
                        needs = advance(entrance, address)) {
                    if (needs == Needs.TASK) {
                        wire.runTasks();
                    } else {
                        wanted.interestOps(needs == Needs.WRITE ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
                        await(selector, nanos - (System.nanoTime() - start), address);
                    }
                }
            }
        }

        private static Needs advance(Entrance entrance, Address address) throws IOException {
            try {
                return entrance.advance();
            } catch (EOFException e) {
                throw caused(new EOFException(e.getMessage() + ": address=" + address), e);
            } catch (SSLException e) {
                throw caused(new SSLException("TLS failed: " + e.getMessage() + ": address=" + address), e);
            }
        }

        private static <E extends IOException> E caused(E named, IOException cause) {
            named.initCause(cause);
            return named;
        }

        private static void await(Selector selector, long left, Address address)
                throws IOException, InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while connecting: address=" + address);
            }
            if (left <= 0) {
                throw new SocketTimeoutException("the listener did not answer in time: address=" + address);
            }
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            selector.selectedKeys().clear();
        }

        private static boolean connectTo(SocketChannel channel, SocketAddress to, Address address) throws IOException {
            try {
                if (address instanceof Address.Tcp) {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                }
                return channel.connect(to);
            } catch (IOException e) {
                throw refused(address, e);
            }
        }

        private static boolean finishConnect(SocketChannel channel, Address address) throws IOException {
            try {
                return channel.finishConnect();
            } catch (IOException e) {
                throw refused(address, e);
            }
        }

        private static ConnectException refused(Address address, IOException cause) {
            return caused(
                    new ConnectException("cannot connect: " + cause.getMessage() + ": address=" + address), cause);
        }
    }
}
