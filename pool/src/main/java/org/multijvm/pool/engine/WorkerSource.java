package org.multijvm.pool.engine;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What stands behind a {@code PoolWorker}: a worker JVM, or whatever else runs a pool's tasks. Thread-safe. */
public abstract class WorkerSource {
    /** Made when the first thread is bound; in a worker JVM never. */
    private static volatile @Nullable ThreadLocal<@Nullable WorkerSource> ofThread;

    private final int id;
    private final String name;
    private final String poolName;

    /** What a task sees of it; made when the first one looks. */
    private @Nullable Object view;

    /**
     * A worker of a pool.
     *
     * @param id its place in its pool, from 1
     * @param name unique in its pool
     */
    public WorkerSource(int id, String name, String poolName) {
        this.id = id;
        this.name = name;
        this.poolName = poolName;
    }

    /** The worker that the current thread is bound to; null if it is to none. */
    public static @Nullable WorkerSource ofThread() {
        ThreadLocal<@Nullable WorkerSource> bound = ofThread;
        return bound == null ? null : bound.get();
    }

    /** Makes the current thread this worker, or none: for workers that are threads. */
    public static void bindThread(@Nullable WorkerSource worker) {
        ThreadLocal<@Nullable WorkerSource> bound;
        synchronized (WorkerSource.class) {
            bound = ofThread;
            if (bound == null) {
                bound = new ThreadLocal<>();
                ofThread = bound;
            }
        }
        if (worker == null) {
            bound.remove();
        } else {
            bound.set(worker);
        }
    }

    /** Its place in its pool, from 1. */
    public final int id() {
        return id;
    }

    /** Its name, unique in its pool. */
    public final String name() {
        return name;
    }

    /** The name of its pool. */
    public final String poolName() {
        return poolName;
    }

    /** How many tasks the worker has ended. */
    public abstract long tasksDone();

    /**
     * The shared object of that name; called once for each name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public abstract Object shared(String key);

    /** The one view of it that tasks get. */
    public final synchronized <V> V view(Class<V> type, Function<WorkerSource, V> maker) {
        Object there = view;
        if (there == null) {
            there = maker.apply(this);
            view = there;
        }
        return type.cast(there);
    }
}
