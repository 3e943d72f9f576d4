package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.multijvm.cluster.shared.ClusterManager;
import org.multijvm.manager.ManagedDict;

/** Two programs that are connected to a cluster of two members, which all tests of a class use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwoPrograms {
    static final long LONG_SECONDS = 60;

    final Members members = new Members();
    Cluster oneCluster;
    Cluster otherCluster;
    ClusterManager one;
    ClusterManager other;

    /** A key that is compared by bytes, and a value that members have no class of. */
    record Place(int row, List<String> names, Set<Integer> marks) implements java.io.Serializable {}

    interface Action<T> {
        T run() throws Exception;
    }

    @BeforeAll
    void start() throws Exception {
        members.start(1);
        members.start(1);
        oneCluster = Cluster.connect(members.address());
        otherCluster = Cluster.connect(members.address());
        one = oneCluster.manager();
        other = otherCluster.manager();
        // the connections to all members are made by that, and Ignite's files with names of classes, and stay
        for (ClusterManager each : List.of(one, other)) {
            ManagedDict<Integer, Integer> all = each.dict("first");
            for (int i = 0; i < 20; i++) {
                all.put(i, i);
                each.event("first " + i).set();
            }
            all.merge(0, 1, Integer::sum);
            assertThat(each.names()).contains("first");
        }
    }

    @AfterAll
    void end() {
        oneCluster.close();
        otherCluster.close();
        members.close();
    }

    static <T> CompletableFuture<T> soon(Action<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(action.run());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG_SECONDS, TimeUnit.SECONDS);
    }
}
