package org.multijvm.pool.jvm;

import org.multijvm.pool.engine.Answer;

/** What the collector tells the pool about its workers; called with the collector's role, so it must be quick. */
interface WorkerEvents {
    /** Nobody is told. */
    WorkerEvents NONE = new WorkerEvents() {
        @Override
        public void ready(WorkerChannel channel) {}

        @Override
        public void exited(WorkerChannel channel, Answer answer) {}

        @Override
        public void corrupt(WorkerChannel channel, Throwable reason) {}
    };

    void ready(WorkerChannel channel);

    /** What the worker's exit function gave, or threw. */
    void exited(WorkerChannel channel, Answer answer);

    /** The worker's answers make no sense. */
    void corrupt(WorkerChannel channel, Throwable reason);
}
