package org.multijvm.benchmarks;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;

/** How well limits are kept. */
final class LimitRows implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final int TIMES = 5;

    private @Nullable Pool pool;

    List<Row> rows() {
        return List.of(new Row("pool.timeout_overshoot", "ms", Ratio.LIMIT, this::timeoutOvershoot, () -> Double.NaN));
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    /**
     * A task with a time limit that ignores interrupts, in an idle worker: from the submission until its future has failed, less the limit; the
     * median of five.
     */
    private double timeoutOvershoot() throws InterruptedException {
        Pool started = pool();
        Pool limited = started.with(TaskOptions.builder().timeLimit(LIMIT).build());
        double[] times = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            // so that the last round's killed worker is out of the way
            started.map(x -> pause(x), new int[] {1, 2, 3, 4, 5, 6, 7, 8});
            long start = System.nanoTime();
            AsyncResult<Long> task = limited.applyAsync(() -> spin());
            Throwable failure =
                    task.<@Nullable Throwable>handle((value, thrown) -> thrown).join();
            times[i] = (System.nanoTime() - start - LIMIT.toNanos()) / 1e6;
            if (!(failure instanceof TaskTimeoutException)) {
                throw new IllegalStateException("the task was not stopped by its limit", failure);
            }
        }
        return Rounds.median(times);
    }

    private Pool pool() {
        Pool started = pool;
        if (started == null) {
            started = Pool.of(2);
            pool = started;
        }
        return started;
    }

    static int pause(int x) throws InterruptedException {
        Thread.sleep(20);
        return x;
    }

    /** Far longer than the limit, and without a look at interrupts. */
    static long spin() {
        long end = System.nanoTime() + 20_000_000_000L;
        long turns = 0;
        while (System.nanoTime() < end) {
            turns++;
        }
        return turns;
    }
}
