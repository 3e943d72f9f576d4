package org.multijvm.pool;

import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.task.TaskOptions;

/**
 * An engine, and the options that the tasks get which are submitted here.
 *
 * @param engine where they run
 * @param options what holds for each of them
 */
record Intake(Engine engine, TaskOptions options) {
    /** As {@link Engine#submit}, with these options. */
    void submit(Task task, Work work) {
        task.options(options);
        engine.submit(task, work);
    }
}
