package org.multijvm.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.ChunkSize;
import org.multijvm.pool.Pool;

/** The pool's figures, each of two workers; every result is checked, so that no work can be left out. */
final class PoolRows implements AutoCloseable {
    private static final int CALLS = 20_000;
    private static final int TASKS = 100_000;
    private static final int ITEMS = 1_000_000;

    private final List<Integer> items = IntStream.range(0, ITEMS).boxed().collect(Collectors.toList());
    private @Nullable Pool pool;

    List<Row> rows(PythonPeer python) {
        return List.of(
                new Row("pool.apply", "us", Ratio.DURATION, this::apply, python.figure("pool.apply")),
                new Row("pool.apply_async", "tasks/s", Ratio.RATE, this::applyAsync, python.figure("pool.apply_async")),
                new Row("pool.map_chunk1", "items/s", Ratio.RATE, this::mapChunk1, python.figure("pool.map_chunk1")),
                new Row("pool.map", "items/s", Ratio.RATE, this::map, python.figure("pool.map")),
                new Row("pool.apply_1MiB", "MiB/s", Ratio.RATE, this::applyMebibyte, python.figure("pool.apply_1MiB")),
                new Row("pool.start", "ms", Ratio.DURATION, PoolRows::start, python.figure("pool.start_spawn")),
                new Row("pool.crash_detect", "ms", Ratio.LIMIT, PoolRows::crashDetect, () -> Double.NaN));
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    /** Started with the first row that needs it, so that other figures are measured without it. */
    private Pool pool() {
        Pool started = pool;
        if (started == null) {
            started = Pool.of(2);
            pool = started;
        }
        return started;
    }

    private double apply() throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            check(pool().apply(PoolRows::plusOne, i), i + 1);
        }
        return (System.nanoTime() - start) / 1e3 / CALLS;
    }

    private double applyAsync() throws InterruptedException, ExecutionException {
        List<AsyncResult<Integer>> results = new ArrayList<>(TASKS);
        long start = System.nanoTime();
        for (int i = 0; i < TASKS; i++) {
            results.add(pool().applyAsync(PoolRows::plusOne, i));
        }
        for (int i = 0; i < TASKS; i++) {
            check(results.get(i).get(), i + 1);
        }
        return TASKS / seconds(start);
    }

    private double mapChunk1() throws InterruptedException {
        List<Integer> some = items.subList(0, TASKS);
        long start = System.nanoTime();
        List<Integer> results = pool().map(PoolRows::plusOne, some, ChunkSize.of(1));
        double rate = TASKS / seconds(start);
        checkAll(results, TASKS);
        return rate;
    }

    private double map() throws InterruptedException {
        long start = System.nanoTime();
        List<Integer> results = pool().map(PoolRows::plusOne, items);
        double rate = ITEMS / seconds(start);
        checkAll(results, ITEMS);
        return rate;
    }

    private double applyMebibyte() throws InterruptedException {
        byte[] mebibyte = new byte[1 << 20];
        int calls = 200;
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            check(pool().apply((byte[] bytes) -> bytes.length, mebibyte), mebibyte.length);
        }
        return calls / seconds(start);
    }

    /** A new pool until its first task is done; closing it is not counted, as it is not in the peer's figure. */
    private static double start() throws InterruptedException {
        long start = System.nanoTime();
        try (Pool fresh = Pool.of(2)) {
            check(fresh.apply(PoolRows::plusOne, 1), 2);
            return (System.nanoTime() - start) / 1e6;
        }
    }

    /** From the kill -9 of a busy worker until its future fails; the median of five. In a pool of its own: the other rows want warm workers. */
    private static double crashDetect() throws InterruptedException {
        double[] times = new double[5];
        try (Pool pool = Pool.of(2)) {
            for (int i = 0; i < times.length; i++) {
                times[i] = crash(pool);
            }
        }
        return Rounds.median(times);
    }

    private static double crash(Pool pool) throws InterruptedException {
        pool.map(PoolRows::plusOne, List.of(1, 2, 3, 4, 5, 6, 7, 8), ChunkSize.of(1));
        long pid = pool.apply(() -> ProcessHandle.current().pid());
        ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
        List<AsyncResult<Long>> busy = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            busy.add(pool.applyAsync(() -> spinUnlessKilled()));
        }
        LockSupport.parkNanos(20_000_000);
        long start = System.nanoTime();
        worker.destroyForcibly();
        return firstFailure(busy, start);
    }

    private static double firstFailure(List<AsyncResult<Long>> busy, long start) throws InterruptedException {
        while (true) {
            for (AsyncResult<Long> result : busy) {
                if (result.isCompletedExceptionally()) {
                    double millis = (System.nanoTime() - start) / 1e6;
                    for (AsyncResult<Long> other : busy) {
                        other.handle((value, thrown) -> value).join();
                    }
                    return millis;
                }
            }
            LockSupport.parkNanos(50_000);
        }
    }

    static int plusOne(int x) {
        return x + 1;
    }

    /** Busy for a while, so that it is surely being run when its worker is killed. */
    static long spinUnlessKilled() {
        long end = System.nanoTime() + 300_000_000L;
        long turns = 0;
        while (System.nanoTime() < end) {
            turns++;
        }
        return turns;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void checkAll(List<Integer> results, int size) {
        check(results.size(), size);
        for (int i = 0; i < size; i++) {
            check(results.get(i), i + 1);
        }
    }

    private static void check(int actual, int expected) {
        if (actual != expected) {
            throw new IllegalStateException("wrong result: actual=" + actual + ", expected=" + expected);
        }
    }
}
