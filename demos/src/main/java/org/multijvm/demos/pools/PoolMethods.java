package org.multijvm.demos.pools;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.tuple.Pair;
import org.multijvm.demos.kit.Demo;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Callbacks;
import org.multijvm.pool.Pool;
import org.multijvm.pool.ResultIterator;

/** What a pool can do, a line for each method. */
public final class PoolMethods extends Demo {
    private static final List<Integer> NUMBERS = List.of(0, 1, 2, 3, 4);
    private static final List<Pair<Integer, Integer>> PAIRS = List.of(Pair.of(1, 2), Pair.of(3, 4), Pair.of(5, 6));

    /** Of each worker: set by the initializer. */
    private static String greeting = "nobody greeted";

    @Override
    public int run() throws InterruptedException, ExecutionException {
        try (Pool pool = Pool.builder()
                .workers(2)
                .initializer(PoolMethods::setGreeting, "hello from a worker")
                .start()) {
            System.out.println("map: " + pool.map(PoolMethods::square, NUMBERS));
            System.out.println(
                    "mapAsync: " + pool.mapAsync(PoolMethods::square, NUMBERS).get());
            iterate(pool);
            System.out.println("starmap: " + pool.starmap(Integer::sum, PAIRS));
            System.out.println(
                    "starmapAsync: " + pool.starmapAsync(Integer::sum, PAIRS).get());
            System.out.println("initializer: " + pool.apply(() -> greeting) + ", here " + greeting);
            showErrorCallback(pool);
        }
        replaceWorkers();
        terminateWithWorkLeft();
        return 0;
    }

    private static void replaceWorkers() throws InterruptedException {
        Set<Long> pids = new HashSet<>();
        try (Pool pool = Pool.builder().workers(1).maxTasksPerWorker(2).start()) {
            for (int i = 0; i < 6; i++) {
                pids.add(pool.apply(() -> ProcessHandle.current().pid()));
            }
        }
        System.out.println("maxTasksPerWorker of 2: 6 tasks ran in " + pids.size() + " workers");
    }

    private static void iterate(Pool pool) {
        try (ResultIterator<Integer> squares = pool.imap(
                PoolMethods::square, () -> Stream.iterate(0, n -> n + 1).iterator())) {
            System.out.println("imap of all numbers, the first five: "
                    + squares.stream().limit(5).collect(Collectors.toList()));
        }
        try (ResultIterator<Integer> squares = pool.imapUnordered(PoolMethods::square, NUMBERS)) {
            System.out.println(
                    "imapUnordered, sorted: " + squares.stream().sorted().collect(Collectors.toList()));
        }
    }

    private static void showErrorCallback(Pool pool) throws InterruptedException {
        AsyncResult<Integer> failing = pool.applyAsync(
                () -> 1 / Integer.parseInt("0"),
                Callbacks.of(
                        result -> System.out.println("callback, which nobody should see: " + result),
                        error -> System.out.println("error callback: " + error.getMessage())));
        try {
            failing.get();
        } catch (ExecutionException e) {
            System.out.println("get throws: " + e.getCause());
        }
    }

    private static void terminateWithWorkLeft() throws InterruptedException, ExecutionException {
        Pool pool = Pool.of(2);
        List<AsyncResult<Integer>> results = Stream.generate(() -> pool.applyAsync(PoolMethods::sleepLong))
                .limit(100)
                .collect(Collectors.toList());
        pool.terminate();
        pool.join();
        int givenUp = 0;
        for (AsyncResult<Integer> result : results) {
            try {
                result.get();
            } catch (CancellationException e) {
                givenUp++;
            }
        }
        System.out.println("terminate: tasks given up=" + givenUp);
    }

    private static int square(int n) {
        return n * n;
    }

    private static void setGreeting(String text) {
        greeting = text;
    }

    private static int sleepLong() throws InterruptedException {
        Thread.sleep(600_000);
        return 0;
    }
}
