package org.multijvm.pool;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.multijvm.pool.task.TaskOptions;

/** Where a pool's tasks run, for what all pools promise; a module that brings an engine of its own has one more. */
interface Workplace {
    PoolBuilder builder();

    /** Of so many workers, where that is not decided elsewhere. */
    default PoolBuilder builder(int workers) {
        return builder().workers(workers);
    }

    default Pool of(int workers) {
        return builder(workers).start();
    }

    default ProcessPoolExecutor executor(int workers) {
        return builder(workers).startExecutor();
    }

    /** Whether what a task gets and gives is a copy. */
    boolean copies();

    /** Whether a pool may be given a codec. */
    default boolean keepsCodec() {
        return true;
    }

    /** Whether a task runs in this JVM. */
    boolean isHere();

    /** A pool of which all is up that it ever starts, so that each test can be held to leave nothing behind. */
    default Pool poolOfTwo() {
        Pool pool = of(2);
        Set<String> workers = new HashSet<>();
        while (workers.size() < 2) {
            AsyncResult<String> first = pool.applyAsync(Tasks::slowWorker, 20);
            AsyncResult<String> second = pool.applyAsync(Tasks::slowWorker, 20, worker -> {});
            workers.add(first.join());
            workers.add(second.join());
        }
        // starts the thread that decodes beside the callbacks
        pool.mapAsync(Tasks::asList, List.of(1, 2), ChunkSize.of(1)).join();
        // starts the thread that keeps limits
        TaskOptions limited =
                TaskOptions.builder().timeLimit(Duration.ofHours(1)).build();
        pool.with(limited).applyAsync(Tasks::plusOne, 1).join();
        return pool;
    }
}
