package org.multijvm.pool.engine;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableCallable;

/**
 * How long workers live and what they are given for it. Immutable.
 *
 * @param minWorkers how many there are at least; the most are {@link PoolOptions#workers}
 * @param idleTime after which a worker above that number leaves
 * @param maxTasks how many tasks one worker runs; {@link Long#MAX_VALUE} is any number
 * @param taskJitter how many more that may be, drawn for each
 * @param maxMemory the resident bytes above which a worker is replaced; 0 is no limit
 * @param startPatience for how long no worker may live, since none can be started, before a pool that was up is given up
 * @param exitFunction run by each worker that ends in order, or null
 * @param exitLimit how long that may take
 * @param environment the variables of a worker by its id, or null
 * @param shared what each worker can look up by name
 */
public record LifeOptions(
        int minWorkers,
        Duration idleTime,
        long maxTasks,
        int taskJitter,
        long maxMemory,
        Duration startPatience,
        @Nullable SerializableCallable<?> exitFunction,
        Duration exitLimit,
        @Nullable IntFunction<? extends Map<String, String>> environment,
        Map<String, Object> shared) {
    /** How many tasks a new worker runs. */
    public long drawMaxTasks() {
        return taskJitter == 0
                ? maxTasks
                : maxTasks + ThreadLocalRandom.current().nextLong(taskJitter + 1L);
    }
}
