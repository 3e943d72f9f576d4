package org.multijvm.demos.pools;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.demos.kit.Demo;
import org.multijvm.pool.Pool;
import org.multijvm.pool.ProcessPoolExecutor;

/** Ten squares from an executor: the same code with worker JVMs, with their thread twin and with the JDK's threads. */
public final class SquaresByExecutor extends Demo {
    @Override
    public int run() throws InterruptedException, ExecutionException {
        System.out.println("processes: " + squares(ProcessPoolExecutor.of(3)));
        System.out.println(
                "threads:   " + squares(Pool.builder().threads().workers(3).startExecutor()));
        System.out.println("the JDK's: " + squares(Executors.newFixedThreadPool(3)));
        return 0;
    }

    private static List<Integer> squares(ExecutorService executor) throws InterruptedException, ExecutionException {
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int n = i;
            // declared so that it can travel; threads do not mind
            SerializableCallable<Integer> square = () -> n * n;
            futures.add(executor.submit(square));
        }
        executor.shutdown();
        List<Integer> results = new ArrayList<>();
        for (Future<Integer> future : futures) {
            results.add(future.get());
        }
        executor.awaitTermination(1, TimeUnit.MINUTES);
        return results;
    }
}
