package org.multijvm.server;

import java.io.IOException;
import java.io.Serializable;
import java.net.SocketAddress;
import java.nio.channels.NetworkChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.launcher.JvmOptions;

/**
 * How a server is to be. Null is refused at once. Confined to one thread; can be used several times, if its port is 0.
 *
 * @param <H> the kind of handler: {@link ClientHandler} or {@link DatagramHandler}
 */
public final class SocketServerBuilder<H extends Serializable> {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int MOST_IN_THREADS = 1_000;

    /** Python's {@code max_children} (rule SS5). */
    private static final int MOST_CHILDREN = 40;

    private static final String EXIT_FLAG = "ExitOnOutOfMemoryError";

    /** Has methods be compiled that much later: a third of what a JVM for one client costs went into compiling what runs a few times. See ADR 82. */
    private static final String LATER_FLAG = "CompileThresholdScaling";

    private static final int TIMES_LATER = 5;

    private enum Kind {
        THREADS,
        FORKING,
        PREFORK
    }

    private final SocketAddress address;
    private final boolean datagrams;
    private @Nullable H handler;
    private Kind kind = Kind.THREADS;
    private int workers;
    private int maxClients;
    private int backlog = 512;
    private Duration idle = Duration.ZERO;
    private Duration limit = Duration.ZERO;
    private Duration grace = Duration.ofSeconds(1);
    private @Nullable SerializableFunction<SocketAddress, Boolean> verify;
    private @Nullable SerializableRunnable initializer;
    private int recycleClients;
    private int recycleJitter;
    private long recycleBytes;
    private Duration recycleAge = Duration.ZERO;
    private Duration drain = Duration.ofSeconds(30);
    private Duration patience = Duration.ofSeconds(30);
    private JvmOptions options = JvmOptions.defaults();
    private @Nullable String name;
    private @Nullable Duration atEnd;

    SocketServerBuilder(SocketAddress address, boolean datagrams) {
        this.address = address;
        this.datagrams = datagrams;
    }

    /** What is done for each client. There is no default. */
    public SocketServerBuilder<H> handler(H forEachClient) {
        handler = Objects.requireNonNull(forEachClient, "handler");
        return this;
    }

    /** Serves each client in a thread of this JVM: a virtual one from JDK 21 on, else a platform thread. The default. */
    public SocketServerBuilder<H> threads() {
        kind = Kind.THREADS;
        return this;
    }

    /** As {@link #forking(int)} with two JVMs that wait. */
    public SocketServerBuilder<H> forking() {
        return forking(2);
    }

    /**
     * Serves each client in a worker JVM of its own, which ends with it. A handler that crashes its JVM, fills its heap or does not end takes down only its own client.
     *
     * @param spares how many JVMs wait for the next clients; a client that finds none waits in the queue for as long as a JVM takes to start
     * @throws IllegalArgumentException if there is none
     */
    public SocketServerBuilder<H> forking(int spares) {
        kind = Kind.FORKING;
        workers = positive(spares, "spares");
        return this;
    }

    /**
     * Serves clients by so many worker JVMs, which all accept from the same queue and go on with the next client. Each serves its share of {@link #maxClients} at a time, in threads; a crash takes down the clients that the worker serves at that moment, and the worker is replaced. With as many {@code
     * maxClients} as workers each serves one at a time, as php-fpm's do.
     *
     * @throws IllegalArgumentException if there is none
     */
    public SocketServerBuilder<H> prefork(int workerJvms) {
        kind = Kind.PREFORK;
        workers = positive(workerJvms, "workers");
        return this;
    }

    /**
     * How many clients are served at a time; others wait in the kernel's queue. Default: 1,000, and 40 if each has a JVM.
     *
     * @throws IllegalArgumentException if there is none
     */
    public SocketServerBuilder<H> maxClients(int atATime) {
        maxClients = positive(atATime, "maxClients");
        return this;
    }

    /**
     * How many clients the kernel's queue holds at most, before it lets them wait outside; default: 512. The kernel has a limit of its own, on Linux {@code net.core.somaxconn}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public SocketServerBuilder<H> backlog(int clients) {
        backlog = positive(clients, "backlog");
        return this;
    }

    /** Cuts off a client for which its handler waits so long in one read or write; zero, the default, is for ever. */
    public SocketServerBuilder<H> idleTimeout(Duration time) {
        idle = notNegative(time, "idleTimeout");
        return this;
    }

    /**
     * Cuts off a client that is served so long, and interrupts its handler; zero, the default, is for ever. If the handler does not end within {@link #grace} then, a worker JVM ends: at once if it serves nobody else, else when the others are served. In this JVM the thread stays, and keeps its place of {@link #maxClients}.
     */
    public SocketServerBuilder<H> clientTimeLimit(Duration time) {
        limit = notNegative(time, "clientTimeLimit");
        return this;
    }

    /** How long a handler whose client was cut off may take to end; default: one second. */
    public SocketServerBuilder<H> grace(Duration time) {
        grace = notNegative(time, "grace");
        return this;
    }

    /** Who is served; others are closed at once (Python's {@code verify_request}, rule SS3). It runs in the thread that lets clients in, so it must be quick. */
    public SocketServerBuilder<H> verify(SerializableFunction<SocketAddress, Boolean> isWelcome) {
        verify = Objects.requireNonNull(isWelcome, "verify");
        return this;
    }

    /** What each worker JVM runs before it accepts clients, or this JVM for a server of threads. If it throws, the worker could not start. */
    public SocketServerBuilder<H> initializer(SerializableRunnable beforeClients) {
        initializer = Objects.requireNonNull(beforeClients, "initializer");
        return this;
    }

    /**
     * Replaces a worker JVM of {@link #prefork} after that many clients, plus up to {@code jitter} more, each worker by chance, so that not all leave at once. It serves on until the new one is there.
     *
     * @throws IllegalArgumentException if there are none, or less than none
     */
    public SocketServerBuilder<H> recycleAfter(int clients, int jitter) {
        recycleClients = positive(clients, "clients");
        if (jitter < 0) {
            throw new IllegalArgumentException("jitter is negative: jitter=" + jitter);
        }
        recycleJitter = jitter;
        return this;
    }

    /**
     * Replaces a worker JVM that holds more memory (its resident set). Looked at once a second; Linux only.
     *
     * @throws IllegalArgumentException if not positive
     */
    public SocketServerBuilder<H> recycleAbove(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("not a size: bytes=" + bytes);
        }
        recycleBytes = bytes;
        return this;
    }

    /** Replaces a worker JVM that is older. */
    public SocketServerBuilder<H> recycleAge(Duration age) {
        recycleAge = notNegative(age, "recycleAge");
        return this;
    }

    /** How long a worker JVM that is replaced may serve its last clients, until they are cut off; default: 30 s. */
    public SocketServerBuilder<H> drainLimit(Duration time) {
        drain = notNegative(time, "drainLimit");
        return this;
    }

    /** How long a server that was up tries to start workers, with growing pauses, while it has none; then it ends; default: 30 s. One that never was up gives up after three. */
    public SocketServerBuilder<H> workerStartPatience(Duration time) {
        patience = notNegative(time, "workerStartPatience");
        return this;
    }

    /**
     * What worker JVMs are started with. They end on an OutOfMemoryError, and those of {@link #forking} compile a method when it has run five times as often as elsewhere ({@code CompileThresholdScaling}), unless these options have a flag that says otherwise.
     */
    public SocketServerBuilder<H> options(JvmOptions jvmOptions) {
        options = Objects.requireNonNull(jvmOptions, "options");
        return this;
    }

    /** The server's name, which its workers bear; default: {@code server-1} and so on. */
    public SocketServerBuilder<H> name(String serverName) {
        name = Objects.requireNonNull(serverName, "name");
        return this;
    }

    /** Has the end of this JVM, also by SIGTERM or Ctrl-C, shut the server down gracefully, with this limit. Not by default: then the end of this JVM cuts all clients off. */
    public SocketServerBuilder<H> shutdownAtExit(Duration time) {
        atEnd = notNegative(time, "shutdownAtExit");
        return this;
    }

    /**
     * Binds the address and serves. With worker JVMs it returns when all of them, or the JVMs that wait, accept.
     *
     * @throws IOException if the address cannot be had; the message says what to do
     * @throws ServerFailedException if the workers cannot start; the message has their last words
     * @throws IllegalStateException if there is no handler
     */
    public SocketServer start() throws IOException {
        H chosen = handler;
        if (chosen == null) {
            throw new IllegalStateException("a server needs to know what to do for a client: handler(...)");
        }
        SocketServer server = new SocketServer(service(chosen));
        if (atEnd != null) {
            server.shutDownAtEnd(atEnd);
        }
        return server;
    }

    private Service service(H chosen) throws IOException {
        if (kind == Kind.THREADS) {
            runInitializer();
            NetworkChannel listener = datagrams ? Binding.datagrams(address) : Binding.listen(address, backlog);
            return ThreadService.start(listener, chosen, rules(most()));
        }
        int each = kind == Kind.FORKING ? 1 : Math.max(1, (most() + workers - 1) / workers);
        ListenerShare share = ListenerShare.open(address, datagrams, backlog);
        return WorkerService.start(share, chosen, rules(each), workerRules());
    }

    private int most() {
        return maxClients > 0 ? maxClients : kind == Kind.FORKING ? MOST_CHILDREN : MOST_IN_THREADS;
    }

    private ServeRules rules(int most) {
        return new ServeRules(
                most, SocketServer.nanos(idle), SocketServer.nanos(limit), SocketServer.nanos(grace), verify);
    }

    private WorkerRules workerRules() {
        boolean single = kind == Kind.FORKING;
        return new WorkerRules(
                name == null ? "server-" + NUMBERS.incrementAndGet() : name,
                single ? Math.min(workers, most()) : workers,
                single ? most() : workers,
                single,
                recycleClients,
                recycleJitter,
                recycleBytes,
                SocketServer.nanos(recycleAge),
                SocketServer.nanos(drain),
                SocketServer.nanos(patience),
                jvmOptions(),
                initializer);
    }

    private JvmOptions jvmOptions() {
        JvmOptions all = withFlag(options, EXIT_FLAG, "-XX:+" + EXIT_FLAG);
        return kind == Kind.FORKING ? withFlag(all, LATER_FLAG, "-XX:" + LATER_FLAG + "=" + TIMES_LATER) : all;
    }

    private static JvmOptions withFlag(JvmOptions options, String name, String flag) {
        boolean said = options.jvmArguments().stream().anyMatch(argument -> argument.contains(name));
        return said ? options : options.toBuilder().jvmArguments(flag).build();
    }

    private void runInitializer() {
        try {
            if (initializer != null) {
                initializer.run();
            }
        } catch (Exception e) {
            throw new IllegalStateException("a server's initializer failed: " + e, e);
        }
    }

    private static int positive(int number, String what) {
        if (number < 1) {
            throw new IllegalArgumentException("must be at least 1: " + what + "=" + number);
        }
        return number;
    }

    private static Duration notNegative(Duration time, String what) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("must not be negative: " + what + "=" + time);
        }
        return time;
    }
}
