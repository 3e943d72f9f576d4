package org.multijvm.cluster.grid;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.IgniteState;
import org.apache.ignite.Ignition;
import org.apache.ignite.IgnitionListener;
import org.apache.ignite.cluster.ClusterGroup;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.events.DiscoveryEvent;
import org.apache.ignite.events.Event;
import org.apache.ignite.events.EventType;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;
import org.apache.ignite.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.task.TlsFiles;
import org.multijvm.launcher.SessionFolder;
import org.multijvm.pool.engine.HostName;
import org.slf4j.LoggerFactory;

/**
 * This JVM as a node of a cluster: who else is there, and messages to and from them. Ignite finds the nodes, watches them and carries the messages, encrypted if
 * that is asked for; it never runs code that came by the network, since no classes are shared by it. No multicast; it listens on the named address alone. Thread-safe.
 *
 * <p>Ordered messages, one topic: what a node sends comes in its order. They have a time after which a gap would be passed over; a day is meant to be never.
 */
public final class Grid implements AutoCloseable {
    /** Where a member listens for other nodes if no port was named. */
    public static final int PORT = 47500;

    /** The system property of a member that says how many MiB its part of the shared objects takes at most. */
    public static final String MEMORY = "multijvm.cluster.memory";

    private static final String TOPIC = "multijvm";
    private static final long NEVER_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final int PORT_RANGE = 100;
    private static final long ALONE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ALONE_LOOK_MILLIS = 200;
    private static final int MESSAGE_PORT = 47100;

    /** For so long a driver whose member has gone looks for another one that answers; then it is cut off. Ignite's own is 5 s, within which members of a busy machine may not come to answer. */
    private static final long RECONNECT_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private static final long FIRST_REGION_BYTES = 16L << 20;
    private static final int MIB_SHIFT = 20;
    private static final String SLOTS = "multijvm.slots";
    private static final String HOST = "multijvm.host";
    private static final String PID = "multijvm.pid";
    private static final String ADDRESS = "multijvm.address";

    private final Ignite ignite;
    private final Path folder;
    private final GridListener listener;
    private final TcpDiscoveryVmIpFinder finder;
    private final IgnitionListener stops = this::stateChanged;
    private volatile boolean closed;

    /** Tells who comes and goes: Ignite's own thread for that must not wait, and whoever is told may send. */
    private final ExecutorService news = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "multijvm-cluster-news");
        thread.setDaemon(true);
        return thread;
    });

    private Grid(Ignite ignite, TcpDiscoveryVmIpFinder finder, Path folder, GridListener listener) {
        this.ignite = ignite;
        this.finder = finder;
        this.folder = folder;
        this.listener = listener;
    }

    /**
     * Joins, or, for a member that finds nobody, begins a cluster.
     *
     * @throws IllegalStateException if this JVM lacks what Ignite needs
     * @throws IOException if nobody is found in time, or it is not let in
     */
    public static Grid start(GridSettings settings, GridListener listener) throws IOException {
        JdkFlags.check();
        quiet("IGNITE_UPDATE_NOTIFIER", "false");
        // not quiet: by its logger, and not by standard output
        quiet("IGNITE_QUIET", "false");
        quiet("IGNITE_NO_ASCII", "true");
        quiet("IGNITE_PERFORMANCE_SUGGESTIONS_DISABLED", "true");
        quiet("IGNITE_NO_SHUTDOWN_HOOK", "true");
        int from = settings.port();
        while (true) {
            int port = settings.isDriver() ? from : freePort(settings, from);
            try {
                return start(settings, port, listener);
            } catch (IgniteException e) {
                // another node that was started at the same time has the port now
                if (settings.isDriver() || freePort(settings, from) == port) {
                    throw new IOException(
                            "no part of a cluster: join=" + settings.join() + ", bind=" + settings.bind() + ", cause="
                                    + root(e),
                            e);
                }
                from = port + 1;
            }
        }
    }

    private static Grid start(GridSettings settings, int port, GridListener listener) throws IOException {
        // in the session, so that others remove it when this JVM was killed
        Path folder = SessionFolder.createFolder(SessionFolder.current().newPath("ignite"));
        Grid grid = null;
        boolean done = false;
        try {
            TcpDiscoveryVmIpFinder finder = finder(settings, port);
            Ignite ignite = Ignition.start(configuration(settings, port, finder, folder));
            grid = new Grid(ignite, finder, folder, listener);
            if (!settings.isDriver()) {
                grid.checkLetIn(new Doors(settings, port));
            }
            grid.listen();
            done = true;
            return grid;
        } finally {
            if (!done && grid != null) {
                grid.close();
            } else if (!done) {
                SessionFolder.delete(folder);
            }
        }
    }

    /**
     * Members whose certificate is refused learn that late by TLS 1.3: they may take it for nobody being there, and begin a cluster of their own.
     *
     * @throws IOException if this one is alone though another one listens where it was to join
     */
    private void checkLetIn(Doors doors) throws IOException {
        long deadline = System.nanoTime() + ALONE_NANOS;
        while (ignite.cluster().forServers().nodes().size() == 1) {
            String open = doors.open();
            if (open == null) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("no part of a cluster: somebody listens at " + open
                        + " and does not let this member in (other certificates?)");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(ALONE_LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while it joins a cluster", e);
            }
        }
    }

    /** The first that nobody listens at: others are told it before Ignite listens there. */
    private static int freePort(GridSettings settings, int from) throws IOException {
        InetAddress bind = InetAddress.getByName(settings.bind());
        for (int port = from; port < settings.port() + PORT_RANGE; port++) {
            try (ServerSocket free = new ServerSocket()) {
                free.setReuseAddress(true);
                free.bind(new InetSocketAddress(bind, port));
                return port;
            } catch (BindException taken) {
                continue;
            }
        }
        throw new IOException(
                "no port is free: bind=" + settings.bind() + ", from=" + settings.port() + ", ports=" + PORT_RANGE);
    }

    private static TcpDiscoveryVmIpFinder finder(GridSettings settings, int port) {
        List<String> addresses = new ArrayList<>(settings.join());
        if (!settings.isDriver()) {
            addresses.add(settings.bind() + ":" + port);
        }
        TcpDiscoveryVmIpFinder finder = new TcpDiscoveryVmIpFinder();
        finder.setAddresses(addresses);
        return finder;
    }

    private static void quiet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static String root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static IgniteConfiguration configuration(
            GridSettings settings, int port, TcpDiscoveryVmIpFinder finder, Path folder) {
        IgniteConfiguration wanted = new IgniteConfiguration();
        wanted.setIgniteInstanceName("multijvm-" + UUID.randomUUID());
        wanted.setGridLogger(new GridLog(LoggerFactory.getLogger(Grid.class)));
        wanted.setWorkDirectory(folder.toString());
        wanted.setClientMode(settings.isDriver());
        wanted.setLocalHost(settings.bind());
        wanted.setPeerClassLoadingEnabled(false);
        wanted.setConnectorConfiguration(null);
        wanted.setClientConnectorConfiguration(null);
        wanted.setMetricsLogFrequency(0);
        wanted.setFailureHandler(new NodeFailures());
        wanted.setClientFailureDetectionTimeout(TimeUnit.SECONDS.toMillis(5));
        wanted.setUserAttributes(Map.of(
                SLOTS,
                settings.slots(),
                HOST,
                HostName.own(),
                PID,
                ProcessHandle.current().pid(),
                ADDRESS,
                settings.bind() + ":" + port));
        wanted.setDataStorageConfiguration(
                new DataStorageConfiguration().setDefaultDataRegionConfiguration(sharedObjects()));
        wanted.setIncludeEventTypes(EventType.EVT_NODE_JOINED, EventType.EVT_NODE_LEFT, EventType.EVT_NODE_FAILED);
        TcpDiscoverySpi discovery = new TcpDiscoverySpi();
        discovery.setIpFinder(finder);
        discovery.setLocalPort(port);
        discovery.setLocalPortRange(settings.isDriver() ? PORT_RANGE : 0);
        discovery.setJoinTimeout(TimeUnit.SECONDS.toMillis(30));
        discovery.setClientReconnectDisabled(true);
        if (settings.isDriver()) {
            discovery.setNetworkTimeout(RECONNECT_MILLIS);
        }
        wanted.setDiscoverySpi(discovery);
        TcpCommunicationSpi communication = new TcpCommunicationSpi();
        communication.setLocalPort(MESSAGE_PORT);
        communication.setLocalPortRange(PORT_RANGE);
        wanted.setCommunicationSpi(communication);
        TlsFiles tls = settings.tls();
        if (tls != null) {
            SslContextFactory factory = new SslContextFactory();
            factory.setKeyStoreType("PKCS12");
            factory.setKeyStoreFilePath(tls.keyStore().toString());
            factory.setKeyStorePassword(tls.password().toCharArray());
            factory.setTrustStoreType("PKCS12");
            factory.setTrustStoreFilePath(tls.trustStore().toString());
            factory.setTrustStorePassword(tls.password().toCharArray());
            wanted.setSslContextFactory(factory);
        }
        return wanted;
    }

    /** The memory in which shared objects lie. It grows as they do. */
    private static DataRegionConfiguration sharedObjects() {
        DataRegionConfiguration region = new DataRegionConfiguration().setInitialSize(FIRST_REGION_BYTES);
        Long mebibytes = Long.getLong(MEMORY);
        // else Ignite's, a fifth of the machine's
        return mebibytes == null ? region : region.setMaxSize(Math.max(FIRST_REGION_BYTES, mebibytes << MIB_SHIFT));
    }

    /** A driver hangs at one member: should that one die, it finds the cluster again by the others. */
    private void knows(ClusterNode node) {
        if (node.attribute(ADDRESS) instanceof String address && info(node) != null) {
            int colon = address.lastIndexOf(':');
            finder.registerAddresses(List.of(new InetSocketAddress(
                    address.substring(0, colon), Integer.parseInt(address, colon + 1, address.length(), 10))));
        }
    }

    private void listen() {
        ignite.message().localListen(TOPIC, (UUID from, Object message) -> {
            listener.received(from, (byte[]) message);
            return !closed;
        });
        ignite.events()
                .localListen(
                        this::happened, EventType.EVT_NODE_JOINED, EventType.EVT_NODE_LEFT, EventType.EVT_NODE_FAILED);
        ignite.cluster().forServers().nodes().forEach(this::knows);
        Ignition.addListener(stops);
    }

    private void stateChanged(@Nullable String name, IgniteState state) {
        if (ignite.name().equals(name) && !closed && state != IgniteState.STARTED) {
            tell(listener::cutOff);
        }
    }

    private void tell(Runnable event) {
        try {
            news.execute(event);
        } catch (RejectedExecutionException left) {
            // nobody wants to know
            return;
        }
    }

    private boolean happened(Event event) {
        ClusterNode node = ((DiscoveryEvent) event).eventNode();
        if (event.type() == EventType.EVT_NODE_JOINED) {
            MemberInfo member = info(node);
            if (member != null) {
                knows(node);
                tell(() -> listener.joined(member));
            }
        } else {
            tell(() -> listener.left(node.id()));
        }
        return true;
    }

    /** The members that are there now, this one included. */
    public List<MemberInfo> members() {
        List<MemberInfo> members = new ArrayList<>();
        for (ClusterNode node : ignite.cluster().forServers().nodes()) {
            MemberInfo member = info(node);
            if (member != null) {
                members.add(member);
            }
        }
        return members;
    }

    /** Null if it is no member. */
    private static @Nullable MemberInfo info(ClusterNode node) {
        Map<String, Object> attributes = new HashMap<>(node.attributes());
        return attributes.get(SLOTS) instanceof Integer slots && slots > 0
                ? new MemberInfo(
                        node.id(),
                        String.valueOf(attributes.get(HOST)),
                        attributes.get(PID) instanceof Long pid ? pid : 0,
                        slots)
                : null;
    }

    /** Whether a node is there. */
    public boolean isThere(UUID node) {
        return ignite.cluster().node(node) != null;
    }

    /** Ignite itself, for shared objects. */
    public Ignite ignite() {
        return ignite;
    }

    /** Who this node is. */
    public UUID id() {
        return ignite.cluster().localNode().id();
    }

    /** Where this node listens for others, {@code host:port}; for members. */
    public String address() {
        return String.valueOf(ignite.cluster().localNode().<Object>attribute(ADDRESS));
    }

    /**
     * Sends a message. May block for a moment.
     *
     * @throws IOException if that node has gone, or this one
     */
    public void send(UUID to, byte[] message) throws IOException {
        try {
            ClusterGroup group = ignite.cluster().forNodeId(to);
            if (group.nodes().isEmpty()) {
                throw new IOException("the node has gone: node=" + to);
            }
            ignite.message(group).sendOrdered(TOPIC, message, NEVER_MILLIS);
        } catch (RuntimeException e) {
            throw new IOException("cannot be sent: node=" + to + ", cause=" + root(e), e);
        }
    }

    /** Leaves the cluster. */
    @Override
    public void close() {
        closed = true;
        Ignition.removeListener(stops);
        news.shutdown();
        try {
            // of one that has stopped by itself it would tell on standard output
            if (Ignition.state(ignite.name()) == IgniteState.STARTED) {
                Ignition.stop(ignite.name(), true);
            }
        } finally {
            SessionFolder.delete(folder);
        }
    }
}
