package org.multijvm.pool;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.pool.engine.LifeOptions;
import org.multijvm.pool.jvm.ResidentMemory;

/** Gathers the part of a {@link PoolBuilder} that becomes {@link LifeOptions}; confined to its thread. */
final class LifeBuilder {
    private static final Duration DEFAULT_IDLE_TIME = Duration.ofMinutes(1);
    private static final Duration DEFAULT_START_PATIENCE = Duration.ofMinutes(1);
    private static final Duration DEFAULT_EXIT_LIMIT = Duration.ofSeconds(5);

    /** -1: as many as there are at most. */
    private int minWorkers = -1;

    private Duration idleTime = DEFAULT_IDLE_TIME;
    private long maxTasks = Long.MAX_VALUE;
    private int taskJitter;
    private long maxMemory;
    private Duration startPatience = DEFAULT_START_PATIENCE;
    private @Nullable SerializableCallable<?> exitFunction;
    private Duration exitLimit = DEFAULT_EXIT_LIMIT;
    private @Nullable IntFunction<? extends Map<String, String>> environment;
    private final Map<String, Object> shared = new LinkedHashMap<>();

    void minWorkers(int workers) {
        minWorkers = workers;
    }

    void idleTime(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the idle time must be positive: time=" + time);
        }
        idleTime = time;
    }

    void maxTasks(int tasks, int jitter) {
        if (tasks < 1) {
            throw new IllegalArgumentException("a worker must be allowed a task at least: tasks=" + tasks);
        }
        if (jitter < 0) {
            throw new IllegalArgumentException("jitter cannot be negative: jitter=" + jitter);
        }
        maxTasks = tasks;
        taskJitter = jitter;
    }

    void maxMemory(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("the memory limit must be positive: bytes=" + bytes);
        }
        if (!ResidentMemory.isKnown()) {
            throw new UnsupportedOperationException(
                    "the resident memory of a process cannot be read here: file=" + ResidentMemory.OWN);
        }
        maxMemory = bytes;
    }

    void startPatience(Duration patience) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience cannot be negative: patience=" + patience);
        }
        startPatience = patience;
    }

    void exitFunction(SerializableCallable<?> function, @Nullable Duration limit) {
        if (limit != null && (limit.isNegative() || limit.isZero())) {
            throw new IllegalArgumentException("the exit function's limit must be positive: limit=" + limit);
        }
        exitFunction = function;
        exitLimit = limit == null ? DEFAULT_EXIT_LIMIT : limit;
    }

    void environment(IntFunction<? extends Map<String, String>> byId) {
        environment = byId;
    }

    void shared(String name, Object object) {
        shared.put(name, object);
    }

    LifeOptions build(int maxWorkers) {
        return new LifeOptions(
                minWorkers < 0 ? maxWorkers : minWorkers,
                idleTime,
                maxTasks,
                taskJitter,
                maxMemory,
                startPatience,
                exitFunction,
                exitLimit,
                environment,
                new LinkedHashMap<>(shared));
    }
}
