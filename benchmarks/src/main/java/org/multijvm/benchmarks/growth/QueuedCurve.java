package org.multijvm.benchmarks.growth;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;

/** What waiting tasks hold of the caller's heap: a pool whose only worker is kept busy until all are submitted. */
final class QueuedCurve implements Curve {
    private static final long LARGEST = 10_000_000;
    private static final long TASK_BYTES = 500;
    private static final long POOL_BYTES = 300L << 20;

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private @Nullable Pool pool;

    @Override
    public String name() {
        return "queued";
    }

    @Override
    public String title() {
        return "Tasks of an `int` by `applyAsync` while the only worker of the pool is busy: bytes of the caller's heap a task (after a collection, with its `AsyncResult`, without the array that"
                + " keeps those), how long a submit takes, and how long a task takes from the moment on when the worker is free, until the last `get`.";
    }

    @Override
    public Scale scale() {
        return Scale.TASKS;
    }

    @Override
    public List<Series> series() {
        return List.of(
                new Series("kept a task", Series.Unit.BYTES),
                new Series("submit a task", Series.Unit.MICROS),
                new Series("run and get a task", Series.Unit.MICROS));
    }

    @Override
    public List<Long> points() {
        List<Long> points = new ArrayList<>();
        for (long x = 1; x <= LARGEST; x *= 10) {
            points.add(x);
        }
        return points;
    }

    @Override
    public long memory(long x) {
        return POOL_BYTES + x * TASK_BYTES;
    }

    @Override
    public Point open(long x) {
        Pool warm =
                pool == null ? Pool.builder().workers(1).intakeLimit(1L << 40).start() : pool;
        pool = warm;
        return () -> measure(warm, Math.toIntExact(x));
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private double[] measure(Pool warm, int tasks) throws Exception {
        AsyncResult<Integer>[] results = new AsyncResult[tasks];
        try (SharedCountDownLatch free = SharedCountDownLatch.create(1)) {
            AsyncResult<Boolean> busy = warm.applyAsync(() -> {
                free.await();
                return true;
            });
            long before = used();
            long start = System.nanoTime();
            for (int i = 0; i < tasks; i++) {
                results[i] = warm.applyAsync(QueuedCurve::plusOne, i);
            }
            double submit = (System.nanoTime() - start) / 1e3;
            double kept = used() - before;
            long released = System.nanoTime();
            free.countDown();
            for (int i = 0; i < tasks; i++) {
                Check.same(results[i].get(), i + 1);
            }
            double run = (System.nanoTime() - released) / 1e3;
            Check.same(busy.get() ? 1 : 0, 1);
            return new double[] {kept / tasks, submit / tasks, run / tasks};
        }
    }

    /** Twice, since what a first collection finds unreachable may hold what only a second one can free. */
    private long used() {
        System.gc();
        System.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static int plusOne(int x) {
        return x + 1;
    }
}
