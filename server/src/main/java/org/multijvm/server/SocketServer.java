package org.multijvm.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that runs a handler for each client: Python's {@code socketserver} (rules SS1 to SS7).
 *
 * <pre>{@code
 * try (SocketServer server = SocketServer.tcp("127.0.0.1", 10086)
 *         .handler(client -> client.write("you said " + client.readLine() + "\n"))
 *         .prefork(2)
 *         .start()) {
 *     server.serveForever();
 * }
 * }</pre>
 *
 * <p>It serves each client in a thread of this JVM ({@link SocketServerBuilder#threads}, Python's {@code ThreadingTCPServer}), in a worker JVM of its own ({@link SocketServerBuilder#forking}, {@code ForkingTCPServer}), or by a fixed set of worker JVMs that were started before ({@link
 * SocketServerBuilder#prefork}, as gunicorn, puma and php-fpm do). Workers accept by themselves, from the same queue of the kernel: no byte goes through this JVM, and a client that waits in the queue waits for all of them.
 *
 * <p>It serves from {@link SocketServerBuilder#start} on, in threads of its own. What a handler throws is logged by SLF4J and ends its own client only. Thread-safe.
 */
public final class SocketServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);

    private final Service service;
    private final AtomicReference<@Nullable Thread> hook = new AtomicReference<>();

    SocketServer(Service service) {
        this.service = service;
    }

    /** A server of TCP at a port of all interfaces; 0 is a free one. */
    public static SocketServerBuilder<ClientHandler> tcp(int port) {
        return new SocketServerBuilder<>(new InetSocketAddress(port), false);
    }

    /**
     * A server of TCP at a port of the interface that has this address, such as {@code 127.0.0.1} or {@code 0.0.0.0}.
     *
     * @param port 0 is a free one, which {@link #port} then tells
     */
    public static SocketServerBuilder<ClientHandler> tcp(String host, int port) {
        return new SocketServerBuilder<>(new InetSocketAddress(host, port), false);
    }

    /** As {@link #tcp(String, int)}. */
    public static SocketServerBuilder<ClientHandler> tcp(InetSocketAddress address) {
        return new SocketServerBuilder<>(address, false);
    }

    /** A server at a Unix-domain socket. The file must not be there yet, unless nobody answers at it; it goes with the server. */
    public static SocketServerBuilder<ClientHandler> unix(Path path) {
        return new SocketServerBuilder<>(UnixDomainSocketAddress.of(path), false);
    }

    /** A server of datagrams, each of which is a client: at a port of the loopback address, or of the interface that has this address. */
    public static SocketServerBuilder<DatagramHandler> udp(String host, int port) {
        return new SocketServerBuilder<>(new InetSocketAddress(host, port), true);
    }

    /** As {@link #udp(String, int)}. */
    public static SocketServerBuilder<DatagramHandler> udp(InetSocketAddress address) {
        return new SocketServerBuilder<>(address, true);
    }

    /** Where it can be reached. */
    public SocketAddress address() {
        return service.address();
    }

    /**
     * Its port.
     *
     * @throws IllegalStateException if it has none, being at a Unix-domain socket
     */
    public int port() {
        if (address() instanceof InetSocketAddress internet) {
            return internet.getPort();
        }
        throw new IllegalStateException("a Unix-domain socket has no port: address=" + address());
    }

    /** What a client in the same machine connects to: the address, with the loopback address in the place of "all interfaces". */
    public SocketAddress localAddress() {
        return address() instanceof InetSocketAddress internet
                        && internet.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), internet.getPort())
                : address();
    }

    /**
     * Waits until the server ends: by {@link #shutdown} or {@link #close} of another thread.
     *
     * @throws ServerFailedException if it ended because it could not serve
     * @throws InterruptedException if interrupted while waiting; the server goes on
     */
    public void serveForever() throws InterruptedException {
        service.join(Long.MAX_VALUE);
    }

    /**
     * As {@link #serveForever}, for so long at most.
     *
     * @return false if the time was over first
     */
    public boolean join(Duration limit) throws InterruptedException {
        return service.join(nanos(limit));
    }

    /**
     * Ends it gracefully: nobody is let in any more, those who are served are served to the end, and clients between two requests ({@link ServedClient#awaitRequest}) are let go. What is left when the time is over is cut off; a worker JVM is killed. Blocks until then.
     *
     * <p>Called by a handler in this JVM it would wait for itself, as Python's does (rule SS1). So it returns at once there, and the server ends by a thread of its own.
     *
     * @return true if nothing had to be cut off, and it has ended
     * @throws InterruptedException if interrupted while waiting: then close it
     */
    public boolean shutdown(Duration limit) throws InterruptedException {
        if (service.isServedBy(Thread.currentThread())) {
            Thread thread = new Thread(() -> shutdownQuietly(limit), "multijvm-server-shutdown");
            thread.setDaemon(true);
            thread.start();
            return false;
        }
        boolean whole = service.shutdown(nanos(limit));
        removeHook();
        return whole;
    }

    /**
     * Replaces all worker JVMs, one after the other: the new one accepts clients before the old one stops to, which then serves its clients to the end. No connection is dropped. Blocks until the last old one accepts nobody any more.
     *
     * @throws IllegalStateException if it has no workers
     * @throws ServerFailedException if new workers end before they are ready: then the old ones serve on
     */
    public void reload() throws InterruptedException {
        service.reload();
    }

    /** What it has done so far. */
    public ServerStats stats() {
        return service.stats();
    }

    /** Ends it at once: all clients are cut off, worker JVMs are killed. Handlers in this JVM are interrupted and get a second to end. A second call does nothing. */
    @Override
    public void close() {
        service.close();
        removeHook();
    }

    /** Has the end of this JVM, also by SIGTERM or SIGINT, shut the server down. */
    void shutDownAtEnd(Duration limit) {
        Thread thread = new Thread(() -> shutdownQuietly(limit), "multijvm-server-shutdown");
        hook.set(thread);
        Runtime.getRuntime().addShutdownHook(thread);
    }

    private void shutdownQuietly(Duration limit) {
        try {
            if (!service.shutdown(nanos(limit))) {
                LOG.warn("a server ends before all of its clients were served: address={}, limit={}", address(), limit);
            }
        } catch (InterruptedException e) {
            service.close();
        }
    }

    private void removeHook() {
        Thread thread = hook.getAndSet(null);
        if (thread != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
            } catch (IllegalStateException ending) {
                // it runs already
            }
        }
    }

    static long nanos(Duration time) {
        return Math.max(0, TimeUnit.NANOSECONDS.convert(time));
    }

    @Override
    public String toString() {
        return "SocketServer[" + address() + "]";
    }
}
