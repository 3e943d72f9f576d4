package org.multijvm.benchmarks.growth;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;

/** What part of the processors goes into tasks, by how long a task takes; as many workers as processors. */
final class TaskCurve implements Curve {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final long ROUND_MICROS = 300_000;
    private static final int MOST_TASKS = 50_000;
    private static final long FEWEST_TASKS_EACH = 5;
    private static final long POOL_BYTES = 500L << 20;

    private @Nullable Pool pool;

    @Override
    public String name() {
        return "tasks";
    }

    @Override
    public String title() {
        return "Tasks that spin for a time, as many workers as processors: time in tasks / (processors x wall). By `applyAsync`, then a `get` of each; and by one `map` with its own chunks. A task spins until its time is over by the clock, so that"
                + " time in which the kernel gave its processor to others counts as the task's.";
    }

    @Override
    public Scale scale() {
        return Scale.MICROS;
    }

    @Override
    public List<Series> series() {
        return List.of(new Series("applyAsync", Series.Unit.PART), new Series("map", Series.Unit.PART));
    }

    @Override
    public List<Long> points() {
        return List.of(1L, 3L, 10L, 30L, 100L, 300L, 1_000L, 3_000L, 10_000L, 30_000L, 100_000L);
    }

    @Override
    public long memory(long x) {
        return POOL_BYTES;
    }

    @Override
    public Point open(long x) {
        Pool warm = pool == null ? Pool.of(PROCESSORS) : pool;
        pool = warm;
        int nanos = Math.toIntExact(x * 1_000);
        int tasks = (int) Math.min(MOST_TASKS, Math.max(FEWEST_TASKS_EACH * PROCESSORS, PROCESSORS * ROUND_MICROS / x));
        return () ->
                new double[] {part(tasks, x, applyAsync(warm, tasks, nanos)), part(tasks, x, map(warm, tasks, nanos))};
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    /** How long it takes, in ns. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static long applyAsync(Pool pool, int tasks, int nanos) throws Exception {
        AsyncResult<Integer>[] results = new AsyncResult[tasks];
        long start = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            results[i] = pool.applyAsync(TaskCurve::spin, nanos);
        }
        for (AsyncResult<Integer> result : results) {
            Check.same(result.get(), nanos);
        }
        return System.nanoTime() - start;
    }

    private static long map(Pool pool, int tasks, int nanos) throws InterruptedException {
        List<Integer> items = Collections.nCopies(tasks, nanos);
        long start = System.nanoTime();
        List<Integer> results = pool.map(TaskCurve::spin, items);
        long wall = System.nanoTime() - start;
        Check.same(results.size(), tasks);
        Check.same(results.get(tasks - 1), nanos);
        return wall;
    }

    private static double part(int tasks, long micros, long wallNanos) {
        return tasks * 1e3 * micros / ((double) PROCESSORS * wallNanos);
    }

    static int spin(int nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return nanos;
    }
}
