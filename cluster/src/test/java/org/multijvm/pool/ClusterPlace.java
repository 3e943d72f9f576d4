package org.multijvm.pool;

import java.util.List;
import java.util.Objects;
import org.multijvm.cluster.Cluster;
import org.multijvm.cluster.Members;

/** Pools whose workers are those of two members with a slot each, whatever number a test asks for. */
final class ClusterPlace implements Workplace {
    private static Members members;
    private static Cluster cluster;

    static void open() throws Exception {
        members = new Members();
        for (int i = 0; i < 2; i++) {
            members.start(1);
        }
        cluster = Cluster.connect(members.address());
        try (Pool all = Pool.builder().on(cluster.poolEngine()).start()) {
            // the connections to all members are made by that, and stay
            all.map(Tasks::plusOne, List.of(1, 2, 3, 4, 5, 6), ChunkSize.of(1));
        }
    }

    static void close() {
        cluster.close();
        members.close();
    }

    @Override
    public Pool of(int workers) {
        return builder().start();
    }

    @Override
    public PoolBuilder builder() {
        return Pool.builder().on(Objects.requireNonNull(cluster).poolEngine());
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
