package org.multijvm.benchmarks.cluster;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.multijvm.cluster.Cluster;
import org.multijvm.cluster.launch.Machine;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.ChunkSize;
import org.multijvm.pool.Pool;
import org.multijvm.pool.task.TaskOptions;

/**
 * The figures of a pool over several members, all on this machine: absolute ones, since there is no peer. Prints a line for each: its median, and all rounds.
 *
 * <p>What goes over the wire is read from the counters of the loopback device, so it is right in a network of its own only: {@code unshare -n sh -c 'ip link set lo up; benchmarks/run cluster'}.
 */
final class ClusterFigures {
    private static final int ITEMS = 10_000;
    private static final int CALLS = 2_000;
    private static final int TASK_MILLIS = 200;
    private static final int TASKS_A_SLOT = 12;

    private int slots = 1;
    private int rounds = 7;

    private ClusterFigures() {}

    public static void main(String[] arguments) throws Exception {
        ClusterFigures figures = new ClusterFigures();
        int count = 3;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            int number = Integer.parseInt(arguments[i + 1]);
            switch (arguments[i]) {
                case "--members" -> count = number;
                case "--slots" -> figures.slots = number;
                case "--rounds" -> figures.rounds = number;
                default -> throw new IllegalArgumentException("unknown option: option=" + arguments[i]);
            }
        }
        try (Cluster cluster = Cluster.launch(Collections.nCopies(count, Machine.local(figures.slots)));
                Pool pool = cluster.pool()) {
            figures.measure(pool, count);
            figures.kill(cluster, pool, count);
        }
        System.out.println("load at the end=" + load());
    }

    private static int plusOne(int x) {
        return x + 1;
    }

    private void measure(Pool pool, int count) throws Exception {
        System.out.printf(
                "members=%d, slots of each=%d, jdk=%d, processors=%d, load=%s%n",
                count, slots, Runtime.version().feature(), Runtime.getRuntime().availableProcessors(), load());
        List<Integer> items = IntStream.range(0, ITEMS).boxed().collect(Collectors.toList());
        pool.map(ClusterFigures::plusOne, items);
        pool.map(ClusterFigures::plusOne, items, ChunkSize.of(1));
        double[] map = new double[rounds];
        double[] single = new double[rounds];
        double[] cpu = new double[rounds];
        double[] bytes = new double[rounds];
        double[] half = new double[rounds];
        double[] most = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            long begun = System.nanoTime();
            pool.map(ClusterFigures::plusOne, items);
            map[round] = ITEMS * 1e9 / (System.nanoTime() - begun);
            long cpuBefore = cpuNanos();
            long bytesBefore = loopbackBytes();
            begun = System.nanoTime();
            pool.map(ClusterFigures::plusOne, items, ChunkSize.of(1));
            single[round] = ITEMS * 1e9 / (System.nanoTime() - begun);
            cpu[round] = (cpuNanos() - cpuBefore) / 1e3 / ITEMS;
            bytes[round] = (double) (loopbackBytes() - bytesBefore) / ITEMS;
            double[] calls = new double[CALLS];
            for (int i = 0; i < CALLS; i++) {
                begun = System.nanoTime();
                pool.apply(ClusterFigures::plusOne, i);
                calls[i] = (System.nanoTime() - begun) / 1e6;
            }
            Arrays.sort(calls);
            half[round] = calls[CALLS / 2];
            most[round] = calls[CALLS * 99 / 100];
        }
        print("cluster.map: " + ITEMS + " tiny functions, default chunks, items/s", map);
        print("cluster.tasks: the same, a task each, tasks/s", single);
        print("cluster.driver_cpu: of this JVM, us a task", cpu);
        print("cluster.bytes: over the loopback device, all that was sent, bytes a task", bytes);
        print("cluster.round_trip: apply, median, ms", half);
        print("cluster.round_trip: apply, 99 of 100, ms", most);
    }

    /** What a task was when it was done: when, and of which member. */
    private record Done(long nanos, long member) {}

    private void kill(Cluster cluster, Pool pool, int count) throws Exception {
        Path folder = Files.createTempDirectory("cluster-figures");
        Pool again = pool.with(TaskOptions.builder().retries(5).build());
        List<Double> told = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            String notes = Files.createDirectory(folder.resolve("" + round)).toString();
            int tasks = count * slots * TASKS_A_SLOT;
            Done[] done = new Done[tasks];
            List<AsyncResult<Long>> results = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                int number = i;
                results.add(again.applyAsync(
                        x -> slow(notes, x), number, member -> done[number] = new Done(System.nanoTime(), member)));
            }
            results.get(tasks / 4).get();
            // each second time the one that coordinates, which is the oldest
            List<Cluster.Member> members = cluster.members();
            long victim = members.get(round % 2 == 0 ? members.size() - 1 : 0).pid();
            long killed = System.nanoTime();
            ProcessHandle.of(victim).orElseThrow().destroyForcibly();
            for (AsyncResult<Long> each : results) {
                each.get();
            }
            long last = killed;
            int lost = 0;
            for (int i = 0; i < tasks; i++) {
                if (Files.exists(Path.of(notes, i + "-" + victim)) && done[i].member() != victim) {
                    lost++;
                    last = Math.max(last, done[i].nanos());
                }
            }
            if (lost > 0) {
                told.add((last - killed) / 1e9 - TASK_MILLIS / 1e3);
            }
            System.out.printf("killed: tasks begun there and lost=%d, all %d answered%n", lost, tasks);
            cluster.start(Machine.local(slots));
        }
        print(
                "cluster.kill: from kill -9 of a member to the answer of the last task that it had begun, without its own "
                        + TASK_MILLIS + " ms, s",
                told.stream().mapToDouble(each -> each).toArray());
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private static long slow(String folder, int number) throws IOException, InterruptedException {
        long member = ProcessHandle.current().parent().orElseThrow().pid();
        Files.createFile(Path.of(folder, number + "-" + member));
        TimeUnit.MILLISECONDS.sleep(TASK_MILLIS);
        return member;
    }

    private static void print(String what, double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        System.out.printf(
                "%s: %s (rounds: %s)%n",
                what,
                sorted.length == 0 ? "none" : text(sorted[sorted.length / 2]),
                Arrays.stream(figures).mapToObj(ClusterFigures::text).collect(Collectors.joining(", ")));
    }

    private static String text(double figure) {
        return figure >= 1000 ? String.format("%,.0f", figure) : String.format("%.2f", figure);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Sent, which is also received. */
    private static long loopbackBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/net/dev"))) {
            if (line.strip().startsWith("lo:")) {
                return Long.parseLong(line.strip().substring(3).strip().split("\\s+")[0]);
            }
        }
        return 0;
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }
}
