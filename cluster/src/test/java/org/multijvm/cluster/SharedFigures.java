package org.multijvm.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.multijvm.cluster.shared.ClusterManager;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.ManagedList;
import org.multijvm.manager.Manager;
import org.multijvm.manager.RemoteValue;

/** Prints how many operations a second the shared objects of a cluster of three members do on this machine, beside those of a manager. */
final class SharedFigures {
    private static final int WARM_SECONDS = 2;
    private static final int SECONDS = 2;

    private SharedFigures() {}

    private interface Operation {
        void run() throws Exception;
    }

    private static void print(String what, Operation cluster, Operation local) throws Exception {
        System.out.printf("%-28s %,10.0f %,12.0f%n", what, rate(cluster), rate(local));
    }

    private static double rate(Operation operation) throws Exception {
        count(operation, WARM_SECONDS);
        return count(operation, SECONDS) / (double) SECONDS;
    }

    private static long count(Operation operation, int seconds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long count = 0;
        while (System.nanoTime() < end) {
            operation.run();
            count++;
        }
        return count;
    }

    public static void main(String[] arguments) throws Exception {
        try (Members members = new Members()) {
            for (int i = 0; i < 3; i++) {
                members.start(1);
            }
            try (Cluster cluster = Cluster.connect(members.address());
                    Manager manager = Manager.start()) {
                print(cluster.manager(), manager);
            }
        }
    }

    private static void print(ClusterManager cluster, Manager manager) throws Exception {
        System.out.printf("%-28s %10s %12s%n", "operations a second", "cluster", "manager");
        ManagedDict<Integer, String> far = cluster.dict("d");
        ManagedDict<Integer, String> near = manager.dict();
        int[] key = {0};
        print("dict put", () -> far.put(key[0]++ % 1000, "value"), () -> near.put(key[0]++ % 1000, "value"));
        print("dict get", () -> far.get(key[0]++ % 1000), () -> near.get(key[0]++ % 1000));
        ManagedDict<String, Integer> farCounts = cluster.dict("c");
        ManagedDict<String, Integer> nearCounts = manager.dict();
        print("dict merge", () -> farCounts.merge("a", 1, Integer::sum), () -> nearCounts.merge("a", 1, Integer::sum));
        ShutdownQueue<String> farQueue = cluster.queue("q");
        ShutdownQueue<String> nearQueue = manager.queue();
        print(
                "queue put and take",
                () -> {
                    farQueue.put("element");
                    farQueue.take();
                },
                () -> {
                    nearQueue.put("element");
                    nearQueue.take();
                });
        SharedLock farLock = cluster.lock("l");
        SharedLock nearLock = manager.lock();
        print(
                "lock and unlock",
                () -> {
                    farLock.lock();
                    farLock.unlock();
                },
                () -> {
                    nearLock.lock();
                    nearLock.unlock();
                });
        SharedSemaphore farSemaphore = cluster.semaphore("s", 1);
        SharedSemaphore nearSemaphore = manager.semaphore(1);
        print(
                "acquire and release",
                () -> {
                    farSemaphore.acquire();
                    farSemaphore.release();
                },
                () -> {
                    nearSemaphore.acquire();
                    nearSemaphore.release();
                });
        RemoteValue<Integer> farValue = cluster.value("v", 0);
        RemoteValue<Integer> nearValue = manager.value(0);
        print("value set", () -> farValue.set(1), () -> nearValue.set(1));
        ManagedList<Integer> farList = cluster.list("100");
        ManagedList<Integer> nearList = manager.list();
        List<Integer> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(i);
        }
        farList.addAll(hundred);
        nearList.addAll(hundred);
        print("set in a list of 100", () -> farList.set(7, 1), () -> nearList.set(7, 1));
        ShutdownQueue<String> farLong = cluster.queue("long");
        ShutdownQueue<String> nearLong = manager.queue();
        for (int i = 0; i < 10_000; i++) {
            farLong.put("element");
            nearLong.put("element");
        }
        print(
                "put and take, 10,000 inside",
                () -> {
                    farLong.put("element");
                    farLong.take();
                },
                () -> {
                    nearLong.put("element");
                    nearLong.take();
                });
    }
}
