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
    private static final int WARM_SECONDS = 5;
    private static final int SECONDS = 4;
    private static final int LOCAL_SECONDS = 1;

    private SharedFigures() {}

    private interface Operation {
        void run() throws Exception;
    }

    private record Row(String what, Operation cluster, Operation local) {
        void warmUp() throws Exception {
            count(cluster, WARM_SECONDS);
        }

        void print() throws Exception {
            System.out.printf("%-28s %,10.0f %,12.0f%n", what, rate(cluster, SECONDS), rate(local, LOCAL_SECONDS));
        }
    }

    private static double rate(Operation operation, int seconds) throws Exception {
        count(operation, 1);
        return count(operation, seconds) / (double) seconds;
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
                List<Row> rows = rows(cluster.manager(), manager);
                // all of them before the first is timed: what runs first would look slow
                for (Row row : rows) {
                    row.warmUp();
                }
                System.out.printf("%-28s %10s %12s%n", "operations a second", "cluster", "manager");
                for (Row row : rows) {
                    row.print();
                }
            }
        }
    }

    private static List<Row> rows(ClusterManager cluster, Manager manager) throws Exception {
        List<Row> rows = new ArrayList<>();
        ManagedDict<Integer, String> far = cluster.dict("d");
        ManagedDict<Integer, String> near = manager.dict();
        int[] key = {0};
        rows.add(
                new Row("dict put", () -> far.put(key[0]++ % 1000, "value"), () -> near.put(key[0]++ % 1000, "value")));
        rows.add(new Row("dict get", () -> far.get(key[0]++ % 1000), () -> near.get(key[0]++ % 1000)));
        ManagedDict<String, Integer> farCounts = cluster.dict("c");
        ManagedDict<String, Integer> nearCounts = manager.dict();
        rows.add(new Row(
                "dict merge",
                () -> farCounts.merge("a", 1, Integer::sum),
                () -> nearCounts.merge("a", 1, Integer::sum)));
        ShutdownQueue<String> farQueue = cluster.queue("q");
        ShutdownQueue<String> nearQueue = manager.queue();
        rows.add(new Row(
                "queue put and take",
                () -> {
                    farQueue.put("element");
                    farQueue.take();
                },
                () -> {
                    nearQueue.put("element");
                    nearQueue.take();
                }));
        SharedLock farLock = cluster.lock("l");
        SharedLock nearLock = manager.lock();
        rows.add(new Row(
                "lock and unlock",
                () -> {
                    farLock.lock();
                    farLock.unlock();
                },
                () -> {
                    nearLock.lock();
                    nearLock.unlock();
                }));
        SharedSemaphore farSemaphore = cluster.semaphore("s", 1);
        SharedSemaphore nearSemaphore = manager.semaphore(1);
        rows.add(new Row(
                "acquire and release",
                () -> {
                    farSemaphore.acquire();
                    farSemaphore.release();
                },
                () -> {
                    nearSemaphore.acquire();
                    nearSemaphore.release();
                }));
        RemoteValue<Integer> farValue = cluster.value("v", 0);
        RemoteValue<Integer> nearValue = manager.value(0);
        rows.add(new Row("value set", () -> farValue.set(1), () -> nearValue.set(1)));
        ManagedList<Integer> farList = cluster.list("100");
        ManagedList<Integer> nearList = manager.list();
        List<Integer> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(i);
        }
        farList.addAll(hundred);
        nearList.addAll(hundred);
        rows.add(new Row("set in a list of 100", () -> farList.set(7, 1), () -> nearList.set(7, 1)));
        ShutdownQueue<String> farLong = cluster.queue("long");
        ShutdownQueue<String> nearLong = manager.queue();
        for (int i = 0; i < 10_000; i++) {
            farLong.put("element");
            nearLong.put("element");
        }
        rows.add(new Row(
                "put and take, 10,000 inside",
                () -> {
                    farLong.put("element");
                    farLong.take();
                },
                () -> {
                    nearLong.put("element");
                    nearLong.take();
                }));
        return rows;
    }
}
