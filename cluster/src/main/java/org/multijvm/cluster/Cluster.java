package org.multijvm.cluster;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.driver.Driver;
import org.multijvm.cluster.grid.MemberInfo;
import org.multijvm.cluster.launch.Machine;
import org.multijvm.cluster.shared.ClusterManager;
import org.multijvm.cluster.task.ClusterPoolEngine;
import org.multijvm.pool.Pool;

/**
 * Machines that run tasks together, as a program sees them. Thread-safe.
 *
 * <p>A machine becomes a part by {@link ClusterMember}. A program connects and has the same {@link Pool} as on one machine; the classes of its functions and values need not be there, members fetch
 * them from the program.
 */
public final class Cluster implements AutoCloseable {
    private final Driver driver;
    private final Launches launches;
    private @Nullable ClusterManager manager;

    Cluster(Driver driver, Launches launches) {
        this.driver = driver;
        this.launches = launches;
    }

    /**
     * A machine that is there.
     *
     * @param host what it calls itself
     * @param pid of its JVM
     * @param slots how many tasks it runs at a time
     */
    public record Member(String host, long pid, int slots) {}

    /**
     * Connects to a cluster on this machine or by a trusted network.
     *
     * @param addresses where members may be found, each {@code host:port}; one that answers is enough
     * @throws IOException if none answers within half a minute, or this program is not let in
     * @throws IllegalStateException if this JVM was started without what the cluster's engine needs; the message says the line
     */
    public static Cluster connect(String... addresses) throws IOException {
        return builder().join(addresses).connect();
    }

    /**
     * Starts members, this program's own: they end when it closes the cluster, and when it dies.
     *
     * <pre>{@code
     * Path jar = Path.of("multijvm-cluster-member.jar");
     * try (Cluster cluster = Cluster.builder().bind("db1").tls(keys, trusted, password)
     *         .launch(List.of(Machine.ssh("render@db7", jar), Machine.ssh("render@db8", jar)))) {
     *     cluster.pool().map(Frames::render, frames);
     * }
     * }</pre>
     *
     * @throws IOException if a machine is not reached, or a member does not come up; those that have are ended
     */
    public static Cluster launch(List<? extends Machine> machines) throws IOException {
        return builder().launch(machines);
    }

    /** Settings first. */
    public static ClusterBuilder builder() {
        return new ClusterBuilder();
    }

    /** A pool with a worker JVM for each slot of each member, those that join later, too. Close it before the cluster. */
    public Pool pool() {
        return Pool.builder().on(poolEngine()).start();
    }

    /** For {@link org.multijvm.pool.PoolBuilder#on}: a pool with settings. How many workers it has is up to the members. */
    public ClusterPoolEngine poolEngine() {
        return driver.poolEngine();
    }

    /** Dicts, queues, locks and what else the programs of the cluster share. The same one for each call; it ends with this connection. */
    public synchronized ClusterManager manager() {
        ClusterManager there = manager;
        if (there == null) {
            there = ClusterManager.of(driver.grid().ignite());
            manager = there;
        }
        return there;
    }

    /** Those that are there now. */
    public List<Member> members() {
        return driver.members().stream().map(Cluster::member).collect(Collectors.toList());
    }

    /**
     * Starts one more member, this program's own.
     *
     * @throws IOException if the machine is not reached, or the member does not come up
     */
    public void start(Machine machine) throws IOException {
        launches.start(machine);
    }

    private static Member member(MemberInfo info) {
        return new Member(info.host(), info.pid(), info.slots());
    }

    /** Leaves the cluster. Pools that are not closed are terminated, and members that this program has started are ended. May be called again. */
    @Override
    public void close() {
        driver.close();
        launches.close();
    }
}
