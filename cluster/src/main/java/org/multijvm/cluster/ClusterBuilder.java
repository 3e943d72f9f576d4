package org.multijvm.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.driver.Driver;
import org.multijvm.cluster.grid.Grid;
import org.multijvm.cluster.grid.GridSettings;
import org.multijvm.cluster.launch.Machine;
import org.multijvm.cluster.task.TlsFiles;

/** How a program connects to a cluster. Confined to one thread. */
public final class ClusterBuilder {
    private final List<String> join = new ArrayList<>();
    private String bind = "127.0.0.1";
    private @Nullable TlsFiles tls;
    private boolean insecure;

    ClusterBuilder() {}

    /** Where members may be found, each {@code host:port}. */
    public ClusterBuilder join(String... addresses) {
        join.addAll(List.of(addresses));
        return this;
    }

    /** The address of this machine by which members reach this program; 127.0.0.1 unless it is named. It listens there and nowhere else. */
    public ClusterBuilder bind(String address) {
        bind = address;
        return this;
    }

    /**
     * Encrypts, shows a certificate and lets those alone in that have one that is trusted.
     *
     * @param keyStore a PKCS #12 file with the key and the certificate of this program
     * @param trustStore a PKCS #12 file with the certificates that are trusted
     * @param password of both files
     */
    public ClusterBuilder tls(Path keyStore, Path trustStore, String password) {
        tls = new TlsFiles(keyStore, trustStore, password);
        return this;
    }

    /** Without TLS also beyond this machine: whoever reaches a member has code run there. For networks that are closed to others. */
    public ClusterBuilder insecure() {
        insecure = true;
        return this;
    }

    /**
     * Connects; see {@link Cluster#connect}.
     *
     * @throws IOException if no member answers, or this program is not let in
     * @throws IllegalArgumentException if no address is named, or it would go beyond this machine without TLS
     */
    public Cluster connect() throws IOException {
        if (join.isEmpty()) {
            throw new IllegalArgumentException("where is a member? join(\"host:" + Grid.PORT + "\")");
        }
        check();
        return new Cluster(driver(join), new Launches(join, tls, insecure));
    }

    private void check() throws IOException {
        Safety.check(bind, tls, insecure, "tls(...) or insecure()");
    }

    private Driver driver(List<String> addresses) throws IOException {
        return Driver.start(new GridSettings(addresses, bind, Grid.PORT, 0, tls));
    }

    /**
     * Starts members, one after the other, and connects; see {@link Cluster#launch}. With {@link #join} they become a part of a cluster that is there.
     *
     * @throws IOException if a machine is not reached, or a member does not come up; those that have are ended
     */
    public Cluster launch(List<? extends Machine> machines) throws IOException {
        check();
        Launches launches = new Launches(join, tls, insecure);
        boolean done = false;
        try {
            for (Machine each : machines) {
                launches.start(each);
            }
            Cluster cluster = new Cluster(driver(launches.addresses()), launches);
            done = true;
            return cluster;
        } finally {
            if (!done) {
                launches.close();
            }
        }
    }
}
