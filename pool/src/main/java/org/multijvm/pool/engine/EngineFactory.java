package org.multijvm.pool.engine;

import java.util.Set;
import org.multijvm.pool.task.EngineProvider;

/**
 * Starts the {@link Engine} of a pool, for {@link org.multijvm.pool.PoolBuilder#on}. Thread-safe: one factory may serve any number of pools.
 *
 * <p>The pool gives its engine tasks, one for each call, chunk or item, and does all else by itself: chunks and their sizes, iteration, progress, callbacks and stages, the executor.
 */
public interface EngineFactory extends EngineProvider {
    /** The settings that its engines keep. A pool for which another one was chosen is not started. */
    Set<PoolSetting> settings();

    /**
     * Starts an engine. May block for what it needs to take tasks; best, tasks wait for that instead.
     *
     * @param options what was asked for; settings that are not among the {@link #settings} have their defaults and mean nothing
     * @param callbacks the thread of the pool's callbacks. The engine ends it: with {@link CallbackLoop#hurry} when it is terminated, with {@link
     *     CallbackLoop#finish} when no task is left, and then it waits for {@link CallbackLoop#awaitEnd}
     * @throws org.multijvm.codec.EncodingException if something in the options must travel and cannot
     */
    Engine start(PoolOptions options, CallbackLoop callbacks);
}
