package org.multijvm.pool;

import java.util.Map;

/** A thread of this JVM as a worker: what is shared is the object itself. */
final class ThreadSource implements WorkerSource {
    private final ThreadWorker thread;
    private final Map<String, Object> shared;

    ThreadSource(ThreadWorker thread, Map<String, Object> shared) {
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
