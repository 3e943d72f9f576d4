package org.multijvm.pool.task;

/**
 * What runs the tasks of a pool elsewhere than its own workers do: see {@link org.multijvm.pool.PoolBuilder#on}. A module that offers one says where it is found.
 *
 * <p>To make one is for the modules of this library: a provider is also a factory of engines, by an interface that only they see.
 */
public interface EngineProvider {
    /** What it is called in errors: {@code cluster}. */
    String name();
}
