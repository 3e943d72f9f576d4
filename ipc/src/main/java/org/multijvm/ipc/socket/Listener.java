package org.multijvm.ipc.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.wait.Slices;

/**
 * Listens for {@link Client}s; Python's {@code multiprocessing.connection.Listener} (rules C10 to C12).
 *
 * <pre>{@code
 * try (Listener listener = Listener.open(Address.tcp("0.0.0.0", 5000), key)) {
 *     while (true) {
 *         Connection client = listener.accept();
 *         new Thread(() -> serve(client)).start();
 *     }
 * }
 * }</pre>
 *
 * <p><b>Clients are let in</b> once both sides have proven that they have the key ({@code Handshake} in the source says how), inside of TLS if there is any. One thread does that for all at once, so a slow or hostile client holds up nobody: it has 10 s,
 * 500 may be at it, and the one that has been at it for the longest gives its place to the next. Who fails is dropped and logged; {@link #accept} gives only those who did not. Python's {@code accept} throws for them.
 *
 * <p><b>What is received</b> may come from a stranger who has the key, so a value's classes must be allowed: plain data of the JDK is, others are named by {@link Builder#accept}. What is bound to this session, such as
 * locks and arrays in shared memory, cannot be sent. Messages are not encrypted unless {@link Builder#tls} says so: over a network that others can listen to, the key keeps them out, but not from reading.
 *
 * <p>A connection lives on when its listener is closed. Thread-safe.
 */
public final class Listener implements AutoCloseable {
    private final Address address;
    private final AcceptLoop loop;

    private Listener(Address address, AcceptLoop loop) {
        this.address = address;
        this.loop = loop;
    }

    /**
     * Listens without a key: whoever can reach the address is let in.
     *
     * @throws BindException if somebody listens there, or the address cannot be used
     * @throws IOException if there is no such host
     */
    public static Listener open(Address address) throws IOException {
        return builder().open(address);
    }

    /**
     * Listens.
     *
     * @throws BindException if somebody listens there, or the address cannot be used
     * @throws IOException if there is no such host
     */
    public static Listener open(Address address, AuthKey key) throws IOException {
        return builder().key(key).open(address);
    }

    /** Says more. */
    public static Builder builder() {
        return new Builder();
    }

    /** How to listen. Not thread-safe; can be used several times. */
    public static final class Builder extends SocketBuilder<Builder> {
        private static final int BACKLOG = 1024;

        private Duration limit = Duration.ofSeconds(10);

        Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** How long a client may take to prove its key, TLS included; default: 10 s. */
        public Builder handshakeLimit(Duration time) {
            limit = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * Listens; see {@link Listener#open(Address, AuthKey)}.
         *
         * @throws IllegalArgumentException if TLS was asked for and the address is no TCP port
         */
        public Listener open(Address address) throws IOException {
            SocketSettings settings = settings(address);
            ServerSocketChannel channel = address instanceof Address.Unix
                    ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    : ServerSocketChannel.open();
            boolean done = false;
            try {
                bind(channel, address);
                channel.configureBlocking(false);
                Address bound = address instanceof Address.Tcp tcp
                        ? Address.tcp(tcp.host(), ((InetSocketAddress) channel.getLocalAddress()).getPort())
                        : address;
                AcceptLoop loop = new AcceptLoop(channel, bound, settings, Slices.nanos(limit));
                loop.start();
                done = true;
                return new Listener(bound, loop);
            } finally {
                if (!done) {
                    channel.close();
                }
            }
        }

        private static void bind(ServerSocketChannel channel, Address address) throws IOException {
            try {
                if (address instanceof Address.Unix unix) {
                    removeStale(unix);
                    channel.bind(Address.socketAddress(address), BACKLOG);
                    PosixFileAttributeView view = Files.getFileAttributeView(unix.path(), PosixFileAttributeView.class);
                    if (view != null) {
                        view.setPermissions(PosixFilePermissions.fromString("rw-------"));
                    }
                } else {
                    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    channel.bind(Address.socketAddress(address), BACKLOG);
                }
            } catch (BindException e) {
                BindException named = new BindException("cannot listen: " + e.getMessage() + ": address=" + address);
                named.initCause(e);
                throw named;
            }
        }

        /** The socket's file of a listener that was killed: nobody answers there. */
        private static void removeStale(Address.Unix unix) throws IOException {
            if (!Files.exists(unix.path()) || Files.isRegularFile(unix.path()) || Files.isDirectory(unix.path())) {
                return;
            }
            try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                probe.connect(Address.socketAddress(unix));
            } catch (IOException nobodyListens) {
                Files.deleteIfExists(unix.path());
            }
        }
    }

    /** Where it listens, with the port that it got. */
    public Address address() {
        return address;
    }

    /**
     * Gives the next client that has proven its key; waits for one.
     *
     * @throws IOException if the listener is or gets closed
     * @throws InterruptedException if interrupted while waiting
     */
    public Connection accept() throws IOException, InterruptedException {
        return Objects.requireNonNull(loop.next(Long.MAX_VALUE));
    }

    /**
     * As {@link #accept()}, waiting at most so long; null if nobody came in time.
     *
     * @throws IOException if the listener is or gets closed
     * @throws InterruptedException if interrupted while waiting
     */
    public @Nullable Connection accept(Duration limit) throws IOException, InterruptedException {
        return loop.next(Slices.nanos(limit));
    }

    /** Whether it is closed. */
    public boolean isClosed() {
        return loop.isClosed();
    }

    /** Listens no more, and closes the connections that nobody has accepted. Waiting threads get an {@link IOException}. A second call does nothing. */
    @Override
    public void close() {
        loop.close();
    }

    @Override
    public String toString() {
        return "Listener[" + address + (isClosed() ? ", closed]" : "]");
    }
}
