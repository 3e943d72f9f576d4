package org.multijvm.benchmarks.growth;

import java.util.List;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;

/** More and more workers, on the processors that there are. */
final class WorkerCurve implements Curve {
    private static final int TASKS = 50_000;
    private static final int CALLS = 5_000;
    private static final int MILLIS_TASKS = 400;
    private static final int MILLI = 1_000_000;
    private static final long WORKER_BYTES = 150L << 20;

    @Override
    public String name() {
        return "workers";
    }

    @Override
    public String title() {
        return "Small tasks on ever more workers: 50,000 by `applyAsync`, then a `get` of each; 5,000 by `apply`, one after the other; and 400 tasks that spin for 1 ms, by `applyAsync`.";
    }

    @Override
    public Scale scale() {
        return Scale.WORKERS;
    }

    @Override
    public List<Series> series() {
        return List.of(
                new Series("applyAsync", Series.Unit.PER_SECOND),
                new Series("apply", Series.Unit.PER_SECOND),
                new Series("tasks of 1 ms", Series.Unit.PER_SECOND));
    }

    @Override
    public List<Long> points() {
        return List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L);
    }

    @Override
    public long memory(long x) {
        return x * WORKER_BYTES;
    }

    @Override
    public Point open(long x) throws Exception {
        Pool pool = Pool.of(Math.toIntExact(x));
        // all are there before anything is timed
        Check.same(pool.onEachWorker(() -> 1).size(), x);
        return new Point() {
            @Override
            public double[] measure() throws Exception {
                return new double[] {applyAsync(pool), apply(pool), millis(pool)};
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static double applyAsync(Pool pool) throws Exception {
        AsyncResult<Integer>[] results = new AsyncResult[TASKS];
        long start = System.nanoTime();
        for (int i = 0; i < TASKS; i++) {
            results[i] = pool.applyAsync(WorkerCurve::plusOne, i);
        }
        for (int i = 0; i < TASKS; i++) {
            Check.same(results[i].get(), i + 1);
        }
        return perSecond(start, TASKS);
    }

    private static double apply(Pool pool) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            Check.same(pool.apply(WorkerCurve::plusOne, i), i + 1);
        }
        return perSecond(start, CALLS);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static double millis(Pool pool) throws Exception {
        AsyncResult<Integer>[] results = new AsyncResult[MILLIS_TASKS];
        long start = System.nanoTime();
        for (int i = 0; i < MILLIS_TASKS; i++) {
            results[i] = pool.applyAsync(TaskCurve::spin, MILLI);
        }
        for (AsyncResult<Integer> result : results) {
            Check.same(result.get(), MILLI);
        }
        return perSecond(start, MILLIS_TASKS);
    }

    private static double perSecond(long start, int tasks) {
        return tasks / ((System.nanoTime() - start) / 1e9);
    }

    private static int plusOne(int x) {
        return x + 1;
    }
}
