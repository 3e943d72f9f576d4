package org.multijvm.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;
import org.multijvm.pool.ProcessPoolExecutor;
import org.multijvm.pool.ResultIterator;

/** Two worker JVMs as an executor, and beside two threads of this JVM; every result is checked. */
final class ExecutorRows implements AutoCloseable {
    private static final int TASKS = 100_000;

    private @Nullable ProcessPoolExecutor executor;
    private @Nullable ExecutorService threads;

    List<Row> rows(PythonPeer python) {
        return List.of(
                new Row(
                        "pool.imap_unordered",
                        "items/s",
                        Ratio.RATE,
                        this::imapUnordered,
                        python.figure("pool.imap_unordered")),
                new Row("pool.vs_threads", "tasks/s", Ratio.RATE, this::applyAsync, this::submitToThreads),
                new Row("executor.submit", "tasks/s", Ratio.RATE, this::submit, python.figure("executor.submit")));
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.close();
        }
        if (threads != null) {
            threads.shutdown();
        }
    }

    /** Started with the first row that needs it, so that other figures are measured without it. */
    private ProcessPoolExecutor executor() {
        ProcessPoolExecutor started = executor;
        if (started == null) {
            started = ProcessPoolExecutor.of(2);
            executor = started;
        }
        return started;
    }

    private ExecutorService threads() {
        ExecutorService started = threads;
        if (started == null) {
            started = Executors.newFixedThreadPool(2);
            threads = started;
        }
        return started;
    }

    private double submit() throws InterruptedException, ExecutionException {
        List<Future<Integer>> results = new ArrayList<>(TASKS);
        long start = System.nanoTime();
        for (int i = 0; i < TASKS; i++) {
            int n = i;
            SerializableCallable<Integer> task = () -> PoolRows.plusOne(n);
            results.add(executor().submit(task));
        }
        return rate(results, start);
    }

    private double applyAsync() throws InterruptedException, ExecutionException {
        Pool pool = executor().pool();
        List<AsyncResult<Integer>> results = new ArrayList<>(TASKS);
        long start = System.nanoTime();
        for (int i = 0; i < TASKS; i++) {
            results.add(pool.applyAsync(PoolRows::plusOne, i));
        }
        return rate(results, start);
    }

    private double submitToThreads() throws InterruptedException, ExecutionException {
        ExecutorService pool = threads();
        List<Future<Integer>> results = new ArrayList<>(TASKS);
        long start = System.nanoTime();
        for (int i = 0; i < TASKS; i++) {
            int n = i;
            results.add(pool.submit(() -> PoolRows.plusOne(n)));
        }
        return rate(results, start);
    }

    private double imapUnordered() {
        List<Integer> items = IntStream.range(0, TASKS).boxed().collect(Collectors.toList());
        long sum = 0;
        long start = System.nanoTime();
        try (ResultIterator<Integer> results = executor().pool().imapUnordered(PoolRows::plusOne, items)) {
            while (results.hasNext()) {
                sum += results.next();
            }
        }
        double rate = TASKS / seconds(start);
        check(sum, (long) TASKS * (TASKS + 1) / 2);
        return rate;
    }

    private static double rate(List<? extends Future<Integer>> results, long start)
            throws InterruptedException, ExecutionException {
        for (int i = 0; i < TASKS; i++) {
            check(results.get(i).get(), i + 1);
        }
        return TASKS / seconds(start);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void check(long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("wrong result: actual=" + actual + ", expected=" + expected);
        }
    }
}
