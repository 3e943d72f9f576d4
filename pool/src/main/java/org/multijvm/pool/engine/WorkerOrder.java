package org.multijvm.pool.engine;

import org.multijvm.pool.task.TaskOptions;

/** Something that each worker is to run once; see {@link Engine#onEachWorker}. */
public interface WorkerOrder {
    /** What is run. */
    Work work();

    /** Those of its tasks. */
    TaskOptions options();

    /**
     * The task of one worker, which is completed as any other. By any thread of the engine's; must not block.
     *
     * @param worker its name
     */
    Task taskFor(String worker);
}
