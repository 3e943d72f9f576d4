package org.multijvm.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.WorkerSource;
import org.multijvm.pool.worker.WorkerLoop;

/**
 * The worker that runs the current task, as the task sees it: its id, what it has been given once for all tasks, and what tasks leave
 * in it for the next ones.
 *
 * <pre>{@code
 * pool.map(row -> {
 *     PoolWorker worker = PoolWorker.current().orElseThrow();
 *     Model model = worker.shared("model", Model.class);
 *     Connection database = worker.get("database", Connection.class, () -> connect(worker.id()));
 *     return model.score(row, database);
 * }, rows);
 * }</pre>
 *
 * <p>Also there in the initializer and the exit function, and in the threads that a task starts in its worker JVM. In a pool inside of a
 * worker's task, each JVM sees the worker that it is itself. Named after mpire's worker id, worker state and shared objects.
 * Thread-safe; nothing of it blocks but what it calls.
 */
public final class PoolWorker {
    private final WorkerSource source;

    /** Guarded by itself. */
    private final Map<String, Object> shared = new HashMap<>();

    /** Guarded by itself. */
    private final Map<String, Object> state = new HashMap<>();

    private PoolWorker(WorkerSource source) {
        this.source = source;
    }

    /** The worker that this code runs in; empty outside of a pool's worker. */
    public static Optional<PoolWorker> current() {
        WorkerSource bound = WorkerSource.ofThread();
        WorkerSource source = bound != null ? bound : WorkerLoop.currentWorker();
        return source == null ? Optional.empty() : Optional.of(source.view(PoolWorker.class, PoolWorker::new));
    }

    /**
     * The worker's place in its pool, from 1. A worker that replaces another one takes over its id; while it warms up, and the other one is
     * still at its last task, two bear it.
     */
    public int id() {
        return source.id();
    }

    /** The worker's name, unique in its pool: that of its process, and the beginning of what it logs. */
    public String name() {
        return source.name();
    }

    /** The name of its pool. */
    public String poolName() {
        return source.poolName();
    }

    /** How many tasks this worker has ended before this one; from another thread it may be a moment old. */
    public long tasksDone() {
        return source.tasksDone();
    }

    /**
     * An object that the pool was built to share. It is decoded when it is first asked for, once in each worker: all tasks of a worker get
     * the same one, and those of another worker a copy of their own.
     *
     * @throws IllegalArgumentException if the pool shares nothing of that name
     * @throws ClassCastException if it is of another type
     */
    public <T> T shared(String key, Class<T> type) {
        synchronized (shared) {
            Object there = shared.get(key);
            if (there == null) {
                there = source.shared(key);
                shared.put(key, there);
            }
            return Objects.requireNonNull(type.cast(there));
        }
    }

    /** What a task, or the initializer, has put there; it stays as long as the worker lives. */
    public <T> Optional<T> get(String key, Class<T> type) {
        synchronized (state) {
            return Optional.ofNullable(type.cast(state.get(key)));
        }
    }

    /** What has been put there; if nothing has, what the supplier makes, which is kept. The supplier is called under a lock. */
    public <T> T get(String key, Class<T> type, Supplier<? extends T> ifAbsent) {
        synchronized (state) {
            Object there = state.get(key);
            if (there == null) {
                there = ifAbsent.get();
                state.put(key, there);
            }
            return type.cast(there);
        }
    }

    /** Keeps something for later tasks of this worker; null takes it away. */
    public void put(String key, @Nullable Object value) {
        synchronized (state) {
            if (value == null) {
                state.remove(key);
            } else {
                state.put(key, value);
            }
        }
    }

    @Override
    public String toString() {
        return "PoolWorker[id=" + id() + ", name=" + name() + ", pool=" + poolName() + "]";
    }
}
