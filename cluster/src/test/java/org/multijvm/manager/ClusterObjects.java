package org.multijvm.manager;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.cluster.Cluster;
import org.multijvm.cluster.Members;
import org.multijvm.cluster.shared.ClusterManager;

/** Two programs that are connected to a cluster of two members. */
final class ClusterObjects implements ObjectPlace {
    private static final List<Members> MEMBERS = new ArrayList<>();
    private static final List<Cluster> CLUSTERS = new ArrayList<>();

    static void open() throws Exception {
        Members members = new Members();
        MEMBERS.add(members);
        members.start(1);
        members.start(1);
        for (int i = 0; i < 2; i++) {
            Cluster cluster = Cluster.connect(members.address());
            CLUSTERS.add(cluster);
            // the connections to all members are made by that, and Ignite's files with names of classes, and stay
            ManagedDict<Integer, Integer> all = cluster.manager().dict("first");
            for (int n = 0; n < 20; n++) {
                all.put(n, n);
                cluster.manager().event("first " + n).set();
            }
            all.merge(0, 1, Integer::sum);
            cluster.manager().names();
        }
    }

    static void close() {
        CLUSTERS.forEach(Cluster::close);
        CLUSTERS.clear();
        MEMBERS.forEach(Members::close);
        MEMBERS.clear();
    }

    /** One of both, the first or the second. */
    static ClusterManager manager(int program) {
        return CLUSTERS.get(program).manager();
    }

    @Override
    public ObjectClient one() {
        return ObjectClient.of(manager(0));
    }

    @Override
    public ObjectClient other() {
        return ObjectClient.of(manager(1));
    }

    @Override
    public boolean keepsOrder() {
        return false;
    }

    @Override
    public boolean comparesByEquals() {
        return false;
    }

    @Override
    public void awaitWaiting(int calls) {
        // members do not tell
    }
}
