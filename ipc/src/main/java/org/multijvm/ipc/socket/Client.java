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
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
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

        /** Connects; see {@link Client#connect(Address, AuthKey)}. */
        public Connection connect(Address address) throws IOException, InterruptedException {
            SocketSettings settings = settings();
            SocketAddress to = Address.socketAddress(address);
            SocketChannel channel = address instanceof Address.Unix
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
            boolean done = false;
            try {
                channel.configureBlocking(false);
                shakeHands(channel, to, address, settings.key());
                done = true;
                return new SocketConnection(channel, settings, address.toString());
            } finally {
                if (!done) {
                    channel.close();
                }
            }
        }

        private void shakeHands(SocketChannel channel, SocketAddress to, Address address, @Nullable AuthKey withKey)
                throws IOException, InterruptedException {
            long nanos = Slices.nanos(limit);
            long start = System.nanoTime();
            try (Selector selector = Selector.open()) {
                boolean connected = connectTo(channel, to, address);
                SelectionKey wanted =
                        channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
                Handshake handshake = Handshake.ofClient(withKey);
                while (!handshake.isDone()) {
                    if (!channel.isConnected()) {
                        finishConnect(channel, address);
                    }
                    if (channel.isConnected() && !step(channel, handshake, address)) {
                        wanted.interestOps(
                                handshake.toSend().hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
                    }
                    if (!handshake.isDone()) {
                        await(selector, nanos - (System.nanoTime() - start), address);
                    }
                }
            }
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

        private static void finishConnect(SocketChannel channel, Address address) throws IOException {
            try {
                channel.finishConnect();
            } catch (IOException e) {
                throw refused(address, e);
            }
        }

        private static ConnectException refused(Address address, IOException cause) {
            ConnectException refused =
                    new ConnectException("cannot connect: " + cause.getMessage() + ": address=" + address);
            refused.initCause(cause);
            return refused;
        }

        /** Writes and reads what goes at once; false if the other side is to be waited for. */
        private static boolean step(SocketChannel channel, Handshake handshake, Address address) throws IOException {
            while (!handshake.isDone()) {
                channel.write(handshake.toSend());
                if (handshake.toSend().hasRemaining()) {
                    return false;
                }
                int got = channel.read(handshake.toReceive());
                if (got < 0) {
                    throw new EOFException(
                            "the listener closed the connection before it had proven its key: address=" + address);
                }
                if (!handshake.toReceive().hasRemaining()) {
                    handshake.received();
                } else if (got == 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
