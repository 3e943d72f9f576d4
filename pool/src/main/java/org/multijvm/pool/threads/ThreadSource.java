package org.multijvm.pool.threads;

import java.util.Map;
import org.multijvm.pool.engine.WorkerSource;

/** A thread of this JVM as a worker: what is shared is the object itself. */
final class ThreadSource extends WorkerSource {
    private final ThreadWorker thread;
    private final Map<String, Object> shared;

    ThreadSource(ThreadWorker thread, int id, String poolName, Map<String, Object> shared) {
        super(id, thread.getName(), poolName);
        this.thread = thread;
        this.shared = shared;
    }

    @Override
    public long tasksDone() {
        return thread.tasks;
    }

    @Override
    public Object shared(String name) {
        Object object = shared.get(name);
        if (object == null) {
            throw new IllegalArgumentException(
                    "the pool shares no such object: name=" + name + ", shared=" + shared.keySet());
        }
        return object;
    }
}
