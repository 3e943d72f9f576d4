package org.multijvm.pool;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.cluster.Cluster;
import org.multijvm.cluster.Members;

/** Pools whose workers are those of two members with a slot each; where a test wants one worker, of a cluster with one such member. */
final class ClusterPlace implements Workplace {
    private static final List<Members> MEMBERS = new ArrayList<>();
    private static final List<Cluster> CLUSTERS = new ArrayList<>();

    static void open() throws Exception {
        for (int size = 1; size <= 2; size++) {
            Members members = new Members();
            MEMBERS.add(members);
            for (int i = 0; i < size; i++) {
                members.start(1);
            }
            Cluster cluster = Cluster.connect(members.address());
            CLUSTERS.add(cluster);
            try (Pool all = Pool.builder().on(cluster.poolEngine()).start()) {
                // the connections to all members are made by that, and stay
                all.map(Tasks::plusOne, List.of(1, 2, 3, 4, 5, 6), ChunkSize.of(1));
            }
        }
    }

    static void close() {
        CLUSTERS.forEach(Cluster::close);
        CLUSTERS.clear();
        MEMBERS.forEach(Members::close);
        MEMBERS.clear();
    }

    @Override
    public PoolBuilder builder() {
        return builder(2);
    }

    @Override
    public PoolBuilder builder(int workers) {
        return Pool.builder().on(CLUSTERS.get(Math.min(workers, 2) - 1).poolEngine());
    }

    @Override
    public boolean copies() {
        return true;
    }

    @Override
    public boolean keepsCodec() {
        return false;
    }

    @Override
    public boolean isHere() {
        return false;
    }
}
