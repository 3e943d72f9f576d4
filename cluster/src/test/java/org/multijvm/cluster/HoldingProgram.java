package org.multijvm.cluster;

import java.util.concurrent.TimeUnit;
import org.multijvm.cluster.shared.ClusterManager;
import org.multijvm.ipc.queue.JoinableQueue;

/** A program of a cluster that has a lock, a permit and an element of a queue, and waits to be killed. */
final class HoldingProgram {
    private HoldingProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (Cluster cluster = Cluster.connect(arguments[0])) {
            ClusterManager manager = cluster.manager();
            manager.lock("held").lock();
            manager.semaphore("held permit", 1).acquire();
            JoinableQueue<String> queue = manager.joinableQueue("held element");
            queue.take();
            manager.event("holds").set();
            TimeUnit.SECONDS.sleep(300);
        }
    }
}
