package org.multijvm.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;

/** A pool as programs use it: records, a fresh pool, calls with pauses between them, processors that all have work. */
final class UserRows implements AutoCloseable {
    private static final int CALLS = 20_000;
    private static final int PACED_CALLS = 100;
    private static final int WARM_UPS = 10;

    private final List<Document> documents = Document.some();
    private @Nullable Pool pool;

    List<Row> rows(PythonPeer python) {
        return List.of(
                new Row("pool.docs", "ms", Ratio.DURATION, this::docs, python.figure("docs", "pool.docs")),
                new Row(
                        "pool.apply_cold",
                        "us",
                        Ratio.DURATION,
                        UserRows::cold,
                        python.figure("cold", "pool.apply_cold")),
                new Row(
                        "pool.apply_after_10ms",
                        "us",
                        Ratio.DURATION,
                        this::paced,
                        python.figure("paced", "pool.apply_after_10ms")),
                new Row(
                        "pool.efficiency_200us",
                        "of 2 cores",
                        Ratio.LIMIT,
                        () -> efficiency(5_000, 200),
                        python.figure("tasks", "pool.efficiency_200us")),
                new Row(
                        "pool.efficiency_20us",
                        "of 2 cores",
                        Ratio.LIMIT,
                        () -> efficiency(20_000, 20),
                        python.figure("tasks", "pool.efficiency_20us")),
                new Row(
                        "pool.parent_cpu",
                        "us",
                        Ratio.LIMIT,
                        this::parentCpu,
                        python.figure("tasks", "pool.parent_cpu")));
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    private Pool pool() throws InterruptedException {
        Pool started = pool;
        if (started == null) {
            started = Pool.of(2);
            pool = started;
            for (int i = 0; i < WARM_UPS; i++) {
                Document.check(started.map(Document::next, documents));
            }
        }
        return started;
    }

    /** Warm. */
    private double docs() throws InterruptedException {
        Pool warm = pool();
        long start = System.nanoTime();
        Document.check(warm.map(Document::next, documents));
        return (System.nanoTime() - start) / 1e6;
    }

    /** The mean of the first calls of a pool; this JVM has had others before. */
    private static double cold() throws InterruptedException {
        try (Pool fresh = Pool.of(2)) {
            long start = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                First.check(fresh.apply(PoolRows::plusOne, i) == i + 1);
            }
            return (System.nanoTime() - start) / 1e3 / CALLS;
        }
    }

    private double paced() throws InterruptedException {
        Pool warm = pool();
        double[] micros = new double[PACED_CALLS];
        for (int i = 0; i < PACED_CALLS; i++) {
            Thread.sleep(10);
            long start = System.nanoTime();
            First.check(warm.apply(PoolRows::plusOne, i) == i + 1);
            micros[i] = (System.nanoTime() - start) / 1e3;
        }
        return Rounds.median(micros);
    }

    /** The part of two processors that goes into tasks while each answer is asked for. */
    private double efficiency(int tasks, int micros) throws Exception {
        long wall = spinAll(tasks, micros);
        return tasks * 1e3 * micros / (2.0 * wall);
    }

    private double parentCpu() throws Exception {
        int tasks = 5_000;
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getProcessCpuTime();
        spinAll(tasks, 200);
        return (system.getProcessCpuTime() - before) / 1e3 / tasks;
    }

    /** How long it takes, in ns. */
    private long spinAll(int tasks, int micros) throws Exception {
        Pool warm = pool();
        int nanos = micros * 1_000;
        List<AsyncResult<Integer>> results = new ArrayList<>(tasks);
        long start = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            results.add(warm.applyAsync(UserRows::spin, nanos));
        }
        for (AsyncResult<Integer> result : results) {
            First.check(result.get() == nanos);
        }
        return System.nanoTime() - start;
    }

    static int spin(int nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return nanos;
    }
}
